"""A file leaves its page as it is: a later press asks for a new one, a double press does not."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import func, select

from tests.apps import fresh_copy
from tests.browser import PHONE, open_page
from tests.factories import World
from tests.web import Web
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.papers.models import ExportJob

pytestmark = pytest.mark.browser


@pytest.fixture
def database_url(sqlite_templates: dict[str, Path]) -> str:
    return fresh_copy(sqlite_templates["inhabited"])


def papers(app: Flask) -> int:
    with app.app_context(), unscoped("test"):
        return db.session.scalar(select(func.count()).select_from(ExportJob)) or 0


def test_each_press_has_its_own_paper(browser: Browser, live_server: str, app: Flask, world: World):
    token = Web(app).sign_in(world.leader_id).client.get_cookie("session").value
    with open_page(browser, PHONE, live_server) as page:
        page.context.add_cookies([{"name": "session", "value": token, "url": live_server}])
        page.clock.install()
        page.goto(f"/buoi-hoc/{world.class_id}")
        page.locator('a[href$="danh-sach?dang=xlsx"]').click()
        page.get_by_label("Lý do lấy danh sách").fill("Đoàn kiểm tra")
        button = page.locator("button[value=xlsx]")
        with page.expect_download() as taken:
            button.dblclick()
        assert taken.value.suggested_filename.startswith("Danh sách người tham gia")
        assert papers(app) == 1
        page.clock.fast_forward(5000)
        with page.expect_download():
            button.click()
        assert papers(app) == 2
