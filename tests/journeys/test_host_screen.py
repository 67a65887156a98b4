"""Criterion 28 from the other side: the wall keeps showing the right code when the network goes."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import PurePosixPath

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.factories import World
from tests.journeys.eyes import read_code
from tests.journeys.people import sign_in
from tests.routes.test_checkins import Room
from tests.web import Web
from tracker.checkins.rules import code_at, step_at
from tracker.core import clock

pytestmark = pytest.mark.browser

LATER = timedelta(seconds=95)
# What a slow machine may make of "now".
ABOUT = timedelta(seconds=30)
# A phone whose calendar is a day ahead, or three years behind.
CALENDARS = [timedelta(days=1), timedelta(days=-1000)]


@pytest.mark.parametrize("wrong_by", CALENDARS, ids=["a day ahead", "years behind"])
def test_the_code_goes_on_without_a_network_and_by_the_servers_clock(
    app: Flask, world: World, browse: Callable[[], Web], phone: Page, live_server, wrong_by
):
    room = Room(app, world.class_id)
    sign_in(phone, app, world.leader_id, live_server)
    phone.clock.install(time=clock.now() + wrong_by)
    phone.goto(f"/buoi-hoc/{room.class_id}/man-hinh")
    phone.wait_for_load_state("networkidle")
    assert digits_on(phone) in codes_about(room, timedelta())

    phone.context.set_offline(True)
    phone.clock.fast_forward(LATER // timedelta(milliseconds=1))
    lost = phone.get_by_text("Mất mạng. Mã vẫn đổi, danh sách sẽ cập nhật sau.")
    expect(lost).to_be_visible()
    shows(phone, codes_about(room, LATER))
    assert drawn_with_its_digits(phone).parent.name == room.code

    browse().post(room.url(), {"name": "Thào Thị Sua", "village": "0"})
    phone.context.set_offline(False)
    expect(phone.locator("#arrivals")).to_contain_text("Sua T.")
    expect(lost).to_be_hidden()
    shows(phone, codes_about(room, timedelta()))  # an answer sets the clock right


def test_where_nothing_can_be_drawn_the_server_draws(
    app: Flask, world: World, phone: Page, live_server
):
    room = Room(app, world.class_id)
    sign_in(phone, app, world.leader_id, live_server)
    phone.route("**/qr.*/index.js", lambda route: route.abort())
    phone.clock.install()
    phone.goto(f"/buoi-hoc/{room.class_id}/man-hinh")
    with phone.expect_response(lambda answer: answer.url.endswith("/man-hinh/ma")):
        phone.clock.fast_forward(31_000)
    drawn_with_its_digits(phone)


def drawn_with_its_digits(page: Page) -> PurePosixPath:
    """What the drawing leads to, which ends in the digits; read again if they change meanwhile."""
    before = ""
    while before != digits_on(page):
        before = digits_on(page)
        drawn = PurePosixPath(read_code(page.locator("svg.qr")))
    assert drawn.name == before
    return drawn


def shows(page: Page, codes: list[str]) -> None:
    words = "|".join(f"{code[:3]}.{code[3:]}" for code in codes)
    expect(page.locator("[data-part=digits]")).to_have_text(re.compile(f"^({words})$"))


def digits_on(page: Page) -> str:
    shown = page.locator("[data-part=digits]").inner_text()
    return shown.replace("\N{NO-BREAK SPACE}", "")


def codes_about(room: Room, ahead: timedelta) -> list[str]:
    moment = clock.now() + ahead
    steps = range(step_at(moment - ABOUT), step_at(moment + ABOUT) + 1)
    return [code_at(room.secret, step) for step in steps]
