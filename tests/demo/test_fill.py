"""The demo holds together: what the pages, the counting and the story need is there."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.apps import config_for, fresh_copy
from tests.demos import Demo
from tracker import create_app
from tracker.accounts.models import Account, Membership
from tracker.accounts.passwords import verify
from tracker.checkins.models import CheckIn, SheetLine
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.config import Config, ConfigError, Mode
from tracker.core import clock
from tracker.core.db import db
from tracker.demo import mark
from tracker.demo.cast import PASSWORD, SHOWN, SILENT_DAYS, SILENT_VILLAGE
from tracker.demo.fill import NotEmpty, fill, tell
from tracker.mentees.models import Consent, Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.mentoring.models import Issue, Meeting, SupportTurn
from tracker.places.models import Team
from tracker.policy import Role
from tracker.quotas.models import Quota
from tracker.skills.models import Skill, SkillMark


@pytest.fixture
def database_url(prepared: Demo) -> str:
    """A copy of the demo. That it also fills PostgreSQL is proved in test_cli."""
    return fresh_copy(prepared.file)


def count(model, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def named(name: str) -> Mentee:
    return db.session.scalars(select(Mentee).where(Mentee.name == name)).one()


@pytest.mark.usefixtures("everywhere")
def test_a_year_of_three_communes(prepared: Demo):
    now = prepared.at
    assert mark.is_demo()
    everyone_shown_can_sign_in()
    it_is_as_large_as_promised()
    nothing_is_impossible(now)
    the_story_is_told(clock.local_date(now))
    with pytest.raises(NotEmpty):
        fill(now=now)


def everyone_shown_can_sign_in():
    assert {shown.role for shown in SHOWN} == set(Role)
    for shown in SHOWN:
        account = db.session.scalars(select(Account).where(Account.phone == shown.phone)).one()
        assert (account.name, verify(account.password_hash, PASSWORD)) == (shown.name, True)
        assert shown.role in {post.role for post in account.memberships}


def it_is_as_large_as_promised():
    assert count(Team) == 60
    assert count(Membership, Membership.role == Role.AMBASSADOR) == 200
    assert count(Consent) >= 1000
    assert set(db.session.scalars(select(CheckIn.level))) == {1, 2, 3, 4}
    statuses = Counter(db.session.scalars(select(ClassSession.status)))
    assert set(statuses) == set(ClassStatus)
    assert statuses[ClassStatus.OPEN] == 2
    assert set(db.session.scalars(select(Mentee.status))) == set(MenteeStatus)


def nothing_is_impossible(now):
    """Nobody counts without consent, comes before they were known, or at an hour still to come."""
    agreed = set(db.session.scalars(select(Consent.mentee_id)))
    unknown = {MenteeStatus.PENDING, MenteeStatus.ERASED}
    known = set(db.session.scalars(select(Mentee.id).where(Mentee.status.not_in(unknown))))
    assert known == agreed
    assert count(SkillMark, SkillMark.mentee_id.not_in(agreed)) == 0
    assert count(CheckIn, CheckIn.received_at > now) == 0
    assert count(SkillMark, SkillMark.noted_at > now) == 0
    assert count(Meeting, Meeting.noted_at > now) == 0
    came = db.session.execute(select(CheckIn.at, Mentee.created_at).join(Mentee))
    assert all(at > created - timedelta(hours=1) for at, created in came)
    nameless = select(Mentee.id).where(Mentee.status == MenteeStatus.ERASED, Mentee.name != "")
    assert db.session.scalars(nameless).all() == []


def the_story_is_told(today):
    for name, year in (("Sùng A Páo", 1979), ("Thào Thị Dợ", 1986), ("Vàng Seo Chư", 1961)):
        assert named(name).birth_year == year
    her = named("Hoàng Thị Sửu")
    marks = select(Skill.code, SkillMark.state).join(SkillMark).where(SkillMark.mentee_id == her.id)
    found = dict(db.session.execute(marks).all())
    assert found.pop("DV01") == "not_applicable"
    assert {found[code] for code in ("TB01", "GT01", "AT01", "AT02")} == {"alone"}
    silent = db.session.scalars(select(Team).where(Team.name.contains(SILENT_VILLAGE))).one()
    last = today - timedelta(days=SILENT_DAYS)
    for model, day in (
        (ClassSession, ClassSession.local_date),
        (Meeting, Meeting.local_date),
        (SupportTurn, SupportTurn.local_date),
        (Issue, Issue.raised_on),
    ):
        found_last = db.session.scalar(select(func.max(day)).where(model.team_id == silent.id))
        assert found_last <= last
    assert count(Quota, Quota.team_id == silent.id) > 0
    on_paper = select(ClassSession.status).join(SheetLine, SheetLine.class_id == ClassSession.id)
    assert set(db.session.scalars(on_paper)) == {ClassStatus.OPEN}


@pytest.mark.usefixtures("everywhere")
def test_the_same_day_tells_the_same_story():
    now = clock.now()
    first, second = tell(now=now), tell(now=now)
    for model in (Mentee, CheckIn, SkillMark, Quota, Issue):
        assert first.rows.of(model) == second.rows.of(model)


def test_production_refuses_a_database_of_invented_people(database_url):
    with pytest.raises(ConfigError, match="invented"):
        create_app(production(database_url))
    create_app(config_for(database_url))


def test_production_starts_when_there_is_nothing_yet(tmp_path):
    assert create_app(production(f"sqlite:///{tmp_path / 'new.db'}"))


def production(database_url: str) -> Config:
    return Config(
        mode=Mode.PRODUCTION,
        secret_key="x" * 40,
        database_url=database_url,
        base_url="https://daisuso.laocai.gov.vn",
    )
