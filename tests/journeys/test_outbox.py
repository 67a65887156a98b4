"""Nothing that was said on a phone is lost, doubled or sent as somebody else (ux §4.10).

Every form against every thing that goes wrong. The forms themselves are filled in where the page
matters; elsewhere what they keep is put on the phone, and then the thing happens to all of them.

here              online; no network, many tabs, a nervous thumb; no room; 500, 503, a portal, a
                  lost answer, a refused token, silence; an ended session; somebody else
test_outbox_days  reload, a closed tab, an update, signing out; a closed browser; kill -9
test_old_release  the release before
"""

import re
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, TIMEOUT_MS, open_page, serve
from tests.factories import World
from tests.journeys.bad_lines import BadLine
from tests.journeys.keepers import (
    Keeper,
    each_arrives_once,
    fill,
    keep_all,
    keepers,
    kept_by,
    leave,
    press,
    put_all,
    rows,
    send_now,
    until,
)
from tests.journeys.people import sign_in

pytestmark = pytest.mark.browser

TOO_LONG_MS = 25_000
SAID = re.compile("Đã (ghi|gửi|lưu)")


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


def test_criterion_14_with_a_network_the_page_goes_on_as_without_us(app, world, signed_in, forms):
    with each_arrives_once(app, world, forms):
        page = signed_in.context.new_page()
        for name, form in forms.items():
            page.goto(form.path)
            fill(page, form.values, form.form)
            goes_on = page.expect_event("domcontentloaded") if name != "skill" else nullcontext()
            with goes_on:
                press(page, form.form)
            expect(page.locator("body")).to_contain_text(SAID)
            until(signed_in, 0)


def test_criterion_15_without_a_network_it_waits_and_comes_in_order(app, world, signed_in, forms):
    """Each button is pressed three times, and ten tabs wake up at once: once is once."""
    context = signed_in.context
    with each_arrives_once(app, world, forms):
        tabs = keep_all(context, forms, signed_in, times=3)
        expect(tabs["meeting"].locator("#outbox")).to_contain_text(f"Chưa gửi: {len(forms)}")
        expect(tabs["meeting"].locator("[data-said]")).to_contain_text("Đã lưu trên máy, chưa gửi")
        context.set_offline(False)
        until(signed_in, 0)
        for page in tabs.values():
            leave(page)
    expect(signed_in.locator("#nothing")).to_be_visible()


@pytest.mark.parametrize("fault", ["broken", "full", "portal", "lost", "forged", "silent"])
def test_criterion_16_a_bad_line_loses_and_doubles_nothing(
    app, world, signed_in, forms, line, fault
):
    context = signed_in.context
    kept_by(context, forms, signed_in)
    with each_arrives_once(app, world, forms):
        if fault == "silent":
            signed_in.clock.install()
            signed_in.goto("/chua-gui")
        line.fault = fault
        put_all(context, forms, signed_in)
        if fault == "silent":
            signed_in.evaluate("() => { window.outbox.drain(); }")
            assert line.touched.wait(TIMEOUT_MS / 1000)
            signed_in.clock.fast_forward(TOO_LONG_MS)
        else:
            signed_in.evaluate("() => window.outbox.drain()")
            assert line.touched.is_set()
        until(signed_in, len(forms))
        line.fault = ""
        line.mended.set()
        send_now(signed_in)
        until(signed_in, 0)


def test_an_ended_session_keeps_everything_until_one_signs_in_again(
    app, world, signed_in, forms, line, address
):
    context = signed_in.context
    with each_arrives_once(app, world, forms):
        put_all(context, forms, signed_in)
        context.clear_cookies()
        line.batches.clear()
        send_now(signed_in)
        expect(signed_in.get_by_role("status")).to_contain_text(
            f"Đăng nhập lại để gửi {len(forms)} mục."
        )
        assert line.batches == []
        until(signed_in, len(forms))
        sign_in(signed_in, app, world.ambassador_id, address)
        signed_in.goto("/chua-gui")
        until(signed_in, 0)


def test_criterion_17_somebody_else_sees_a_number_and_sends_nothing(
    app, world, signed_in, forms, line, address
):
    context = signed_in.context
    with each_arrives_once(app, world, forms):
        put_all(context, forms, signed_in)
        context.clear_cookies()
        line.batches.clear()
        sign_in(signed_in, app, world.second_ambassador_id, address)
        signed_in.goto("/chua-gui")
        until(signed_in, 0, others=len(forms))
        expect(signed_in.locator("main")).to_contain_text(
            f"{len(forms)} mục của người khác trên máy này."
        )
        expect(signed_in.locator("main")).not_to_contain_text("Ma Seo Lử")
        signed_in.evaluate("() => window.outbox.drain()")
        assert line.batches == []
        context.clear_cookies()
        sign_in(signed_in, app, world.ambassador_id, address)
        signed_in.goto("/chua-gui")
        until(signed_in, 0)


def test_a_phone_without_room_sends_as_any_browser_does(app, world, signed_in, forms):
    """The store refuses: the form is posted, and the server's page comes back."""
    full = """() => {
        IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError"); };
    }"""
    with each_arrives_once(app, world, forms):
        page = signed_in.context.new_page()
        for form in forms.values():
            page.goto(form.path)
            fill(page, form.values, form.form)
            page.evaluate(full)
            with page.expect_event("domcontentloaded"):
                press(page, form.form)


def test_what_needs_mending_comes_back_as_the_page(app, signed_in, forms):
    """With a network at once, without it from the list; the mended form replaces the entry."""
    page = signed_in
    before = rows(app, forms["issue"])
    page.goto("/phan-anh/them")
    page.get_by_label("VNeID").first.check()
    press(page)
    expect(page).to_have_title("Lỗi: Nêu phản ánh, khó khăn · Đại sứ số")
    expect(page.locator("#error-summary")).to_be_focused()
    until(page, 1)
    page.locator("[name=title]").fill("VNeID: đổi máy")
    press(page)
    expect(page.get_by_role("status")).to_contain_text("Đã gửi phản ánh.")
    until(page, 0)

    page.goto("/phan-anh/them")
    page.context.set_offline(True)
    page.get_by_label("VNeID").first.check()
    press(page)
    expect(page.locator("[data-said]")).to_be_visible()
    page.context.set_offline(False)
    page.goto("/chua-gui")
    expect(page.locator("#waiting")).to_contain_text("Cần sửa")
    expect(page.locator("#waiting")).to_contain_text("Xin viết một câu tóm tắt.")
    page.get_by_role("button", name="Sửa").click()
    page.locator("[name=title]").fill("VNeID: mất mã")
    press(page)
    expect(page.get_by_role("status")).to_contain_text("Đã gửi phản ánh.")
    until(page, 0)
    assert rows(app, forms["issue"]) - before == 2
