"""Twenty people from a paper sheet, typed on a phone in under a minute and a half.

No clock is asked, the keys are counted: three digits a person and neither Enter nor mouse between
them; a digit for a slip; three taps around it. At 0.8 s a digit and 3 s a tap, which is slow for a
thumb that looks from a paper to a phone and back, that is less than 90 s.
"""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests import factories
from tests.factories import World
from tests.journeys.hands import effort, tap
from tests.journeys.people import sign_in
from tests.routes.test_checkins import Room
from tests.web import Web
from tracker.checkins.numbers import shown
from tracker.core.db import db
from tracker.core.scope import unscoped

pytestmark = pytest.mark.browser

PEOPLE = 20
# What somebody takes who looks from a paper to a phone and back: for a digit, for a tap.
SECONDS_A_DIGIT, SECONDS_A_TAP = 0.8, 3
MOST_SECONDS = 90


def test_twenty_people_in_under_ninety_seconds(app: Flask, world: World, phone: Page, live_server):
    room = Room(app, world.class_id)
    room.teach(world.skill_ids[0])
    make_sheet(app, world)
    numbers = [shown(line, sheet=room.code) for line in range(1, PEOPLE + 1)]
    sign_in(phone, app, world.leader_id, live_server)
    phone.goto(f"/giay/{room.code.lower()}")
    field, said = phone.get_by_label("Mã người có mặt"), phone.locator("#said")
    with effort(phone) as spent:
        tap(spent, field)
        phone.keyboard.type(numbers[0])
        expect(said).to_contain_text(f"{numbers[0]} Vàng Thị Thứ")
        slip = numbers[1][:2] + str((int(numbers[1][2]) + 1) % 10)
        phone.keyboard.type(slip)
        expect(said).to_have_text(f"Mã {slip} không có trên tờ này. Xin xem lại số.")
        phone.keyboard.type("".join(numbers[1:]))
        tap(spent, phone.get_by_role("group", name="Kỹ năng mọi người").get_by_role("checkbox"))
        tap(spent, phone.get_by_role("button", name=f"Lưu: {PEOPLE} người"))
        expect(phone.locator("#status")).to_contain_text(f"Đã ghi {PEOPLE} người có mặt.")
    assert spent.taps == 3
    digits = 3 * (PEOPLE + 1)
    assert digits * SECONDS_A_DIGIT + spent.taps * SECONDS_A_TAP < MOST_SECONDS
    assert len(room.rows()) == PEOPLE


def make_sheet(app: Flask, world: World) -> None:
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(factories.Team, world.team_id)
        guide = db.session.get_one(factories.Account, world.ambassador_id)
        people = [factories.mentee(team, guide, f"Vàng Thị Thứ {n:02d}").id for n in range(PEOPLE)]
    path = f"/buoi-hoc/{world.class_id}/to-giay"
    Web(app).sign_in(world.leader_id).post(path, {"mentee": people})
