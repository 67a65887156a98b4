"""Day script 1: Saturday in Sín Chải, one bar of 3G at the ridge, none in the houses."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from tests import factories
from tests.browser import PHONE, open_page
from tests.factories import World
from tests.journeys.keepers import fill, press, send_now, until, until_kept
from tests.journeys.locks import put_the_worker_to_sleep, set_lock, unlock
from tests.journeys.people import sign_in
from tests.web import Web, text
from tracker.accounts.models import Account
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import code_at, step_at, step_start
from tracker.classes.models import ClassSession
from tracker.core import clock
from tracker.core.base import Base
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Consent, Mentee
from tracker.mentees.queries import guided_count
from tracker.mentoring.models import Issue, Meeting
from tracker.places.models import Team
from tracker.quotas.queries import counting, people
from tracker.skills.models import Skill, SkillMark

pytestmark = pytest.mark.browser

LEARNERS = {"Thào Thị Dợ": 1986, "Vàng Seo Chư": 1961, "Cư Thị Sua": 1994}
FOUR = ("Sùng A Páo", *LEARNERS)
FORMS = ["/", "/buoi-kem/them", "/phan-anh/them", "/nguoi-hoc/them", "/chua-gui",
         "/ngoai-tuyen/diem-danh"]  # fmt: skip
A_DAY_AHEAD = "{ const now = Date.now; Date.now = () => now() + 24 * 3600 * 1000; }"
# What the phone keeps was kept four days ago.
AGE = """async () => {
    for (const name of await caches.keys()) if (name.startsWith("kept-")) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const page = await cache.match(request), headers = new Headers(page.headers);
            headers.set("X-Kept", Number(headers.get("X-Kept")) - 96 * 3600 * 1000);
            await cache.put(request, new Response(await page.blob(), { headers }));
        }
    }
}"""


@pytest.fixture
def phone(browser: Browser, app: Flask, world: World, live_server: str) -> Iterator[Page]:
    """Giàng Thị Mỷ's. Its clock is a day ahead all day long."""
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(Team, world.team_id)
        guide = db.session.get_one(Account, world.ambassador_id)
        for name, year in LEARNERS.items():
            factories.mentee(team, guide, name, birth_year=year)
        factories.skill("TB04")
    with open_page(browser, PHONE, live_server, service_workers="allow") as page:
        page.add_init_script(A_DAY_AHEAD)
        sign_in(page, app, world.ambassador_id, live_server, stays=True)
        yield page


def test_a_day_in_a_village_without_signal(app: Flask, world: World, phone: Page, browse):
    """Line by line:

    07:10 at the ridge she opens the book; her four learners and their skills stay readable
    08:30 Páo at home, TT02 “Tự làm được”; 09:10 Dợ, AT02 “Đã hướng dẫn”: two wait on the phone
    09:40 Ma Seo Lử agrees aloud before a witness; he is shown TB04; he is the fifth, and waits too
    10:15 Chư's VNeID is stuck: a phản ánh
    17:00 back at the ridge she presses Gửi twice
    each entry arrives once, with the hour at which it happened
    the list of learners changed meanwhile: nothing is lost, and the leader sees the clash
    five of five count only after consent
    the team's “người được hướng dẫn” rises by three people
    no ethnicity is stored anywhere
    a phone that is lost afterwards shows nothing without her digits, and nothing at all for long
    """
    now = clock.local(clock.now()).replace(second=0, microsecond=0)
    at = {"Páo": now - timedelta(hours=4), "Dợ": now - timedelta(hours=3, minutes=20),
          "Lử": now - timedelta(hours=2, minutes=50)}  # fmt: skip
    people_before = guided_by_the_team(app, world, now)

    set_lock(phone)
    until_kept(phone, FORMS)
    phone.goto(f"/nguoi-hoc/{world.mentee_id}")
    until_kept(phone, [f"/nguoi-hoc/{world.mentee_id}"])
    phone.context.set_offline(True)
    phone.goto("/")
    unlock(phone)
    for name in FOUR:
        expect(phone.locator("main")).to_contain_text(name)
    phone.goto(f"/nguoi-hoc/{world.mentee_id}")
    expect(phone.locator("#skill-row-TT02")).to_be_attached()
    expect(phone.locator("#stale")).to_be_visible()

    log_a_meeting(phone, "Sùng A Páo", "TT02", "alone", at["Páo"])
    log_a_meeting(phone, "Thào Thị Dợ", "AT02", "shown", at["Dợ"])
    expect(phone.locator("#outbox")).to_contain_text("Chưa gửi: 2")

    phone.goto("/nguoi-hoc/them")
    expect(phone.locator("main")).to_contain_text("Đọc to đoạn trên cho người học nghe")
    fill(phone, {
        "name": "Ma Seo Lử", "birth_year": "1990", "device": "smart", "agreed": "y",
        "method": "spoken", "witness": "trưởng thôn Giàng Seo Phừ",
    })  # fmt: skip
    press(phone, times=2)
    expect(phone.locator("#outbox")).to_contain_text("Chưa gửi: 3")
    phone.goto("/")
    expect(phone.locator("main")).to_contain_text("Ma Seo Lử")
    log_a_meeting(phone, "Ma Seo Lử", "TB04", "shown", at["Lử"])

    phone.goto("/phan-anh/them")
    fill(phone, {"title": "VNeID: đổi máy", "kind": "vneid"})
    press(phone)
    until(phone, 5)
    assert counted(app, world) == {"meetings": 0, "issues": 0, "learners": 4}

    phone.goto("/chua-gui")
    phone.context.set_offline(False)
    send_now(phone, times=2)
    until(phone, 0)
    assert counted(app, world) == {"meetings": 3, "issues": 1, "learners": 5}
    assert what_was_learnt(app) == [
        ("Sùng A Páo", "TT02", "alone", at["Páo"]), ("Thào Thị Dợ", "AT02", "shown", at["Dợ"]),
        ("Ma Seo Lử", "TB04", "shown", at["Lử"]),
    ]  # fmt: skip
    assert consent_of(app, "Ma Seo Lử") == ("spoken", "trưởng thôn Giàng Seo Phừ")
    assert guided_by_the_team(app, world, now) == people_before + 3
    assert [name for name in every_column() if re.search("ethnic|dan_?toc", name)] == []

    a_clash_is_shown_to_the_leader(app, world, phone, browse, now)

    phone.context.set_offline(True)
    phone.goto("about:blank")
    put_the_worker_to_sleep(phone)
    phone.goto("/")
    expect(phone.locator("h1")).to_have_text("Nhập mã mở nhanh")
    assert not any(name in phone.content() for name in FOUR)
    phone.evaluate(AGE)
    phone.goto("/")
    expect(phone.locator("h1")).to_have_text("Trang này chưa lưu trên máy.")


def a_clash_is_shown_to_the_leader(
    app: Flask, world: World, phone: Page, browse, now: datetime
) -> None:
    """Sua went to another ambassador at noon; Mỷ, who cannot know, guided her at one."""
    phone.goto("/buoi-kem/them")
    until_kept(phone, ["/buoi-kem/them"])
    phone.context.set_offline(True)
    with app.app_context(), unscoped("test"):
        sua = db.session.query(Mentee).filter_by(name="Cư Thị Sua").one()
        sua.ambassador_id = world.second_ambassador_id
        db.session.commit()
    log_a_meeting(phone, "Cư Thị Sua", "TB04", "shown", now - timedelta(minutes=5))
    phone.goto("/chua-gui")
    phone.context.set_offline(False)
    send_now(phone)
    until(phone, 0)
    assert counted(app, world)["meetings"] == 3
    leader: Web = browse().sign_in(world.leader_id)
    assert "1 mục gửi muộn cần xem" in text(leader.get(f"/to/{world.team_id}"))
    assert "Cư Thị Sua" in text(leader.get("/can-xem/1"))


def test_criterion_28_a_code_that_was_seen_without_signal_proves_its_hour(
    app: Flask, world: World, phone: Page, browse
):
    """Sent three hours later by a phone whose clock is a day wrong."""
    now = clock.now()
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, world.class_id)
        session.starts_at, session.ends_at = now - timedelta(hours=4), now - timedelta(hours=2)
        step = step_at(now - timedelta(hours=3))
        path = f"/c/{session.code.lower()}/{code_at(session.secret, step)}"
        db.session.commit()

    set_lock(phone)
    until_kept(phone, FORMS)
    phone.context.set_offline(True)
    phone.goto(path)
    unlock(phone)
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
    leader: Web = browse().sign_in(world.leader_id)
    people = text(leader.get(f"/buoi-hoc/{world.class_id}/nguoi-tham-gia"))
    assert re.search(r"Sùng A Páo</b>\s*<small>[^<]*gửi muộn", people)


def log_a_meeting(page: Page, name: str, skill: str, state: str, at: datetime) -> None:
    """The page offers the hour as it is, whatever the phone's calendar says; she sets it back."""
    page.goto("/buoi-kem/them")
    today = f"{clock.local(clock.now()):%Y-%m-%d}"
    expect(page.locator("[name=day]")).to_have_value(today)
    page.get_by_label(re.compile(name)).check()
    fill(page, {
        "channel": "at_home", f"skill-{skill}": state, "day": f"{at:%Y-%m-%d}",
        "time": f"{at:%H:%M}",
    })  # fmt: skip
    press(page)
    expect(page.locator("[data-said]")).to_contain_text("Đã lưu trên máy, chưa gửi")


def counted(app: Flask, world: World) -> dict[str, int]:
    with app.app_context(), unscoped("test"):
        return {
            "meetings": db.session.scalar(select(func.count(Meeting.id))) or 0,
            "issues": db.session.scalar(select(func.count(Issue.id))) or 0,
            "learners": guided_count(world.ambassador_id),
        }


def what_was_learnt(app: Flask) -> list[tuple[str, str, str, datetime]]:
    """Each mark, at the hour of its meeting."""
    with app.app_context(), unscoped("test"):
        marks = select(Mentee.name, Skill.code, SkillMark.state, SkillMark.at)
        marks = marks.join(SkillMark.mentee).join(SkillMark.skill).order_by(SkillMark.at)
        return [(name, code, state, clock.local(at))
                for name, code, state, at in db.session.execute(marks)]  # fmt: skip


def consent_of(app: Flask, name: str) -> tuple[str, str]:
    with app.app_context(), unscoped("test"):
        found = select(Consent.method, Consent.witness).join(Mentee, Mentee.id == Consent.mentee_id)
        [row] = db.session.execute(found.where(Mentee.name == name))
        return row.method, row.witness


def guided_by_the_team(app: Flask, world: World, now: datetime) -> int:
    """Người được hướng dẫn of these two days."""
    with app.app_context(), unscoped("test"):
        first, last = (now - timedelta(days=1)).date(), now.date()
        found = people(counting.teams([world.team_id]), first, last)
        return found.get(world.team_id, 0)


def every_column() -> list[str]:
    return [str(column) for table in Base.metadata.sorted_tables for column in table.columns]
