"""Nobody is recorded without consent, nobody twice by accident, and who guided stays known."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.factories import World
from tests.mentees.cast import AGREED, NOW, WORDING, actor, entry, guide, person
from tracker.accounts.models import Account
from tracker.core import codes
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.mentees import actions, guidance, likeness, queries
from tracker.mentees.models import Consent, Mentee, Mentorship
from tracker.mentees.rules import (
    Agreement,
    ConsentMethod,
    EndReason,
    MenteeStatus,
    PauseReason,
    Refusal,
)
from tracker.places.models import Commune, Team

pytestmark = pytest.mark.usefixtures("everywhere")


def count(table) -> int:
    return db.session.scalar(select(func.count()).select_from(table))


def mentorships(mentee_id: int) -> list[Mentorship]:
    """Newest first."""
    of_one = select(Mentorship).where(Mentorship.mentee_id == mentee_id)
    return list(db.session.scalars(of_one.order_by(Mentorship.id.desc())))


def deeds() -> list[str]:
    return list(db.session.scalars(select(JournalEntry.deed).order_by(JournalEntry.id)))


def add(world: World, name: str = "Ma Seo Lử", **changes):
    return actions.add(actor(world.ambassador_id), entry=entry(world, name, **changes), now=NOW)


def test_a_person_is_added_with_consent_and_mentorship(world: World):
    before = queries.guided_count(world.ambassador_id)
    added = add(world, birth_year=1990)
    assert added.refusal is None
    assert added.guided == before + 1
    consent = db.session.scalars(select(Consent).where(Consent.mentee_id == added.mentee_id)).one()
    assert consent.method is ConsentMethod.SPOKEN
    assert consent.witness == "Trưởng thôn Giàng Seo Phừ"
    assert consent.text_digest == codes.digest(WORDING.text)
    assert consent.taken_at == NOW
    opened = mentorships(added.mentee_id)[0]
    assert (opened.ambassador_id, opened.since) == (world.ambassador_id, date(2026, 11, 14))
    assert deeds() == ["mentee.add"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"agreement": None}, Refusal.NO_CONSENT),
        ({"agreement": Agreement(ConsentMethod.SPOKEN, WORDING)}, Refusal.NO_WITNESS),
        ({"birth_year": 2015}, Refusal.NO_GUARDIAN),
    ],
)
def test_without_what_the_law_asks_nothing_is_kept(world: World, changes, refusal):
    people, consents = count(Mentee), count(Consent)
    assert add(world, **changes).refusal is refusal
    assert (count(Mentee), count(Consent), deeds()) == (people, consents, [])


def test_nobody_adds_themselves_or_the_one_they_add_for(world: World):
    own = db.session.get_one(Account, world.ambassador_id)
    leader = actor(world.leader_id)
    assert add(world, own.name).refusal is Refusal.OWN_NAME
    assert add(world, phone=own.phone).refusal is Refusal.OWN_PHONE
    for_other = actions.add(leader, entry=entry(world, own.name), now=NOW)
    assert for_other.refusal is Refusal.OWN_NAME


@pytest.mark.parametrize(
    ("name", "changes", "alike"),
    [
        ("sung a pao", {}, True),
        ("Sùng A Páo", {"village_id": None}, True),
        ("Sùng A Páo", {"birth_year": 1980}, True),
        ("Sùng A Páo", {"birth_year": 1981}, False),
        ("Sùng A Pá", {}, False),
        ("Người Khác", {"phone": "+84977345678"}, True),
        ("Người Khác", {"phone": "+84977345679"}, False),
    ],
)
def test_a_likeness_is_asked_about(world: World, name, changes, alike):
    known = person(world.mentee_id)
    known.birth_year, known.phone = 1979, "+84977345678"
    db.session.commit()
    added = add(world, name, **changes)
    if not alike:
        assert added.refusal is None
        return
    assert added.refusal is Refusal.LIKENESS
    shown = added.likenesses[0]
    assert (shown.name, shown.village, shown.guide) == ("Sùng A Páo", "Sín Chải", "Giàng Thị Mỷ")
    assert "1979" not in repr(added)
    assert "977" not in repr(added)
    assert add(world, name, different=True, **changes).refusal is None


def test_likenesses_are_looked_for_in_every_team_of_the_commune_only(world: World):
    neighbour = add(world, "Thào Thị Dợ", village_id=None)
    assert [alike.mentee_id for alike in neighbour.likenesses] == [world.neighbour_mentee_id]
    assert add(world, "Hoàng Thị Sửu", village_id=None).refusal is None


def test_a_walk_in_is_nobodys_and_counts_for_nobody(world: World):
    came = actions.walk_in(
        name="Lù Seo Cháng", commune_id=world.commune_id, village_id=world.village_id,
        phone="+84977000111", now=NOW,
    )  # fmt: skip
    assert came.status is MenteeStatus.PENDING
    assert (came.team_id, came.ambassador_id) == (None, None)
    assert queries.guided_count(world.ambassador_id) == 1
    assert [row.id for row in guidance.waiting([world.commune_id])] == [came.id]
    assert guidance.waiting([world.far_commune_id]) == []


def test_a_walk_in_who_agrees_is_guided_from_then_on(world: World):
    came = actions.walk_in(
        name="Lù Seo Cháng", commune_id=world.commune_id, village_id=None, phone=None, now=NOW
    )
    mentor = guide(world.ambassador_id, world.team_id)
    asked = {"mentee": came, "guide": mentor, "details": {"birth_year": 1990}, "now": NOW}
    assert (
        guidance.take_in(actor(world.ambassador_id), agreement=None, **asked) is Refusal.NO_CONSENT
    )
    assert guidance.take_in(actor(world.ambassador_id), agreement=AGREED, **asked) is None
    assert person(came.id).status is MenteeStatus.ACTIVE
    assert person(came.id).birth_year == 1990
    assert queries.guided_count(world.ambassador_id) == 2
    assert guidance.waiting([world.commune_id]) == []


@pytest.mark.parametrize(
    ("name", "phone", "village", "matches"),
    [
        ("Sùng A Páo", None, True, True),
        ("sung a pao", None, True, True),
        ("Sùng A Páo", None, False, False),
        ("Páo", "+84977345678", False, True),
        # A grandson with the family's phone is not his grandmother.
        ("Sùng Minh Quân", "+84977345678", False, False),
        ("", "+84977345678", True, False),
    ],
)
def test_who_types_a_name_at_a_class_is_known_only_when_there_is_no_doubt(
    world: World, name, phone, village, matches
):
    person(world.mentee_id).phone = "+84977345678"
    db.session.commit()
    found = likeness.candidates(
        name=name, phone=phone, commune_id=world.commune_id,
        village_id=world.village_id if village else None,
    )  # fmt: skip
    assert (found or []) == ([world.mentee_id] if matches else [])


def test_two_of_the_same_name_are_nobody(world: World):
    add(world, "Sùng A Páo", different=True)
    found = likeness.candidates(
        name="Sùng A Páo", phone=None, village_id=world.village_id, commune_id=world.commune_id
    )
    assert len(found or []) == 2


def test_the_last_day_only_moves_forward(world: World):
    actions.touch([world.mentee_id], date(2026, 11, 10))
    actions.touch([world.mentee_id, world.far_mentee_id], date(2026, 11, 3))
    assert person(world.mentee_id).last_seen_on == date(2026, 11, 10)
    assert person(world.far_mentee_id).last_seen_on == date(2026, 11, 3)


def test_an_edit_touches_only_the_named_fields_and_keeps_no_values(world: World):
    changed = actions.edit(
        actor(world.ambassador_id),
        mentee=person(world.mentee_id),
        changes={"name": "Sùng A Pao", "birth_year": None, "note": "Thích gọi video"},
    )
    assert changed == ["name", "note", "sort_key"]
    line = db.session.scalars(select(JournalEntry)).one()
    assert line.details == {"fields": changed}


def test_a_transfer_keeps_both_histories(world: World):
    mentee = person(world.mentee_id)
    to = guide(world.second_ambassador_id, world.team_id)
    assert guidance.transfer(actor(world.leader_id), mentee=mentee, to=to, now=NOW)
    assert not guidance.transfer(actor(world.leader_id), mentee=mentee, to=to, now=NOW)
    newest, oldest = mentorships(world.mentee_id)
    assert (oldest.ambassador_id, oldest.end_reason) == (
        world.ambassador_id, EndReason.TRANSFERRED,
    )  # fmt: skip
    assert (newest.ambassador_id, newest.until) == (world.second_ambassador_id, None)
    assert [row.id for row in queries.guided_by(world.second_ambassador_id)] == [world.mentee_id]
    assert queries.guided_by(world.ambassador_id) == []
    assert deeds() == ["mentee.transfer"]


def test_pause_resume_stop_and_begin_again(world: World):
    who, mentee = actor(world.ambassador_id), person(world.mentee_id)
    guidance.pause(who, mentee=mentee, reason=PauseReason.HARVEST)
    assert queries.guided_count(world.ambassador_id) == 1
    guidance.resume(who, mentee=mentee, now=NOW)
    assert len(mentorships(mentee.id)) == 1
    guidance.stop(who, mentee=mentee, reason=EndReason.MOVED_AWAY, now=NOW)
    assert queries.guided_count(world.ambassador_id) == 0
    assert mentorships(mentee.id)[0].end_reason is EndReason.MOVED_AWAY
    guidance.resume(who, mentee=mentee, now=NOW + timedelta(days=9))
    assert len(mentorships(mentee.id)) == 2
    assert person(mentee.id).status is MenteeStatus.ACTIVE
    assert len(deeds()) == 4


def test_five_is_a_floor(world: World):
    team, ambassador = (
        db.session.get(Team, world.team_id), db.session.get(Account, world.ambassador_id),
    )  # fmt: skip
    for number in range(4):
        factories.mentee(team, ambassador, f"Vàng Seo {number}")
    assert add(world).guided == 6


def test_guides_are_the_ambassadors_within_reach(world: World):
    commune = db.session.get(Commune, world.commune_id)
    found = {row.account_id for row in guidance.guides(commune_id=commune.id)}
    assert {world.ambassador_id, world.second_ambassador_id} <= found
    assert world.leader_id not in found
    assert count(Mentorship) == 3
