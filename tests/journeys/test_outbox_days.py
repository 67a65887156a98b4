"""Days without a signal: what a phone keeps through them, and where it is in the evening."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from tests import factories, server
from tests.browser import PHONE, SWITCHES, VIETNAM, find, open_page
from tests.factories import World
from tests.journeys.keepers import Keeper, fill, keepers, press, rows, until, until_kept
from tests.journeys.people import sign_in
from tracker.accounts.models import Account
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import code_at, step_at, step_start
from tracker.classes.models import ClassSession
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentees.queries import guided_count
from tracker.mentoring.models import Issue, Meeting, SupportTurn
from tracker.places.models import Team
from tracker.skills.models import Skill, SkillMark

pytestmark = pytest.mark.browser

LEARNERS = ("Thào Thị Dợ", "Vàng Seo Chư", "Cư Thị Sua")
FORMS = ["/", "/buoi-kem/them", "/phan-anh/them", "/nguoi-hoc/them", "/chua-gui",
         "/ngoai-tuyen/diem-danh"]  # fmt: skip


@pytest.fixture
def phone(
    browser: Browser, app: Flask, world: World, live_server: str, learners: None
) -> Iterator[Page]:
    """The ambassador's phone at the ridge: one bar, and everything needed has been fetched."""
    with open_page(browser, PHONE, live_server, service_workers="allow") as page:
        sign_in(page, app, world.ambassador_id, live_server, stays=True)
        page.goto("/")
        until_kept(page, FORMS)
        yield page


@pytest.fixture
def learners(app: Flask, world: World) -> None:
    """Three more: with Sùng A Páo she keeps four."""
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(Team, world.team_id)
        guide = db.session.get_one(Account, world.ambassador_id)
        for name in LEARNERS:
            factories.mentee(team, guide, name)


def log_a_meeting(page: Page, name: str, skill: str, state: str, at: datetime) -> None:
    page.goto("/buoi-kem/them")
    page.get_by_label(re.compile(name)).check()
    fill(page, Keeper("", Meeting, {
        "channel": "at_home", f"skill-{skill}": state, "day": f"{at:%Y-%m-%d}",
        "time": f"{at:%H:%M}",
    }))  # fmt: skip
    press(page, Keeper("", Meeting))
    expect(page.locator("[data-said]")).to_contain_text("Đã lưu trên máy, chưa gửi")


def test_a_day_in_a_village_without_signal(app: Flask, world: World, phone: Page):
    """Day script 1 in full: five entries with no signal, sent twice by an impatient thumb."""
    now = clock.local(clock.now()).replace(second=0, microsecond=0)
    morning = [now - timedelta(hours=hours) for hours in (9, 8, 7)]
    with app.app_context(), unscoped("test"):
        assert guided_count(world.ambassador_id) == 4

    phone.context.set_offline(True)
    log_a_meeting(phone, "Sùng A Páo", "TT02", "alone", morning[0])
    log_a_meeting(phone, "Thào Thị Dợ", "AT02", "shown", morning[1])
    expect(phone.locator("#outbox")).to_contain_text("Chưa gửi: 2")
    phone.goto("/nguoi-hoc/them")
    new = keepers(app, world)["mentee"]
    fill(phone, new)
    press(phone, new, times=2)
    expect(phone.locator("#outbox")).to_contain_text("Chưa gửi: 3")
    phone.goto("/")
    expect(phone.locator("main")).to_contain_text("Ma Seo Lử")
    log_a_meeting(phone, "Ma Seo Lử", "TB01", "shown", morning[2])
    phone.goto("/phan-anh/them")
    issue = keepers(app, world)["issue"]
    fill(phone, issue)
    press(phone, issue)
    until(phone, 5)
    with app.app_context(), unscoped("test"):
        assert db.session.scalar(select(func.count(Meeting.id))) == 0

    phone.goto("/chua-gui")
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Gửi ngay").dblclick(force=True)
    until(phone, 0)
    with app.app_context(), unscoped("test"):
        meetings = db.session.scalars(select(Meeting).order_by(Meeting.held_at)).all()
        assert [clock.local(row.held_at) for row in meetings] == morning
        marks = select(Mentee.name, Skill.code, SkillMark.state).join(SkillMark.skill)
        marks = marks.join(SkillMark.mentee).order_by(SkillMark.at)
        assert [tuple(row) for row in db.session.execute(marks)] == [
            ("Sùng A Páo", "TT02", "alone"), ("Thào Thị Dợ", "AT02", "shown"),
            ("Ma Seo Lử", "TB01", "shown"),
        ]  # fmt: skip
        assert guided_count(world.ambassador_id) == 5
        assert len(db.session.scalars(select(Issue)).all()) == 1


def test_a_code_that_was_seen_without_signal_proves_its_hour(
    app: Flask, world: World, phone: Page, live_server: str
):
    """Criterion 28: sent three hours later by a phone whose clock is a day wrong."""
    now = clock.now()
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, world.class_id)
        session.starts_at, session.ends_at = now - timedelta(hours=4), now - timedelta(hours=2)
        step = step_at(now - timedelta(hours=3))
        path = f"/c/{session.code.lower()}/{code_at(session.secret, step)}"
        db.session.commit()

    phone.context.add_init_script(
        "{ const now = Date.now; Date.now = () => now() + 24 * 3600 * 1000; }"
    )
    phone.context.set_offline(True)
    phone.goto(path)
    phone.get_by_label("Sùng A Páo").check()
    phone.get_by_role("button", name="Lưu").click()
    expect(phone.locator("[data-said]")).to_contain_text("Đã lưu trên máy, chưa gửi")
    phone.goto("/chua-gui")
    phone.context.set_offline(False)
    phone.goto("/chua-gui")
    until(phone, 0)
    with app.app_context(), unscoped("test"):
        entry = db.session.scalars(select(CheckIn)).one()
        assert (entry.at, entry.is_late, entry.level) == (step_start(step), True, 3)


def test_a_browser_that_was_closed_still_has_it(
    app: Flask, world: World, browser: Browser, live_server: str, tmp_path: Path
):
    """Criterion 14, the last part."""

    def start() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            tmp_path, executable_path=find(), args=SWITCHES, base_url=live_server,
            **{**VIETNAM, **PHONE},
        )  # fmt: skip

    form = keepers(app, world)["turn"]
    before = rows(app, form)
    context = start()
    page = context.new_page()
    sign_in(page, app, world.ambassador_id, live_server)
    page.goto(form.path)
    fill(page, form)
    context.set_offline(True)
    press(page, form)
    until(page, 1)
    context.close()

    context = start()
    page = context.new_page()
    page.goto("/dang-nhap")
    expect(page.locator("#outbox")).to_contain_text("Chưa gửi: 1")
    sign_in(page, app, world.ambassador_id, live_server)
    page.goto("/chua-gui")
    until(page, 0)
    context.close()
    assert rows(app, form) - before == 1


def test_a_server_that_is_killed_while_it_writes(
    app: Flask, world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
):
    """kill -9 in the middle, three times: what was kept arrives, each entry once."""
    running = server.Server(app)
    monkeypatch.setattr(server, "free_port", lambda: running.port)
    turn = keepers(app, world)["turn"]
    at = clock.local(clock.now()) - timedelta(minutes=1)
    fields = [*turn.values.items(), ("day", f"{at:%Y-%m-%d}"), ("time", f"{at:%H:%M}")]
    address = f"http://127.0.0.1:{running.port}"
    try:
        with open_page(browser, PHONE, address) as page:
            sign_in(page, app, world.ambassador_id, address)
            page.goto("/chua-gui")
            page.evaluate(
                """async ([url, fields]) => {
                    for (let n = 0; n < 60; n += 1) {
                        await window.outbox.put({ url, title: String(n), fields });
                    }
                }""",
                [turn.path, fields],
            )
            for pause in (0, 150, 400):
                page.evaluate("() => { window.outbox.drain(); }")
                page.wait_for_timeout(pause)
                running.kill()
                running.start()
            page.goto("/chua-gui")
            until(page, 0, seconds=30)
    finally:
        running.kill()
    with app.app_context(), unscoped("test"):
        assert db.session.scalar(select(func.count(SupportTurn.id))) == 60
