"""Pages that open without a network, whose they are, and how new versions come."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.apps import config_for, fresh_copy, read_world
from tests.browser import PHONE, open_page, serve
from tests.factories import World
from tests.journeys.people import sign_in
from tracker import create_app
from tracker.classes.models import ClassSession
from tracker.core.db import db
from tracker.core.scope import unscoped

pytestmark = pytest.mark.browser

KEPT = "async () => (await caches.keys()).filter((name) => name.startsWith('pages-'))"
SHELLS = "async () => (await caches.keys()).filter((name) => name.startsWith('shell-'))"
PATHS = """async () => {
    const found = [];
    for (const name of await caches.keys()) if (name.startsWith('pages-')) {
        for (const request of await (await caches.open(name)).keys()) {
            found.push(new URL(request.url).pathname);
        }
    }
    return found;
}"""
IS_READY = "async () => { await navigator.serviceWorker.ready; }"
HAS_CONTROLLER = "() => Boolean(navigator.serviceWorker && navigator.serviceWorker.controller)"
SHELL_PAGE = "/ngoai-tuyen/diem-danh"


@pytest.fixture(scope="module")
def app(sqlite_templates: dict[str, Path]) -> Iterator[Flask]:
    """One app and one server for all tests of this file: they only read."""
    app = create_app(config_for(fresh_copy(sqlite_templates["inhabited"])))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def world(app: Flask) -> World:
    with app.app_context():
        return read_world()


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    with serve(app) as url:
        yield url


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    with open_page(browser, PHONE, address, service_workers="allow") as page:
        yield page


@pytest.fixture
def kept(phone: Page, app: Flask, world: World, address: str) -> Page:
    """The ambassador's phone after a first look at home: the worker runs and has fetched ahead."""
    sign_in(phone, app, world.ambassador_id, address, stays=True)
    phone.goto("/")
    until(phone, PATHS, {"/", SHELL_PAGE})
    return phone


def until(page: Page, question: str, wanted: set[str]) -> None:
    """Ask again and again: under our CSP Playwright cannot wait inside the page."""
    for _ in range(100):
        if wanted <= set(page.evaluate(question)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{page.evaluate(question)} lacks some of {wanted}")


def test_no_network_means_none_for_the_worker_either(kept: Page):
    """The canary: what the tests below prove depends on it."""
    asks = "async () => (await fetch('/healthz').catch(() => ({ ok: false }))).ok"
    assert kept.evaluate(asks)
    assert kept.evaluate(HAS_CONTROLLER)
    kept.context.set_offline(True)
    assert not kept.evaluate(asks)
    assert not kept.evaluate("() => navigator.onLine")
    worker = kept.context.service_workers[0]
    assert not worker.evaluate(asks)


def test_visited_pages_open_without_a_network(kept: Page, world):
    """Criterion 19."""
    person = f"/nguoi-hoc/{world.mentee_id}"
    for path in (person, "/nguoi-hoc", "/quet"):
        kept.goto(path)
    until(kept, PATHS, {person, "/nguoi-hoc", "/quet"})
    kept.context.set_offline(True)
    for path, words in (
        ("/", "Chào Giàng Thị Mỷ"), (person, "Sùng A Páo"), ("/quet", "Quét mã"),
        ("/nguoi-hoc", "Người học"),
    ):  # fmt: skip
        kept.goto(path)
        expect(kept.locator("h1")).to_contain_text(words)
        expect(kept.locator("#stale")).to_have_text(
            re.compile(r"^Trang lưu lúc \d\d:\d\d, \d\d/\d\d/\d{4}, chưa cập nhật\.$")
        )
        took = kept.evaluate("performance.timing.domInteractive - performance.timing.fetchStart")
        assert took <= 1000, path
    kept.goto("/tro-giup")
    expect(kept.locator("h1")).to_have_text("Trang này chưa lưu trên máy.")
    expect(kept.get_by_role("link", name="Nhập mã đã ghi")).to_be_visible()
    kept.get_by_role("link", name="Trang chủ").click()
    expect(kept.locator("h1")).to_contain_text("Chào")


def test_any_class_code_opens_a_page_to_write_on(kept: Page, app, world):
    """Criterion 19: `/c`, whichever the code; a class of one's own Tổ is known by name."""
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, world.class_id)
        code, title = session.code, session.title
    kept.context.set_offline(True)
    kept.goto(f"/c/{code.lower()}/482913")
    form = kept.locator("#attendance")
    expect(form).to_contain_text(title)
    expect(form).to_have_attribute("action", f"/c/{code.lower()}/482913")
    expect(form).to_have_attribute("data-outbox", f"Điểm danh lớp {title}")
    expect(form.get_by_label("Sùng A Páo")).to_be_visible()
    kept.goto("/c/zzzzzz/000111")
    expect(form.locator("#class-code")).to_have_text("ZZZZZZ")
    expect(form.locator("summary").first).to_be_visible()
    kept.goto("/c")
    kept.get_by_label("Mã lớp").fill("zzz zz2")
    kept.get_by_label("6 số đang chiếu").fill("000 111")
    kept.get_by_role("button", name="Tiếp tục").click()
    expect(form).to_have_attribute("action", "/c/zzzzz2/000111")


def test_a_slow_network_shows_what_was_kept(kept: Page, app):
    """Three seconds, then the kept page; one that was never kept is waited for."""
    slow = {"/"}
    with slowly(app, slow, 8):
        kept.goto("/", wait_until="commit")
        expect(kept.locator("#stale")).to_be_visible(timeout=6000)
    kept.goto("/")
    expect(kept.locator("#stale")).to_be_hidden()


def test_what_is_not_ones_own_is_not_kept(kept: Page, world):
    for path in ("/them", "/tai-khoan", f"/to/{world.team_id}", "/nguoi-hoc/them", "/xep-hang"):
        kept.goto(path)
    kept.goto("/nguoi-hoc?q=a")
    kept.goto("/quet")
    until(kept, PATHS, {"/quet"})
    allowed = {"/", SHELL_PAGE, "/quet", "/chua-gui", "/nguoi-hoc"}
    assert set(kept.evaluate(PATHS)) <= allowed - {"/nguoi-hoc"}


def test_the_next_person_sees_nothing_of_the_last(kept: Page, app, world, address):
    """Criterion 18, and R28: a shared phone."""
    kept.goto(f"/nguoi-hoc/{world.mentee_id}")
    until(kept, PATHS, {f"/nguoi-hoc/{world.mentee_id}"})
    kept.context.clear_cookies()
    sign_in(kept, app, world.second_ambassador_id, address, stays=True)
    kept.context.set_offline(True)
    kept.goto(f"/nguoi-hoc/{world.mentee_id}")
    expect(kept.locator("h1")).to_have_text("Trang này chưa lưu trên máy.")
    assert "Sùng A Páo" not in kept.content()
    kept.context.set_offline(False)
    kept.goto("/")
    until(kept, KEPT, {f"pages-{world.second_ambassador_id}"})
    assert kept.evaluate(KEPT) == [f"pages-{world.second_ambassador_id}"]


def test_whoever_does_not_stay_signed_in_leaves_nothing(phone: Page, app, world, address):
    sign_in(phone, app, world.ambassador_id, address)
    phone.goto("/")
    phone.evaluate(IS_READY)
    phone.goto("/nguoi-hoc")
    phone.goto("/quet")
    assert phone.evaluate(KEPT) == []
    phone.context.set_offline(True)
    phone.goto("/")
    expect(phone.locator("h1")).to_have_text("Trang này chưa lưu trên máy.")


@contextmanager
def slowly(app: Flask, paths: set[str], seconds: float) -> Iterator[None]:
    """The same server, as if these addresses came over a bad line."""
    usual = app.wsgi_app

    def late(environ: Any, start_response: Any) -> Any:
        if environ["PATH_INFO"] in paths:
            stop.wait(seconds)
        return usual(environ, start_response)

    stop = threading.Event()
    app.wsgi_app = late  # type: ignore[method-assign]
    try:
        yield
    finally:
        stop.set()
        app.wsgi_app = usual  # type: ignore[method-assign]
