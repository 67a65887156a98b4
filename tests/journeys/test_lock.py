"""A phone that is lost: what it kept is sealed, six digits open it, five wrong ones end it."""

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import PHONE, SWITCHES, VIETNAM, find, open_page, serve
from tests.factories import World
from tests.journeys.keepers import until, until_kept
from tests.journeys.locks import DIGITS, SETTINGS, put_the_worker_to_sleep, set_lock, unlock
from tests.journeys.people import set_password, sign_in

pytestmark = pytest.mark.browser

LEARNER, GUIDE = "Sùng A Páo", "Giàng Thị Mỷ"
ATTENDANCE = "/ngoai-tuyen/diem-danh"
NAMED = ["/", "/nguoi-hoc", "/buoi-kem/them", ATTENDANCE]
NAMELESS = ["/chua-gui", "/ho-tro/them", "/phan-anh/them", "/nguoi-hoc/them"]
CLOSED = "Nhập mã mở nhanh"
WAITING = "async () => (await outbox.all()).map(({ title }) => title)"
AN_ENTRY = """() => outbox.put({ url: '/phan-anh/them', title: 'Phản ánh',
    fields: [['title', 'VNeID: đổi máy'], ['kind', 'vneid']] })"""
# Everything that a script of ours could read back from this phone's disk.
EVERYTHING = """async () => {
    const said = [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
    for (const name of await caches.keys()) if (!name.startsWith("shell-")) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            said.push(request.url, await (await cache.match(request)).text());
        }
    }
    for (const { name } of await indexedDB.databases()) {
        const asked = indexedDB.open(name);
        await new Promise((done) => { asked.onsuccess = done; });
        const database = asked.result;
        for (const store of database.objectStoreNames) {
            const all = database.transaction(store).objectStore(store).getAll();
            await new Promise((done) => { all.onsuccess = done; });
            said.push(JSON.stringify(all.result));
        }
        database.close();
    }
    return said.join("\\n");
}"""
FORGET = """async (path) => {
    for (const name of await caches.keys()) await (await caches.open(name)).delete(path);
}"""
HALF_AN_HOUR_AGO = "() => { const now = Date.now(); Date.now = () => now - 31 * 60 * 1000; }"


@pytest.fixture
def phone(browser: Browser, app: Flask, world: World, live_server: str) -> Iterator[Page]:
    """The ambassador's, who stays signed in."""
    with open_page(browser, PHONE, live_server, service_workers="allow") as page:
        sign_in(page, app, world.ambassador_id, live_server, stays=True)
        yield page


@pytest.fixture
def locked(phone: Page) -> Page:
    """Her phone in the village: a lock is set, pages are kept, there is no network."""
    set_lock(phone)
    until_kept(phone, NAMED + NAMELESS)
    phone.context.set_offline(True)
    return phone


def test_without_a_lock_nothing_that_names_a_learner_is_kept(phone: Page, world: World):
    """What has no names opens; a class's code is still written down, for oneself."""
    phone.goto("/")
    until_kept(phone, [*NAMELESS, ATTENDANCE])
    for path in ("/nguoi-hoc", f"/nguoi-hoc/{world.mentee_id}", "/buoi-kem/them", "/"):
        phone.goto(path)
    phone.evaluate(FORGET, "/phan-anh/them")
    phone.goto("/phan-anh/them")
    until_kept(phone, ["/phan-anh/them"])
    assert LEARNER not in phone.evaluate(EVERYTHING)
    phone.context.set_offline(True)
    phone.goto("/")
    expect(phone.locator("h1")).to_have_text("Trang này chưa lưu trên máy.")
    expect(phone.locator("#no-names")).to_be_visible()
    phone.get_by_role("link", name="Nêu phản ánh").click()
    expect(phone.locator("#stale")).to_be_visible()
    phone.goto("/c/zzzzzz/000111")
    expect(phone.locator("#attendance")).to_contain_text("không lưu tên người học")


class SlowAnswer:
    """The app, whose list without names is on its way until somebody lets it go."""

    def __init__(self, app: Flask) -> None:
        self.app, self.let_go, self.next = app, threading.Event(), threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        answer = self.app(environ, start)
        if "HTTP_X_NAMELESS" in environ and environ["PATH_INFO"] == ATTENDANCE:
            self.let_go.wait(120)
        elif "HTTP_X_NAMELESS" in environ and self.let_go.is_set():
            self.next.set()
        return answer


def test_names_are_not_hidden_by_what_was_asked_for_before_there_was_a_lock(
    app: Flask, world: World, browser: Browser
):
    line = SlowAnswer(app)
    with (
        serve(line) as address,  # type: ignore[arg-type]
        open_page(browser, PHONE, address, service_workers="allow") as page,
    ):
        sign_in(page, app, world.ambassador_id, address, stays=True)
        set_lock(page)
        until_kept(page, NAMED + NAMELESS)
        page.evaluate(FORGET, "/chua-gui")
        line.let_go.set()
        assert line.next.wait(30), "the phone asks for the next page when it is done with this one"
        page.context.set_offline(True)
        page.goto("/c/zzzzzz/000111")
        unlock(page)
        expect(page.get_by_label(LEARNER)).to_be_visible()


def test_home_offers_the_lock_until_there_is_an_answer(phone: Page):
    phone.goto("/")
    offer = phone.locator("#lock-offer")
    offer.get_by_role("link", name="Đặt mã 6 số").click()
    expect(phone).to_have_url(re.compile(SETTINGS))
    phone.go_back()
    offer.get_by_role("button", name="Để sau").click()
    expect(offer).to_be_hidden()
    phone.reload()
    expect(phone.locator("h1")).to_contain_text(GUIDE)
    expect(offer).to_be_hidden()


def test_a_lock_that_is_taken_away_takes_the_names_along(phone: Page):
    set_lock(phone)
    until_kept(phone, NAMED)
    phone.goto(SETTINGS)
    phone.get_by_role("button", name="Bỏ mã").click()
    expect(phone.get_by_role("status")).to_contain_text("Đã bỏ mã mở nhanh.")
    until_kept(phone, NAMELESS)
    phone.context.set_offline(True)
    phone.goto("/nguoi-hoc")
    expect(phone.locator("h1")).to_have_text("Trang này chưa lưu trên máy.")


def test_digits_that_do_not_do_are_refused_before_anything_is_locked(phone: Page):
    phone.goto(SETTINGS)
    for first, second, why in (
        ("12345", "12345", "Mã gồm đúng 6 số."), ("123456", "123456", "Mã này dễ đoán."),
        ("777777", "777777", "Mã này dễ đoán."), (DIGITS, "280462", "chưa giống nhau"),
    ):  # fmt: skip
        phone.locator("#pin").fill(first)
        phone.locator("#pin-again").fill(second)
        phone.get_by_role("button", name="Đặt mã").click()
        expect(phone.locator("#pin-error")).to_contain_text(why)


def test_one_code_opens_every_kept_page_until_half_an_hour_of_rest(locked: Page):
    """The worker sleeps in between: a page that is open tells it what opens the next one."""
    locked.goto("/nguoi-hoc")
    expect(locked.locator("h1")).to_have_text(CLOSED)
    assert LEARNER not in locked.content()
    unlock(locked)
    expect(locked.locator("#stale")).to_be_visible()
    expect(locked.locator("main")).to_contain_text(LEARNER)
    put_the_worker_to_sleep(locked)
    locked.goto("/buoi-kem/them")
    expect(locked.get_by_label(re.compile(LEARNER))).to_be_visible()

    put_the_worker_to_sleep(locked)
    locked.evaluate(HALF_AN_HOUR_AGO)
    locked.locator("h1").click()
    locked.goto("/")
    expect(locked.locator("h1")).to_have_text(CLOSED)


def test_five_wrong_codes_delete_what_is_kept_and_ask_for_the_password(
    locked: Page, app: Flask, world: World
):
    """What waits to be sent stays, and goes when its person is back."""
    number, password = set_password(app, world.ambassador_id)
    locked.goto("/")
    unlock(locked)
    expect(locked.locator("#stale")).to_be_visible()
    locked.evaluate(AN_ENTRY)
    put_the_worker_to_sleep(locked)
    locked.goto("about:blank")
    locked.goto("/")
    for left in (4, 3, 2, 1):
        unlock(locked, "111112")
        expect(locked.locator("#pin-error")).to_have_text(f"Mã chưa đúng. Còn {left} lần thử.")
    unlock(locked, "111112")
    expect(locked.locator("#wiped")).to_be_visible()
    assert locked.evaluate("async () => (await caches.keys()).join()").count("kept-") == 0
    locked.goto("/")
    expect(locked.locator("h1")).to_have_text("Trang này chưa lưu trên máy.")

    locked.context.set_offline(False)
    locked.goto("/nguoi-hoc")
    expect(locked.locator("h1")).to_have_text("Đăng nhập")
    assert locked.evaluate(WAITING) == ["Phản ánh"]
    locked.get_by_label("Số điện thoại").fill(number)
    locked.get_by_label("Mật khẩu", exact=True).fill(password)
    locked.get_by_role("button", name="Đăng nhập").click()
    expect(locked.locator("main")).to_contain_text(LEARNER)
    until(locked, 0)


def test_nothing_on_the_disk_names_anybody_and_a_browser_that_was_closed_asks_again(
    app: Flask, world: World, browser: Browser, live_server: str, tmp_path: Path
):
    def start() -> tuple[BrowserContext, Page]:
        context = browser.browser_type.launch_persistent_context(
            tmp_path, executable_path=find(), args=SWITCHES, base_url=live_server,
            **{**VIETNAM, **PHONE},
        )  # fmt: skip
        return context, context.new_page()

    context, page = start()
    sign_in(page, app, world.ambassador_id, live_server, stays=True)
    set_lock(page)
    until_kept(page, NAMED)
    assert not re.search(f"{LEARNER}|{GUIDE}", page.evaluate(EVERYTHING))
    context.set_offline(True)
    page.goto("/")
    unlock(page)
    expect(page.locator("main")).to_contain_text(LEARNER)
    cookies = context.cookies()
    context.close()
    kept = [path for name in ("Service Worker", "IndexedDB", "Local Storage", "Session Storage")
            for path in tmp_path.glob(f"*/{name}/**/*") if path.is_file()]  # fmt: skip
    said = b"".join(path.read_bytes() for path in kept)
    assert "Nhập mã mở nhanh".encode() in said, "the shell is there to be read"
    for name in (LEARNER, GUIDE):
        assert name.encode() not in said
        assert name.encode("utf-16-le") not in said

    context, page = start()
    context.add_cookies(cookies)
    context.set_offline(True)
    page.goto("/nguoi-hoc")
    expect(page.locator("h1")).to_have_text(CLOSED)
    unlock(page)
    expect(page.locator("main")).to_contain_text(LEARNER)
    context.close()
