"""A commune's page on a desk: one sheet of paper, and keys instead of a mouse."""

import io
import re

import pypdf
import pytest
from playwright.sync_api import Page, expect

from tests import factories as make
from tests.journeys.people import sign_in
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.places.models import Commune, Province

pytestmark = pytest.mark.browser

MANY = 24


@pytest.fixture
def at_desk(app, world, desktop: Page, live_server: str) -> Page:
    """The head of a commune with many teams, in a province of many communes."""
    with app.app_context(), unscoped("test"):
        commune = db.session.get_one(Commune, world.commune_id)
        for number in range(MANY):
            make.team(commune, make.village(commune, f"Seo Chong Hồ {number}"))
            make.commune(commune.province, f"Phường Nghĩa Lộ Thượng {number}")
            make.commune(commune.province, f"Xã Cốc San {number}")
    sign_in(desktop, app, world.head_id, live_server)
    return desktop


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_dashboard_is_one_sheet_of_paper(app, world, at_desk: Page, live_server: str):
    with app.app_context():
        province = db.session.get_one(Province, world.province_id).code
    for where in (f"/xa/{world.commune_code}", f"/to/{world.team_id}"):
        at_desk.goto(where)
        is_one_sheet(at_desk, "Sín Chải")
    sign_in(at_desk, app, world.board_id, live_server)
    at_desk.goto(f"/tinh/{province}")
    assert "Số người được hướng dẫn" in is_one_sheet(at_desk, "1/49 xã")


def is_one_sheet(at_desk: Page, words: str) -> str:
    paper = pypdf.PdfReader(io.BytesIO(at_desk.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 1
    said = paper.pages[0].extract_text()
    assert words in said
    assert re.search(r"Kết quả (tháng|quý) .*Cập nhật", said), "of when it is, also on paper"
    assert "Tải Word" not in said
    return said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_keys_lead_through_the_teams_and_can_be_turned_off(world, at_desk: Page):
    at_desk.goto(f"/xa/{world.commune_code}")
    links = at_desk.locator("#teams article h2 a")
    at_desk.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    at_desk.keyboard.press("j")
    at_desk.keyboard.press("j")
    at_desk.keyboard.press("k")
    expect(links.nth(1)).to_be_focused()
    at_desk.keyboard.press("/")
    at_desk.keyboard.type("jk ho 7")
    expect(at_desk.get_by_label("Tìm tổ")).to_have_value("jk ho 7")

    at_desk.locator("#keys summary").click()
    at_desk.get_by_label("Dùng phím tắt trên trang này").uncheck()
    at_desk.keyboard.press("j")
    expect(links.nth(1)).not_to_be_focused()
    at_desk.reload()
    at_desk.keyboard.press("j")
    expect(links.first).not_to_be_focused()
    at_desk.keyboard.press("?")
    expect(at_desk.locator("#keys")).to_have_attribute("open", "")
    at_desk.get_by_label("Dùng phím tắt trên trang này").check()
    at_desk.keyboard.press("j")
    at_desk.keyboard.press("Enter")
    expect(at_desk).to_have_url(re.compile(rf"/to/{world.team_id}\?ky="))
