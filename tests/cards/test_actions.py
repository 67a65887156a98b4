"""Cards and posters on both databases."""

import pytest
from sqlalchemy import func, select

from tests.factories import World
from tracker.cards import actions, queries
from tracker.cards.rules import CardState, LossReason, PosterState, Refusal
from tracker.core import clock
from tracker.core.codes import ALPHABET, CARD_CODE
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.mentees.models import Card, Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.policy import Actor


@pytest.fixture
def actor(world: World) -> Actor:
    return Actor(world.ambassador_id, "Giàng Thị Mỷ")


@pytest.fixture
def person(world: World, everywhere) -> Mentee:
    return db.session.get_one(Mentee, world.mentee_id)


def deeds() -> list[str]:
    return list(db.session.scalars(select(JournalEntry.deed).order_by(JournalEntry.id)))


def test_a_card_is_made_once(actor, person):
    first = actions.issue(actor, mentee=person, now=clock.now())
    again = actions.issue(actor, mentee=person, now=clock.now())
    assert isinstance(first, Card)
    assert first is again
    assert len(first.code) == CARD_CODE
    assert set(first.code) <= set(ALPHABET)
    assert len(first.number) == 6
    assert deeds() == ["card.issue"]


def test_without_consent_there_is_no_card(actor, person):
    person.status = MenteeStatus.PENDING
    db.session.commit()
    assert actions.issue(actor, mentee=person, now=clock.now()) is Refusal.NO_CONSENT
    assert deeds() == []


def test_a_lost_card_is_replaced_in_one_step(actor, person):
    old = actions.issue(actor, mentee=person, now=clock.now())
    new = actions.replace(actor, mentee=person, reason=LossReason.LOST, now=clock.now())
    assert isinstance(old, Card)
    assert isinstance(new, Card)
    assert new.code != old.code
    assert new.number != old.number
    assert queries.card_by_code(old.code).state is CardState.REPLACED
    assert queries.card_by_code(new.code).state is CardState.VALID
    assert queries.current_card(person.id).id == new.id
    assert deeds() == ["card.issue", "card.revoke", "card.issue"]


def test_nothing_to_replace(actor, person):
    refused = actions.replace(actor, mentee=person, reason=LossReason.LOST, now=clock.now())
    assert refused is Refusal.NO_CARD_YET


def test_an_erased_persons_card_names_nobody(actor, person):
    card = actions.issue(actor, mentee=person, now=clock.now())
    person.status = MenteeStatus.ERASED
    db.session.commit()
    found = queries.card_by_code(card.code)
    assert (found.state, found.name, found.village) == (CardState.ERASED, "", None)


def test_only_who_has_none_gets_a_card(actor, person, world):
    actions.issue(actor, mentee=person, now=clock.now())
    people = queries.holders([world.mentee_id, world.neighbour_mentee_id])
    assert actions.issue_missing(actor, mentees=people, now=clock.now()) == 1
    assert actions.issue_missing(actor, mentees=people, now=clock.now()) == 0
    assert db.session.scalar(select(func.count(Card.id))) == 2


def test_a_number_is_looked_up_only_in_the_communes_asked(actor, person, world):
    card = actions.issue(actor, mentee=person, now=clock.now())
    assert queries.card_by_number(card.number, [world.commune_id]).code == card.code
    assert queries.card_by_number(card.number, [world.far_commune_id]) is None


def test_a_replaced_poster_says_so(actor, world, everywhere):
    site = queries.site(world.site_id)
    old = queries.current_posters([site.id])[site.id]
    new = actions.replace_poster(actor, site=site, reason="Bị xé", now=clock.now())
    assert queries.poster_by_code(old.code).state is PosterState.REPLACED
    assert queries.poster_by_code(new.code).state is PosterState.VALID
    assert queries.current_posters([site.id]) == {site.id: new}
    assert actions.issue_poster(actor, site=site, now=clock.now()) is new
    assert deeds() == ["poster.revoke", "poster.issue"]
