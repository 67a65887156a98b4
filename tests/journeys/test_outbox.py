"""Nothing that was said on a phone is lost, doubled or sent as somebody else (ux §4.10)."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import PHONE, open_page, serve
from tests.factories import World
from tests.journeys.bad_lines import BadLine
from tests.journeys.keepers import Keeper, keepers, open_all, press, until, written
from tests.journeys.people import sign_in

pytestmark = pytest.mark.browser

ONCE = {"check-in": 1, "skill": 1, "meeting": 1, "turn": 1, "issue": 1, "mentee": 1}


@pytest.fixture
def line(app: Flask) -> BadLine:
    return BadLine(app)


@pytest.fixture
def address(line: BadLine) -> Iterator[str]:
    with serve(line) as url:  # type: ignore[arg-type]
        yield url


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    with open_page(browser, PHONE, address) as page:
        yield page


@pytest.fixture
def forms(app: Flask, world: World) -> dict[str, Keeper]:
    return keepers(app, world)


@pytest.fixture
def signed_in(phone: Page, app: Flask, world: World, address: str) -> Page:
    sign_in(phone, app, world.ambassador_id, address)
    phone.goto("/chua-gui")
    return phone


def keep_all(context: BrowserContext, forms: dict[str, Keeper], watch: Page) -> dict[str, Page]:
    """Everything is sent while the line is bad: it is on the phone, and nowhere else."""
    tabs = open_all(context, forms)
    context.set_offline(True)
    for name, page in tabs.items():
        press(page, forms[name])
    until(watch, len(forms))
    return tabs


def online(context: BrowserContext) -> None:
    context.set_offline(False)


def test_with_a_network_the_page_goes_on_as_without_us(app, signed_in, forms):
    with written(app, forms) as added:
        for name, page in open_all(signed_in.context, forms).items():
            press(page, forms[name])
            expect(page.get_by_role("status")).to_contain_text("Đã")
            if name != "skill":
                expect(page).not_to_have_url(forms[name].path)
            page.close()
        until(signed_in, 0)
    assert added == ONCE


def test_without_a_network_it_waits_and_comes_in_order(app, signed_in, forms):
    """Criteria 14 and 15."""
    context = signed_in.context
    with written(app, forms) as added:
        tabs = keep_all(context, forms, signed_in)
        expect(tabs["meeting"].locator("#outbox")).to_contain_text("Chưa gửi: 6")
        expect(tabs["meeting"].locator("[data-said]")).to_contain_text("Đã lưu trên máy, chưa gửi")
        for page in tabs.values():
            page.close()
        online(context)
        until(signed_in, 0, seconds=5)
    assert added == ONCE
    expect(signed_in.locator("#nothing")).to_be_visible()


@pytest.mark.parametrize("fault", ["broken", "portal", "lost"])
def test_a_bad_line_loses_and_doubles_nothing(app, signed_in, forms, line, fault):
    """Criterion 16."""
    with written(app, forms) as added:
        tabs = open_all(signed_in.context, forms)
        line.fault = fault
        for name, page in tabs.items():
            press(page, forms[name])
        until(signed_in, 6)
        tabs["turn"].wait_for_timeout(500)  # a try or two of each tab
        line.fault = ""
        for page in tabs.values():
            page.close()
        signed_in.get_by_role("button", name="Gửi ngay").click()
        until(signed_in, 0)
    assert added == ONCE


def test_a_nervous_thumb_in_two_tabs(app, signed_in, forms):
    """Each form is open twice and pressed three times in the first tab: once is once."""
    context = signed_in.context
    with written(app, forms) as added:
        tabs = keep_all(context, forms, signed_in)
        for name, page in tabs.items():
            press(page, forms[name], times=2)
        until(signed_in, 6)
        online(context)
        for page in tabs.values():
            page.evaluate("() => { window.outbox.drain(); window.outbox.drain(); }")
        until(signed_in, 0)
    assert added == ONCE


def test_an_ended_session_keeps_everything_until_one_signs_in_again(
    app, world, signed_in, forms, line, address
):
    context = signed_in.context
    with written(app, forms) as added:
        tabs = keep_all(context, forms, signed_in)
        for page in tabs.values():
            page.close()
        context.clear_cookies()
        online(context)
        expect(signed_in.get_by_role("status")).to_contain_text("Đăng nhập lại để gửi 6 mục.")
        assert line.batches == []
        until(signed_in, 6)
        sign_in(signed_in, app, world.ambassador_id, address)
        signed_in.goto("/chua-gui")
        until(signed_in, 0)
    assert added == ONCE


def test_somebody_else_sees_a_number_and_sends_nothing(app, world, signed_in, forms, line, address):
    """Criterion 17."""
    context = signed_in.context
    with written(app, forms) as added:
        for page in keep_all(context, forms, signed_in).values():
            page.close()
        context.clear_cookies()
        online(context)
        line.batches.clear()
        sign_in(signed_in, app, world.second_ambassador_id, address)
        signed_in.goto("/chua-gui")
        until(signed_in, 0, others=6)
        expect(signed_in.locator("main")).to_contain_text("6 mục của người khác trên máy này.")
        expect(signed_in.locator("main")).not_to_contain_text("Ma Seo Lử")
        signed_in.evaluate("() => window.outbox.drain()")
        assert line.batches == []
        context.clear_cookies()
        sign_in(signed_in, app, world.ambassador_id, address)
        signed_in.goto("/chua-gui")
        until(signed_in, 0)
    assert added == ONCE


def test_a_phone_without_room_sends_as_any_browser_does(app, signed_in, forms):
    """The store refuses: the form is posted, and the server's page comes back."""
    full = """() => {
        IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError"); };
    }"""
    with written(app, forms) as added:
        for name, page in open_all(signed_in.context, forms).items():
            page.evaluate(full)
            with page.expect_response(lambda answer: answer.request.method == "POST"):
                press(page, forms[name])
            page.wait_for_load_state()
    assert added == ONCE


def test_what_needs_mending_comes_back_as_the_page(app, signed_in, forms):
    """With a network at once, without it from the list; the mended form replaces the entry."""
    page = signed_in
    with written(app, {"issue": forms["issue"]}) as added:
        page.goto("/phan-anh/them")
        page.get_by_label("VNeID").first.check()
        press(page, forms["issue"])
        expect(page).to_have_title("Lỗi: Nêu phản ánh, khó khăn · Đại sứ số")
        expect(page.locator("#error-summary")).to_be_focused()
        until(page, 1)
        page.locator("[name=title]").fill("VNeID: đổi máy")
        press(page, forms["issue"])
        expect(page.get_by_role("status")).to_contain_text("Đã gửi phản ánh.")
        until(page, 0)

        page.goto("/phan-anh/them")
        page.context.set_offline(True)
        page.get_by_label("VNeID").first.check()
        press(page, forms["issue"])
        expect(page.locator("[data-said]")).to_be_visible()
        page.context.set_offline(False)
        page.goto("/chua-gui")
        expect(page.locator("#waiting")).to_contain_text("Cần sửa")
        expect(page.locator("#waiting")).to_contain_text("Xin viết một câu tóm tắt.")
        page.get_by_role("button", name="Sửa").click()
        page.locator("[name=title]").fill("VNeID: mất mã")
        press(page, forms["issue"])
        expect(page.get_by_role("status")).to_contain_text("Đã gửi phản ánh.")
        until(page, 0)
    assert added == {"issue": 2}
