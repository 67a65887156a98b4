"""After an erasure nothing leads back to the person, and every count is what it was."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.factories import World
from tests.mentees.cast import NOW, WORDING, actor, entry, person
from tracker.accounts.models import Request
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.core import clock
from tracker.core.base import Base
from tracker.core.db import db
from tracker.core.receipts import Answer, Receipt, once, written
from tracker.core.scope import Reach, scope
from tracker.histories import actions as histories
from tracker.histories import queries
from tracker.histories.rules import Kind
from tracker.mentees import actions, asks
from tracker.mentees.models import Card, Consent, Mentee
from tracker.mentees.rules import Agreement, Ask, ConsentMethod, MenteeStatus, PhoneOwner
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.mentoring.rules import Channel
from tracker.places.models import Site
from tracker.skills.models import SkillMark
from tracker.skills.rules import SkillState

pytestmark = pytest.mark.usefixtures("everywhere")

CANARIES = ("Canaria", "canaria", "977345678", "Quân (cháu)", "07/2026", "Chứng Kiến")


@pytest.fixture
def learner(world: World) -> int:
    """Day script 6: an old woman without a phone, taught at home, with a paper and a card."""
    added = actions.add(
        actor(world.ambassador_id),
        entry=entry(
            world,
            "Hoàng Thị Canaria",
            birth_year=1931,
            phone="+84977345678",
            phone_owner=PhoneOwner.FAMILY,
            phone_note="Quân (cháu)",
            agreement=Agreement(
                ConsentMethod.PAPER, WORDING, paper_number="07/2026", witness="Chứng Kiến"
            ),
        ),
        now=NOW,
    )
    mentee_id = added.mentee_id
    _took_part(world, mentee_id)
    db.session.add(
        Card(mentee_id=mentee_id, commune_id=world.commune_id, code="A" * 12, number="482913",
             issued_at=NOW)
    )  # fmt: skip
    asks.ask_for(
        actor(world.leader_id), Ask.ERASURE, mentee_id=mentee_id, commune_id=world.commune_id,
        team_id=world.team_id, note="Gia đình bà Canaria xin xóa", now=NOW,
    )  # fmt: skip
    said = [("ok", "Đã lưu Hoàng Thị Canaria.")]
    flashes = written({"Location": "/nguoi-hoc", "flashes": said})
    once("a:1", "key-one1", "f", lambda: Answer(303, flashes, b""))
    once("a:1", "key-two2", "f", lambda: Answer(200, "{}", b"Canaria"))
    db.session.commit()
    return mentee_id


def _took_part(world: World, mentee_id: int) -> None:
    session = db.session.get_one(ClassSession, world.class_id)
    check_in = factories.check_in(session, person(mentee_id))
    check_in.device = "the grandson's phone"
    meeting = Meeting(
        commune_id=world.commune_id, team_id=world.team_id, guide_id=world.ambassador_id,
        channel=Channel.AT_HOME, held_at=NOW, local_date=clock.local_date(NOW), noted_at=NOW,
        level=2, note="Bà Canaria gọi được con trai",
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    db.session.add_all(
        [
            MeetingMentee(meeting_id=meeting.id, mentee_id=mentee_id),
            MeetingMentee(meeting_id=meeting.id, mentee_id=world.mentee_id),
            SkillMark(
                mentee_id=mentee_id, skill_id=world.skill_ids[0], state=SkillState.ALONE, level=2,
                at=NOW, local_date=clock.local_date(NOW), noted_at=NOW,
                noted_by_id=world.ambassador_id, commune_id=world.commune_id,
                team_id=world.team_id, meeting_id=meeting.id,
            ),
        ]
    )  # fmt: skip


def everything() -> str:
    """Every cell of every table."""
    connection = db.session.connection()
    cells = []
    for table in Base.metadata.sorted_tables:
        for row in connection.execute(table.select()):
            cells.extend(f"{value!r} {value}" for value in row)
    return "\n".join(cells)


def counts() -> list[int]:
    tables = (Mentee, CheckIn, MeetingMentee, SkillMark, Consent)
    people = select(func.count(CheckIn.mentee_id.distinct()))
    return [db.session.scalar(select(func.count()).select_from(t)) for t in tables] + [
        db.session.scalar(people)
    ]


def test_nothing_leads_back_and_every_count_stays(world: World, learner: int):
    assert all(canary in everything() for canary in CANARIES)
    before = counts()
    with scope(Reach(communes=frozenset({world.commune_id}))):
        histories.erase(actor(world.officer_id), mentee=person(learner), now=NOW)
    left = everything()
    assert [canary for canary in CANARIES if canary in left] == []
    assert "grandson" not in left
    assert counts() == before
    assert person(learner).status is MenteeStatus.ERASED
    assert person(learner).team_id == world.team_id
    assert person(learner).birth_year is None
    assert db.session.scalars(select(Card)).one().revoked_at is not None
    consents = select(Consent).where(Consent.mentee_id == learner)
    assert db.session.scalars(consents).one().withdrawn_at == NOW
    assert db.session.scalars(select(Request)).one().answer == asks.DONE
    assert asks.open_asks() == []
    kept = db.session.scalars(select(Receipt.headers).where(Receipt.key == "key-one1")).one()
    assert json.loads(kept) == {"Location": "/nguoi-hoc"}


def test_a_note_about_others_is_kept(world: World, learner: int):
    meeting = db.session.scalars(select(Meeting)).one()
    meeting.note = "Sùng A Páo trả tiền bằng QR"
    db.session.commit()
    histories.erase(actor(world.officer_id), mentee=person(learner), now=NOW)
    note = select(Meeting.note)
    assert db.session.scalars(note).one() == "Sùng A Páo trả tiền bằng QR"


def test_who_never_agreed_fades_after_the_set_days(world: World):
    came = actions.walk_in(
        name="Lù Thị Canaria", commune_id=world.commune_id, village_id=world.village_id,
        phone="+84977345678", now=NOW,
    )  # fmt: skip
    session = db.session.get_one(ClassSession, world.class_id)
    factories.check_in(session, came)
    assert histories.fade_pending(NOW + timedelta(days=30)) == 0
    assert histories.fade_pending(NOW + timedelta(days=31)) == 1
    left = everything()
    assert [canary for canary in CANARIES if canary in left] == []
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 1
    assert histories.fade_pending(NOW + timedelta(days=60)) == 0


def test_the_history_of_a_person_comes_from_every_feature(world: World, learner: int):
    with scope(Reach(account=world.ambassador_id)):
        piece = queries.history(learner)
    assert not piece.has_more
    said = [(event.kind, event.title) for event in piece.events]
    site = db.session.get_one(Site, world.site_id).name
    assert said[0] == (Kind.CLASS, "Thanh toán số")
    assert piece.events[0].detail == site
    assert said[1:] == [
        (Kind.SKILL, "Kỹ năng TB01"),
        (Kind.MEETING, "Giàng Thị Mỷ"),
        (Kind.BEGUN, "Giàng Thị Mỷ"),
    ]
