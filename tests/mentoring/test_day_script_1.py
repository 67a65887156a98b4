"""H'Mông village, poor signal: a Saturday of Giàng Thị Mỷ, sent from the ridge at 17:00.

Without the saved copy on the phone, which has tests of its own: here the five entries arrive.
"""

from datetime import date, time

import pytest
import time_machine
from sqlalchemy import select

from tests import factories
from tests.web import Web, new_key, text
from tracker.core import clock
from tracker.core.base import Base
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees import actions as mentees
from tracker.mentees.models import Mentee
from tracker.mentees.queries import guided_count
from tracker.mentees.rules import Agreement, ConsentMethod, ConsentText, MenteeStatus, NewMentee
from tracker.mentoring.models import Issue, Meeting
from tracker.policy import Actor, Post, Role
from tracker.quotas.queries import people
from tracker.quotas.queries.counting import Level, Places
from tracker.skills.actions import load_catalogue
from tracker.skills.models import Skill, SkillMark

SATURDAY = date(2026, 11, 14)
RIDGE = clock.at(SATURDAY, time(17, 0))


@pytest.fixture
def village(app):
    """Thôn Sín Chải: Mỷ keeps four learners; a fifth waits for his consent."""
    with app.app_context(), unscoped("test"), time_machine.travel(RIDGE):
        load_catalogue()
        commune = factories.commune(factories.province("Lào Cai"), "Xã Si Ma Cai")
        sin_chai = factories.village(commune, "Sín Chải")
        team = factories.team(commune, sin_chai)
        my = factories.account("Giàng Thị Mỷ", Role.AMBASSADOR, team, birth_year=2004)
        people = {
            name: factories.mentee(team, my, name, village=sin_chai, birth_year=year).id
            for name, year in [
                ("Sùng A Páo", 1979),
                ("Thào Thị Dợ", 1986),
                ("Vàng Seo Chư", 1961),
                ("Cư Thị Sua", 1994),
            ]
        }
        return {"people": people, "team": team.id, "commune": commune.id, "my": my.id,
                "village": sin_chai.id}  # fmt: skip


def add_lu(village) -> int:
    """He says yes before the village head, after the text was read to him in Mông."""
    my = Actor(village["my"], "Giàng Thị Mỷ",
               (Post(Role.AMBASSADOR, None, village["commune"], village["team"]),))  # fmt: skip
    agreement = Agreement(
        ConsentMethod.SPOKEN, ConsentText("1", "…"), witness="Trưởng thôn Giàng Seo Phừ"
    )
    added = mentees.add(
        my,
        entry=NewMentee(
            name="Ma Seo Lử", birth_year=1990, commune_id=village["commune"],
            village_id=village["village"], team_id=village["team"], ambassador_id=my.account_id,
            agreement=agreement,
        ),
        now=clock.now(),
    )  # fmt: skip
    return added.mentee_id


def send(web: Web, mentee_id: int, skill: str, state: str, hour: str) -> None:
    """Pressed twice, because the bar flickers."""
    entry = {"mentee": mentee_id, f"skill-{skill}": state, "channel": "at_home",
             "day": SATURDAY.isoformat(), "time": hour}  # fmt: skip
    key = new_key()
    assert web.post("/buoi-kem/them", entry, key=key).status_code == 303
    assert web.post("/buoi-kem/them", entry, key=key).status_code == 303


@time_machine.travel(RIDGE)
def test_what_must_be_true_in_the_evening(app, web, village):
    learners = village["people"]
    web.sign_in(village["my"])
    with app.app_context(), unscoped("test"):
        assert guided_count(village["my"]) == 4
        lu = add_lu(village)
        assert guided_count(village["my"]) == 5

    send(web, learners["Sùng A Páo"], "TT02", "alone", "08:30")
    send(web, learners["Thào Thị Dợ"], "AT02", "shown", "09:10")
    send(web, lu, "TB04", "shown", "09:40")
    issue = {"kind": "vneid", "title": "VNeID: đổi máy"}
    assert web.post("/phan-anh/them", issue).status_code == 303

    with app.app_context(), unscoped("test"):
        meetings = db.session.scalars(select(Meeting).order_by(Meeting.held_at)).all()
        held = [f"{clock.local(meeting.held_at):%H:%M}" for meeting in meetings]
        assert held == ["08:30", "09:10", "09:40"]
        assert {meeting.noted_at for meeting in meetings} != {meetings[0].held_at}
        assert {(meeting.level, meeting.team_id) for meeting in meetings} == {(2, village["team"])}

        marks = select(Skill.code, SkillMark.state).join(SkillMark.skill).order_by(SkillMark.at)
        assert [tuple(row) for row in db.session.execute(marks)] == [
            ("TT02", "alone"), ("AT02", "shown"), ("TB04", "shown"),
        ]  # fmt: skip

        guided = people(Places(Level.TEAM, (village["team"],)), SATURDAY, SATURDAY)
        assert guided == {village["team"]: 3}
        [raised] = db.session.scalars(select(Issue))
        assert raised.team_id == village["team"]


@time_machine.travel(RIDGE)
def test_nobody_counts_before_consent(app, web, village):
    with app.app_context(), unscoped("test"):
        waiting = mentees.walk_in(
            name="Ma Seo Lử", commune_id=village["commune"], village_id=village["village"],
            phone=None, now=clock.now(),
        )  # fmt: skip
        waiting.team_id, waiting.ambassador_id = village["team"], village["my"]
        waiting_id = waiting.id
        db.session.commit()
        assert waiting.status is MenteeStatus.PENDING
        assert guided_count(village["my"]) == 4

    web.sign_in(village["my"])
    form = text(web.get("/buoi-kem/them"))
    assert "Chờ đồng ý, chưa chọn được" in form
    assert "Ma Seo Lử" in form
    entry = {"mentee": waiting_id, "skill-TB04": "shown", "channel": "at_home",
             "day": SATURDAY.isoformat(), "time": "09:40"}  # fmt: skip
    assert web.post("/buoi-kem/them", entry).status_code == 422
    with app.app_context(), unscoped("test"):
        assert db.session.scalars(select(Meeting)).all() == []
        assert db.session.get(Mentee, waiting_id).status is MenteeStatus.PENDING


def test_no_ethnicity_is_stored():
    tables = ("mentee", "meeting", "meeting_mentee", "skill_mark", "consent", "issue")
    columns = {column.name for name in tables for column in Base.metadata.tables[name].columns}
    assert not {name for name in columns if "ethnic" in name or "religion" in name}
