"""Criterion 13: a nervous thumb, or a browser that sends twice, leaves exactly one row."""

from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Response
from sqlalchemy import ColumnElement, func, select, true

from tests import factories
from tests.browser import PHONE, open_page
from tests.factories import World
from tests.journeys.people import sign_in
from tracker.accounts.models import Account, Invitation, Request, SignIn
from tracker.accounts.passwords import hash_password
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import code_at, step_at
from tracker.classes.models import ClassSession, ClassSkill
from tracker.core import clock
from tracker.core.base import Base
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentoring.models import Issue, Meeting, SupportTurn
from tracker.periods.rules import PeriodKind, period_of
from tracker.places.models import Site, Team, Village
from tracker.quotas.models import Quota
from tracker.skills.models import SkillMark

pytestmark = pytest.mark.browser

PASSWORD = "ruộng bậc thang"
SKILLS = ("TB01", "GT01", "DV01")
METRICS = ("people", "classes", "issues")
NEW_MENTEES = ("Giàng A Sấn", "Vàng Seo Chư", "Cư Thị Sua")


@dataclass(frozen=True)
class Deed:
    """A form, who fills it in, and the table it adds one row to: one of those that `count`."""

    who: str
    path: str
    adds: type[Base]
    values: dict[str, str] = field(default_factory=dict)
    form: str = "main form[method=post]"
    button: str = "button:not([type=button])"
    count: ColumnElement[bool] = field(default_factory=true)


def agreed(name: str) -> dict[str, str]:
    return {
        "name": name, "birth_year": "1990", "device": "smart", "agreed": "y", "method": "spoken",
        "witness": "Trưởng thôn",
    }  # fmt: skip


# {n} differs each time, {…} are the world's keys.
DEEDS = {
    # A browser's earlier session ends when it opens another.
    "sign in": Deed(
        "", "/dang-nhap", SignIn, {"phone": "{phone}", "password": PASSWORD},
        count=SignIn.ended_at.is_(None),
    ),
    "invite": Deed("leader", "/moi", Invitation, {"role": "ambassador"}),
    "add a mentee": Deed("ambassador", "/nguoi-hoc/them", Mentee, agreed("Ma Seo Lử {n}")),
    "log a meeting": Deed(
        "ambassador", "/buoi-kem/them", Meeting,
        {"mentee": "{mentee_id}", "channel": "at_home", "skill-{skill}": "shown"},
    ),
    "log a help turn": Deed(
        "ambassador", "/ho-tro/them", SupportTurn,
        {"subject": "nộp hồ sơ {n}", "channel": "at_home", "result": "done", "turns": "1"},
    ),
    "raise an issue": Deed(
        "ambassador", "/phan-anh/them", Issue, {"title": "VNeID: đổi máy {n}", "kind": "vneid"}
    ),
    "mark a skill": Deed(
        "ambassador", "/nguoi-hoc/{mentee_id}?ky-nang={skill}", SkillMark,
        form="#skill-row-{skill} form",
    ),
    "plan a class": Deed(
        "leader", "/buoi-hoc/them", ClassSession, {"title": "An toàn số {n}", "day": "{day}"}
    ),
    "ask for a class": Deed(
        "ambassador", "/buoi-hoc/de-nghi", Request, {"title": "An toàn số {n}", "day": "{day}"}
    ),
    "bring a mentee": Deed("ambassador", "/c/{code}", CheckIn, {"mentee": "{new_mentee}"}),
    "be present without account": Deed(
        "", "/c/{code}", CheckIn, {"name": "Thào Thị {n}", "village": "0"}
    ),
    "type in a name": Deed(
        "leader", "/buoi-hoc/{class_id}/nguoi-tham-gia", CheckIn, {"name": "Vàng Thị {n}"}
    ),
    "give a quota": Deed(
        "head", "/xa/{commune_code}/chi-tieu?ky={month}", Quota,
        {"goal-{team_id}-{metric}": "60", "issuer": "peoples_committee"},
    ),
    "add a site": Deed("officer", "/diem-hoc/them", Site, {"name": "Điểm {n}"}),
    "add a team": Deed("officer", "/xa/{commune_code}/to/them", Team, {"name": "Tổ {n}"}),
    "add a village": Deed("officer", "/xa/{commune_code}/thon/them", Village, {"name": "Bản {n}"}),
}  # fmt: skip


def double_click(page: Page, deed: Deed) -> None:
    with page.expect_response(is_post):
        page.locator(deed.form).first.locator(deed.button).first.dblclick()


def request_submit_twice(page: Page, deed: Deed) -> None:
    button = page.locator(deed.form).first.locator(deed.button).first
    with page.expect_response(is_post):
        button.evaluate("b => { b.form.requestSubmit(b); b.form.requestSubmit(b); }")


def send_both_at_once(page: Page, deed: Deed) -> None:
    """Past every courtesy of the page, as a proxy that tries again would."""
    page.locator(deed.form).first.locator(deed.button).first.evaluate(
        """button => Promise.all([1, 2].map(() => fetch(button.form.action, {
            method: "POST", body: new URLSearchParams(new FormData(button.form, button))})))"""
    )


WAYS = [double_click, request_submit_twice, send_both_at_once]


@pytest.mark.parametrize("name", DEEDS)
def test_criterion_13_twice_is_once(
    app: Flask, world: World, browser: Browser, live_server: str, name: str
):
    deed = DEEDS[name]
    prepare(app, world)
    before = rows(app, deed)
    for number, way in enumerate(WAYS, start=1):
        with open_page(browser, PHONE, live_server) as page:
            sign_in(page, app, getattr(world, f"{deed.who}_id", None), live_server)
            now = filled(app, world, deed, number - 1)
            page.goto(now.path)
            for field_name, value in now.values.items():
                fill(page, f"{now.form} [name='{field_name}']", value)
            way(page, now)
            page.wait_for_load_state()
            assert rows(app, deed) - before == number, way.__name__
    assert rows(app, deed) - before == len(WAYS), "also of what arrived late"


def prepare(app: Flask, world: World) -> None:
    """A password, a skill for the class, and three people to bring there."""
    with app.app_context(), unscoped("test"):
        guide = db.session.get_one(Account, world.ambassador_id)
        guide.password_hash = hash_password(PASSWORD)
        db.session.add(ClassSkill(class_id=world.class_id, skill_id=world.skill_ids[0]))
        team = db.session.get_one(Team, world.team_id)
        for name in NEW_MENTEES:
            factories.mentee(team, guide, name)


def filled(app: Flask, world: World, deed: Deed, number: int) -> Deed:
    """The deed with the world's keys, and with what differs at each try."""
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, world.class_id)
        newcomer = db.session.query(Mentee).filter_by(name=NEW_MENTEES[number]).one()
        known = asdict(world) | {
            "n": number,
            "skill": SKILLS[number],
            "metric": METRICS[number],
            "new_mentee": newcomer.id,
            "phone": db.session.get_one(Account, world.ambassador_id).phone,
            "code": f"{session.code}/{code_at(session.secret, step_at(clock.now()))}",
            "day": (clock.today() + timedelta(days=3 + number)).isoformat(),
            "month": period_of(PeriodKind.MONTH, clock.today()).code,
        }
    values = {key.format(**known): words.format(**known) for key, words in deed.values.items()}
    return replace(
        deed, path=deed.path.format(**known), form=deed.form.format(**known), values=values
    )


def fill(page: Page, selector: str, value: str) -> None:
    """Also what stands in a closed part of the page."""
    page.locator(selector).evaluate_all(
        """(found, value) => found.forEach((input) => {
            if (!["radio", "checkbox"].includes(input.type)) input.value = value;
            else if (input.value === value) input.checked = true;
        })""",
        value,
    )


def rows(app: Flask, deed: Deed) -> int:
    counted = select(func.count()).select_from(deed.adds).where(deed.count)
    with app.app_context(), unscoped("test"):
        return db.session.scalar(counted) or 0


def is_post(response: Response) -> bool:
    return response.request.method == "POST"
