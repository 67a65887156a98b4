"""What a phone keeps through everything that happens to a phone and to a server."""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect

from tests import server
from tests.browser import PHONE, SWITCHES, VIETNAM, find, open_page, serve
from tests.factories import World
from tests.journeys.bad_lines import BadLine
from tests.journeys.keepers import (
    PUT,
    deeds,
    each_arrives_once,
    keepers,
    kept_by,
    leave,
    put_all,
    rows,
    until,
    until_kept,
)
from tests.journeys.people import sign_in
from tests.journeys.test_offline import LOOK_FOR_A_NEW_ONE
from tests.web import new_key
from tracker.routes import offline

pytestmark = pytest.mark.browser

TURNS = 40


def test_through_a_reload_a_closed_tab_an_update_and_signing_out(
    app: Flask, world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
):
    """One entry of each form, through everything at once (criteria 14, 18 and 20)."""
    forms, line = keepers(app, world), BadLine(app)
    with (
        each_arrives_once(app, world, forms),
        serve(line) as address,  # type: ignore[arg-type]
        open_page(browser, PHONE, address, service_workers="allow") as page,
    ):
        context, everything = page.context, len(forms)
        sign_in(page, app, world.ambassador_id, address, stays=True)
        page.goto("/chua-gui")
        until_kept(page, ["/ho-tro/them", "/chua-gui"])
        line.fault = "full"
        put_all(context, forms, page)

        context.set_offline(True)
        page.reload()
        expect(page.locator("#stale")).to_be_visible()
        until(page, everything)
        other = context.new_page()
        other.goto("/ho-tro/them")
        page.close()
        expect(other.locator("#outbox")).to_contain_text(f"Chưa gửi: {everything}")
        context.set_offline(False)

        monkeypatch.setattr(offline, "SHELL", [*offline.SHELL, "css/print.css"])
        other.evaluate(LOOK_FOR_A_NEW_ONE)
        # With a debugger attached, as here, Chromium hangs over every other take-over for a while.
        with other.expect_event("load", timeout=120_000):
            other.locator("#update").get_by_role("button", name="Cập nhật").click()
        until(other, everything)

        other.goto("/them")
        other.get_by_role("button", name="Đăng xuất").click()
        expect(other.locator("h1")).to_have_text(f"Còn {everything} mục chưa gửi")
        other.get_by_role("button", name="Đăng xuất, giữ lại để gửi sau").click()
        expect(other).to_have_url(re.compile("/dang-nhap$"))
        until(other, 0, others=everything)
        line.fault = ""
        sign_in(other, app, world.ambassador_id, address, stays=True)
        other.goto("/chua-gui")
        until(other, 0)
        leave(other)


def test_a_browser_that_was_closed_still_has_it(
    app: Flask, world: World, browser: Browser, live_server: str, tmp_path: Path
):
    """Criterion 14, the last part."""

    def start() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            tmp_path, executable_path=find(), args=SWITCHES, base_url=live_server,
            **{**VIETNAM, **PHONE},
        )  # fmt: skip

    forms = keepers(app, world)
    with each_arrives_once(app, world, forms):
        context = start()
        page = context.new_page()
        sign_in(page, app, world.ambassador_id, live_server)
        page.goto("/chua-gui")
        entries = kept_by(context, forms, page)
        context.set_offline(True)
        page.evaluate(PUT, entries)
        until(page, len(forms))
        context.close()

        context = start()
        page = context.new_page()
        page.goto("/dang-nhap")
        expect(page.locator("#outbox")).to_contain_text(f"Chưa gửi: {len(forms)}")
        sign_in(page, app, world.ambassador_id, live_server)
        page.goto("/chua-gui")
        until(page, 0)
        context.close()


def test_a_server_that_is_killed_while_it_writes(
    app: Flask, world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
):
    """kill -9 in the middle, twice: what was kept arrives, each entry once, in its order."""
    running = server.Server(app)
    monkeypatch.setattr(server, "free_port", lambda: running.port)
    forms = keepers(app, world)
    people = rows(app, forms["mentee"])
    address = f"http://127.0.0.1:{running.port}"
    try:
        with open_page(browser, PHONE, address) as page:
            sign_in(page, app, world.ambassador_id, address)
            page.goto("/chua-gui")
            entries = kept_by(page.context, forms, page)
            number = list(forms).index("turn")
            many = [{**entries[number], "key": new_key(), "n": 100 + n} for n in range(TURNS)]
            page.evaluate(PUT, entries + many)
            for pause in (0, 200):
                page.evaluate("() => { window.outbox.drain(); }")
                page.wait_for_timeout(pause)
                running.kill()
                running.start()
            page.goto("/chua-gui")
            until(page, 0)
    finally:
        running.kill()
    added = {name: 1 + TURNS if name == "turn" else 1 for name in forms}
    added["mentee"] += people
    assert {name: rows(app, form) for name, form in forms.items()} == added
    told = [form.deed for form in forms.values()]
    assert deeds(app, world, forms) == told + ["support_turn.log"] * TURNS
