"""Issuing and replacing what carries a printed QR: cards of people, posters of sites."""

from collections.abc import Sequence
from datetime import datetime

from tracker.cards import queries
from tracker.cards.rules import NUMBER_DIGITS, LossReason, Refusal, may_hold_card
from tracker.core import codes, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.mentees.models import Card, Mentee
from tracker.places.models import Poster, Site
from tracker.policy import Actor

# With this many tries in one question a free number is found even in a commune of 500,000 cards.
_NUMBERS_TRIED = 20


@atomic
def issue(actor: Actor, *, mentee: Mentee, now: datetime) -> Card | Refusal:
    """Give the person a card. Who has a valid one keeps it: nothing is written."""
    queries.hold(mentee)
    if not may_hold_card(mentee.status):
        return Refusal.NO_CONSENT
    return queries.current_card(mentee.id) or _issue(actor, mentee, now)


@atomic
def issue_missing(actor: Actor, *, mentees: Sequence[Mentee], now: datetime) -> int:
    """Give a card to each of these people who may hold one and has none. Says how many."""
    holding = queries.current_cards([mentee.id for mentee in mentees])
    missing = [
        mentee for mentee in mentees if mentee.id not in holding and may_hold_card(mentee.status)
    ]
    for mentee in missing:
        _issue(actor, mentee, now)
    return len(missing)


@atomic
def replace(actor: Actor, *, mentee: Mentee, reason: LossReason, now: datetime) -> Card | Refusal:
    """Revoke the card in force and issue the next one: a lost card stops working at once."""
    queries.hold(mentee)
    old = queries.current_card(mentee.id)
    if old is None:
        return Refusal.NO_CARD_YET
    if not may_hold_card(mentee.status):
        return Refusal.NO_CONSENT
    old.revoked_at = now
    old.revoked_reason = reason
    journal.record("card.revoke", old, account_id=actor.account_id, reason=reason)
    return _issue(actor, mentee, now)


@atomic
def issue_poster(actor: Actor, *, site: Site, now: datetime) -> Poster:
    """The poster of a site, made if it has none."""
    queries.hold(site)
    return queries.current_posters([site.id]).get(site.id) or _issue_poster(actor, site, now)


@atomic
def replace_poster(actor: Actor, *, site: Site, reason: str, now: datetime) -> Poster:
    """Revoke the poster in force and issue the next one."""
    queries.hold(site)
    old = queries.current_posters([site.id]).get(site.id)
    if old is not None:
        old.revoked_at = now
        journal.record("poster.revoke", old, account_id=actor.account_id, reason=reason)
    return _issue_poster(actor, site, now)


def _issue(actor: Actor, mentee: Mentee, now: datetime) -> Card:
    card = Card(
        mentee_id=mentee.id,
        commune_id=mentee.commune_id,
        code=codes.random_code(codes.CARD_CODE),
        number=_free_number(mentee.commune_id),
        issued_at=now,
        issued_by_id=actor.account_id,
    )
    db.session.add(card)
    db.session.flush()
    journal.record("card.issue", card, account_id=actor.account_id)
    return card


def _free_number(commune_id: int) -> str:
    tried = [codes.random_digits(NUMBER_DIGITS) for _ in range(_NUMBERS_TRIED)]
    taken = queries.taken_numbers(commune_id, tried)
    return next(number for number in tried if number not in taken)


def _issue_poster(actor: Actor, site: Site, now: datetime) -> Poster:
    poster = Poster(
        site_id=site.id,
        commune_id=site.commune_id,
        code=codes.random_code(codes.POSTER_CODE),
        issued_at=now,
    )
    db.session.add(poster)
    db.session.flush()
    journal.record("poster.issue", poster, account_id=actor.account_id)
    return poster
