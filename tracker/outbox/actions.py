"""Writing down what a phone kept, entry by entry, and settling what did not fit."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy import select

from tracker.core import journal
from tracker.core.atomic import atomic, forget_kept, part
from tracker.core.db import db
from tracker.core.pieces import drop as drop_rows
from tracker.core.scope import by_hand, unscoped
from tracker.core.settings import setting
from tracker.core.text import clean
from tracker.outbox import queries, rules
from tracker.outbox.models import Review
from tracker.outbox.rules import Item, Outcome, Reason, Status, Verdict
from tracker.outbox.text import NO_PLACE, REASONS, SENT_TO_LEADER
from tracker.policy import Actor

Work = Callable[[Item], Outcome]


class Refused(Exception):
    """The work on one entry was broken off: nothing of it may stay."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.verdict)
        self.outcome = outcome


@atomic
def deliver(
    actor: Actor, *, items: Sequence[Item], work: Work, now: datetime
) -> dict[str, Outcome]:
    """Do the work of every entry in one transaction, each as if it had come alone. What was settled
    before is answered as it was then; what does not fit goes to the leader: nothing is lost."""
    queries.wait_for_turn(actor.account_id)
    settled = queries.reviewed(actor.account_id, [item.key for item in items])
    try:
        with part():
            return _in_turn(actor, items, settled, lambda item: _smoothly(item, work), now)
    except _NotSmooth:
        return _in_turn(actor, items, settled, lambda item: attempt(item, work), now)


def _in_turn(
    actor: Actor, items: Sequence[Item], settled: dict[str, Outcome], write: Work, now: datetime
) -> dict[str, Outcome]:
    made: dict[str, int] = {}
    outcomes: dict[str, Outcome] = {}
    for item in items:
        if item.key in settled:
            outcomes[item.key] = settled[item.key]
            continue
        known = _named(actor, item, made)
        if item.newcomers & outcomes.keys() - known.keys():  # whom it is about was refused just now
            outcomes[item.key] = Outcome(Verdict.LATER)
            continue
        outcome = write(item.naming(known))
        if outcome.reason is not None:
            outcome = _to_review(actor, item, outcome, now=now)
        if outcome.made is not None:
            made[item.key] = outcome.made
        outcomes[item.key] = outcome
    return outcomes


class _NotSmooth(Exception):
    """One of the entries was refused: nothing of any may stay, and each is tried apart."""


def _smoothly(item: Item, work: Work) -> Outcome:
    """The work of an entry that stands or falls with the whole batch: most batches have none that
    is refused, and to keep fifty apart costs as much again as to write them down."""
    try:
        outcome = work(item)
    except Refused as refused:
        forget_kept()
        raise _NotSmooth from refused
    if outcome.verdict not in (Verdict.RECORDED, Verdict.REPEAT):
        forget_kept()
        raise _NotSmooth
    return outcome


def attempt(item: Item, work: Work) -> Outcome:
    """The work of one entry, within the open transaction; a refusal leaves nothing of it."""
    try:
        with part():
            return work(item)
    except Refused as refused:
        return refused.outcome


def _named(actor: Actor, item: Item, made: dict[str, int]) -> dict[str, int]:
    """The learners this entry means by the entries that added them."""
    asked = item.newcomers
    known = {key: made[key] for key in asked & made.keys()}
    return known | queries.made_before(actor.account_id, asked - known.keys())


def _to_review(actor: Actor, item: Item, outcome: Outcome, *, now: datetime) -> Outcome:
    reason = outcome.reason or Reason.NOT_THERE
    if not put_aside(actor, item=item, reason=reason, now=now):
        return replace(outcome, verdict=Verdict.FIX, words=str(NO_PLACE))
    return replace(outcome, words=gettext(str(SENT_TO_LEADER), why=str(REASONS[reason])))


@atomic
def put_aside(actor: Actor, *, item: Item, reason: Reason, now: datetime) -> bool:
    """Keep the entry as it was said, for the leader. False when the sender belongs nowhere."""
    home = queries.home_of(actor)
    if home is None:
        return False
    commune_id, team_id = home
    row = Review(
        commune_id=commune_id, team_id=team_id, account_id=actor.account_id, key=item.key,
        what=clean(item.title, limit=rules.LONGEST_TITLE), path=item.path,
        told=clean(item.text, limit=2000, multiline=True),
        fields=[[name, clean(value, limit=2000, multiline=True)] for name, value in item.fields],
        reason=reason, mentee_id=queries.mentee_named(item),
        said_at=rules.effective(item.said_at, item.offset, now), received_at=now,
        status=Status.WAITING,
    )  # fmt: skip
    with unscoped("it goes to the leader's pile, which its sender need not see"):
        db.session.add(row)
        db.session.flush()
    journal.record("review.put", row, account_id=actor.account_id, why=reason)
    return True


@atomic
def take(actor: Actor, *, row: Review, now: datetime) -> None:
    """It was written down after all, by somebody who may."""
    _settle(actor, row, Status.TAKEN, now=now)


@atomic
def drop(actor: Actor, *, row: Review, reason: str, now: datetime) -> None:
    """It is not to be written down, and why."""
    _settle(actor, row, Status.DROPPED, reason, now=now)


def _settle(actor: Actor, row: Review, status: Status, reason: str = "", *, now: datetime) -> None:
    row.status, row.resolution = status, reason
    row.resolved_at, row.resolved_by_id = now, actor.account_id
    db.session.flush()
    journal.record(f"review.{status}", row, account_id=actor.account_id, reason=reason)


def tidy(now: datetime) -> int:
    """Drop what was settled long enough ago; how many entries."""
    return drop_rows(Review, Review.resolved_at < now - timedelta(days=setting("review_days")))


@atomic
def forget(mentee_id: int, name: str, commune_id: int) -> None:
    """Empty what names somebody who is to be forgotten; that there was an entry stays known."""
    words = json.dumps(name, ensure_ascii=False)[1:-1]
    here = select(Review).where(Review.commune_id == commune_id)
    reason = "whoever may erase a person erases what any team sent about them"
    for row in db.session.scalars(by_hand(here, reason)):
        said = json.dumps([row.what, row.told, row.fields], ensure_ascii=False)
        if row.mentee_id == mentee_id or (words and words in said):
            row.what, row.told, row.fields, row.mentee_id = "", "", [], None
            if row.status is Status.WAITING:
                row.status = Status.DROPPED
    with unscoped(reason):
        db.session.flush()
