"""Pages that open without a network, whose they are, and how new versions come."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.apps import as_in_tests, fresh_copy, read_world
from tests.browser import PHONE, TIMEOUT_MS, open_page, serve
from tests.conftest import app_for, let_go
from tests.factories import World
from tests.journeys.locks import set_lock, unlock
from tests.journeys.people import sign_in
from tracker.classes.models import ClassSession
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.routes import offline

pytestmark = pytest.mark.browser

KEPT = "async () => (await caches.keys()).filter((name) => name.startsWith('kept-'))"
SHELLS = "async () => (await caches.keys()).filter((name) => name.startsWith('shell-'))"
PATHS = """async () => {
    const found = [];
    for (const name of await caches.keys()) if (name.startsWith('kept-')) {
        for (const request of await (await caches.open(name)).keys()) {
            found.push(new URL(request.url).pathname);
        }
    }
    return found;
}"""
LOOK_FOR_A_NEW_ONE = """async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
}"""
STATES = """async () => {
    const { active, waiting, installing } = await navigator.serviceWorker.getRegistration();
    return [active && active.state, waiting || installing ? 'not alone' : 'alone'];
}"""
KEEP_A_NOTE = """() => new Promise((done) => {
    const asked = indexedDB.open('note', 1);
    asked.onsuccess = () => { asked.result.close(); done(); };
})"""
INTERACTIVE = "performance.timing.domInteractive - performance.timing.fetchStart"
IS_READY = "async () => { await navigator.serviceWorker.ready; }"
HAS_CONTROLLER = "() => Boolean(navigator.serviceWorker && navigator.serviceWorker.controller)"
SHELL_PAGE = "/ngoai-tuyen/diem-danh"
LOCKS = """() => new Promise((done) => {
    const asked = indexedDB.open("dss-lock", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("locks");
    asked.onsuccess = () => {
        const found = asked.result.transaction("locks").objectStore("locks").getAllKeys();
        found.onsuccess = () => { asked.result.close(); done(found.result); };
    };
})"""


@pytest.fixture(scope="module")
def app(sqlite_templates: dict[str, Path]) -> Iterator[Flask]:
    """One app and one server for all tests of this file: they only read."""
    app = app_for(fresh_copy(sqlite_templates["inhabited"]))
    as_in_tests()
    yield app
    let_go(app)


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
    until(phone, PATHS, {"/chua-gui", SHELL_PAGE})
    return phone


@pytest.fixture
def locked(phone: Page, app: Flask, world: World, address: str) -> Page:
    """Hers again, with a lock: pages that name her learners are kept too."""
    sign_in(phone, app, world.ambassador_id, address, stays=True)
    set_lock(phone)
    until(phone, PATHS, {"/", SHELL_PAGE, "/nguoi-hoc"})  # the first and the last of them
    return phone


def until(page: Page, question: str, wanted: set[str]) -> None:
    """Ask again and again: under our CSP Playwright cannot wait inside the page."""
    for _ in range(600):
        if wanted <= set(page.evaluate(question)):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{page.evaluate(question)} lacks some of {wanted}")


def until_empty(page: Page, question: str) -> None:
    for _ in range(600):
        if not page.evaluate(question):
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.evaluate(question))


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


def test_visited_pages_open_without_a_network(locked: Page, world):
    """Criterion 19."""
    person = f"/nguoi-hoc/{world.mentee_id}"
    for path in (person, "/nguoi-hoc", "/quet"):
        locked.goto(path)
    until(locked, PATHS, {person, "/nguoi-hoc", "/quet"})
    locked.context.set_offline(True)
    locked.goto("/")
    unlock(locked)
    expect(locked.locator("#stale")).to_be_visible()
    for path, words in (
        ("/", "Chào Giàng Thị Mỷ"), (person, "Sùng A Páo"), ("/quet", "Quét mã"),
        ("/nguoi-hoc", "Người học"),
    ):  # fmt: skip
        locked.goto(path)
        expect(locked.locator("h1")).to_contain_text(words)
        expect(locked.locator("#stale")).to_have_text(
            re.compile(r"^Trang lưu lúc \d\d:\d\d, \d\d/\d\d/\d{4}, chưa cập nhật\.$")
        )
        assert quickest(locked) <= 1000, path
    locked.goto("/tro-giup")
    expect(locked.locator("h1")).to_have_text("Trang này chưa lưu trên máy.")
    expect(locked.get_by_role("link", name="Nhập mã đã ghi")).to_be_visible()
    locked.get_by_role("link", name="Trang chủ").click()
    expect(locked.locator("h1")).to_contain_text("Chào")


def quickest(page: Page) -> float:
    """Milliseconds until the page stood there, at the best of some tries: others are busy too."""
    took = [page.evaluate(INTERACTIVE)]
    while took[-1] > 1000 and len(took) < 5:
        page.reload()
        took.append(page.evaluate(INTERACTIVE))
    return min(took)


def test_any_class_code_opens_a_page_to_write_on(locked: Page, app, world):
    """Criterion 19: `/c`, whichever the code; a class of one's own Tổ is known by name."""
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, world.class_id)
        code, title = session.code, session.title
    locked.context.set_offline(True)
    locked.goto(f"/c/{code.lower()}/482913")
    unlock(locked)
    form = locked.locator("#attendance")
    expect(form).to_contain_text(title)
    expect(form).to_have_attribute("action", f"/c/{code.lower()}/482913")
    expect(form).to_have_attribute("data-outbox", f"Điểm danh lớp {title}")
    expect(form.get_by_label("Sùng A Páo")).to_be_visible()
    locked.goto("/c/zzzzzz/000111")
    expect(form.locator("#class-code")).to_have_text("ZZZZZZ")
    expect(form.locator("summary").first).to_be_visible()
    locked.goto("/c")
    locked.get_by_label("Mã lớp").fill("zzz zz2")
    locked.get_by_label("6 số đang chiếu").fill("000 111")
    locked.get_by_role("button", name="Tiếp tục").click()
    expect(form).to_have_attribute("action", "/c/zzzzz2/000111")


def test_a_slow_network_shows_what_was_kept(kept: Page, app):
    """Three seconds, then the kept page; one that was never kept is waited for."""
    slow = {"/chua-gui"}
    with slowly(app, slow, 2 * TIMEOUT_MS / 1000):
        kept.goto("/chua-gui", wait_until="commit")
        expect(kept.locator("#stale")).to_be_visible()
    kept.goto("/chua-gui")
    expect(kept.locator("#stale")).to_be_hidden()


def test_what_is_not_ones_own_is_not_kept(kept: Page, world):
    for path in ("/them", "/tai-khoan", f"/to/{world.team_id}", "/buoi-hoc", "/dang-xuat"):
        kept.goto(path)
    kept.goto("/nguoi-hoc?q=a")
    kept.goto("/quet")
    until(kept, PATHS, {"/quet"})
    forms = {"/ho-tro/them", "/nguoi-hoc/them", "/phan-anh/them"}
    assert set(kept.evaluate(PATHS)) <= {SHELL_PAGE, "/quet", "/chua-gui", *forms}


def test_the_next_person_sees_nothing_of_the_last(locked: Page, app, world, address):
    """Criterion 18, and R28: a shared phone."""
    locked.goto(f"/nguoi-hoc/{world.mentee_id}")
    until(locked, PATHS, {f"/nguoi-hoc/{world.mentee_id}"})
    # First the network goes: what is still asked for the last one must not answer the next.
    locked.context.set_offline(True)
    locked.context.clear_cookies()
    sign_in(locked, app, world.second_ambassador_id, address, stays=True)
    locked.goto(f"/nguoi-hoc/{world.mentee_id}")
    expect(locked.locator("h1")).to_have_text("Trang này chưa lưu trên máy.")
    assert "Sùng A Páo" not in locked.content()
    locked.context.set_offline(False)
    locked.goto("/")
    expect(locked.locator("h1")).to_contain_text("Chào")
    until(locked, KEPT, {f"kept-{world.second_ambassador_id}"})
    assert locked.evaluate(KEPT) == [f"kept-{world.second_ambassador_id}"]


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


def test_a_new_version_waits_until_nothing_is_half_typed(kept: Page, monkeypatch):
    """Criterion 20."""
    kept.goto("/nguoi-hoc/them")
    name = kept.get_by_label("Họ và tên", exact=True)
    name.fill("Ma Seo Lử")
    (before,) = kept.evaluate(SHELLS)
    monkeypatch.setattr(offline, "SHELL", [*offline.SHELL, "css/print.css"])
    kept.evaluate(LOOK_FOR_A_NEW_ONE)
    notice = kept.locator("#update")
    expect(notice).to_contain_text("Có bản mới.")
    assert len(kept.evaluate(SHELLS)) == 2
    kept.evaluate(PUT_WHAT_THE_SERVER_WILL_NOT_TAKE)
    notice.get_by_role("button", name="Cập nhật").click()
    expect(notice).to_be_hidden()
    assert kept.evaluate(WAITING) == ["Phản ánh"]
    expect(name).to_have_value("Ma Seo Lử")
    until(kept, STATES, {"activated", "alone"})
    assert before not in kept.evaluate(SHELLS)
    assert "/chua-gui" in kept.evaluate(PATHS)


def test_a_new_version_is_there_when_the_next_page_opens(kept: Page, monkeypatch):
    monkeypatch.setattr(offline, "SHELL", [*offline.SHELL, "css/print.css"])
    kept.evaluate(LOOK_FOR_A_NEW_ONE)
    expect(kept.locator("#update")).to_be_visible()
    kept.goto("/nguoi-hoc")
    expect(kept.locator("h1")).to_be_visible()
    expect(kept.locator("#update")).to_be_hidden()


def test_the_kill_switch_takes_the_worker_away(kept: Page, app, monkeypatch):
    """And leaves alone what waits to be sent."""
    kept.evaluate(KEEP_A_NOTE)
    off = replace(app.config["TRACKER"], service_worker=False)
    monkeypatch.setitem(app.config, "TRACKER", off)
    kept.evaluate(LOOK_FOR_A_NEW_ONE)
    until_empty(kept, "async () => (await caches.keys())")
    until_empty(kept, "async () => (await navigator.serviceWorker.getRegistrations())")
    kept.goto("/")
    assert not kept.evaluate(HAS_CONTROLLER)
    assert kept.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)")


def test_a_browser_without_a_worker_misses_nothing_else(phone: Page, app, world, address):
    """Zalo on an iPhone: no worker, no Cache Storage."""
    phone.add_init_script(
        "delete Navigator.prototype.serviceWorker; delete window.caches; delete window.cookieStore"
    )
    sign_in(phone, app, world.ambassador_id, address, stays=True)
    for path in ("/", f"/nguoi-hoc/{world.mentee_id}", "/quet", SHELL_PAGE, "/ngoai-tuyen"):
        phone.goto(path)
        expect(phone.locator("h1")).to_be_visible()
    expect(phone.locator("#nobody")).to_be_visible()


PUT_WHAT_THE_SERVER_WILL_NOT_TAKE = """async () => {
    await outbox.put({ url: '/phan-anh/them', title: 'Phản ánh', fields: [['text', '']] });
}"""
WAITING = "async () => (await outbox.all()).map((entry) => entry.title)"


def sign_out(phone: Page) -> None:
    phone.goto("/them")
    phone.get_by_role("button", name="Đăng xuất").click()


def nothing_is_readable(phone: Page, world: World) -> None:
    until_empty(phone, PATHS)
    phone.context.set_offline(True)
    for path in ("/", "/them", f"/nguoi-hoc/{world.mentee_id}"):
        phone.goto(path)
        expect(phone.locator("h1")).to_have_text("Trang này chưa lưu trên máy.")
    phone.context.set_offline(False)


def test_signing_out_takes_the_pages_and_their_lock_away(locked: Page, world):
    """Criterion 18, nothing waiting."""
    sign_out(locked)
    expect(locked).to_have_url(re.compile("/dang-nhap$"))
    nothing_is_readable(locked, world)
    until_empty(locked, LOCKS)


def test_signing_out_asks_about_what_is_not_sent(kept: Page, world):
    """Criterion 18: kept to be sent later, if so chosen."""
    kept.evaluate(PUT_WHAT_THE_SERVER_WILL_NOT_TAKE)
    sign_out(kept)
    expect(kept.locator("h1")).to_have_text("Còn 1 mục chưa gửi")
    kept.get_by_role("button", name="Gửi rồi đăng xuất").click()
    expect(kept.get_by_role("status")).to_have_text("Chưa gửi hết. Xin thử lại ở nơi có mạng.")
    kept.get_by_role("button", name="Đăng xuất, giữ lại để gửi sau").click()
    expect(kept).to_have_url(re.compile("/dang-nhap$"))
    assert kept.evaluate(WAITING) == ["Phản ánh"]
    nothing_is_readable(kept, world)


def test_what_is_not_sent_is_only_thrown_away_on_purpose(kept: Page):
    kept.evaluate(PUT_WHAT_THE_SERVER_WILL_NOT_TAKE)
    kept.goto("/dang-xuat")
    kept.locator("summary").click()
    drop = kept.get_by_role("button", name="Xóa 1 mục")
    drop.click()
    expect(kept.get_by_role("status")).to_have_text("Xin gõ XÓA để xác nhận.")
    assert kept.evaluate(WAITING) == ["Phản ánh"]
    kept.get_by_label("Gõ XÓA nếu chắc chắn").fill("xóa")
    drop.click()
    expect(kept).to_have_url(re.compile("/dang-nhap$"))
    assert kept.evaluate(WAITING) == []


def test_without_a_network_only_the_kept_pages_go(kept: Page, world):
    kept.goto("/them")
    kept.context.set_offline(True)
    kept.get_by_role("button", name="Đăng xuất").click()
    expect(kept.get_by_role("status")).to_contain_text("Trang lưu trên máy đã xóa.")
    nothing_is_readable(kept, world)


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
