"""What about a learner one may only ask for, and what whoever may decides."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Account, Request
from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees import guidance
from tracker.mentees.models import Mentee
from tracker.mentees.rules import Ask, Guide, MenteeStatus
from tracker.policy import Actor

# An accepted erasure stays on the table until it is carried out.
DONE = "done"


def ask(ask_id: int) -> Request | None:
    """One request about a learner within reach, with who asked."""
    return db.session.scalar(
        select(Request)
        .where(Request.id == ask_id, Request.kind.in_(list(Ask)))
        .options(joinedload(Request.asked_by).load_only(Account.name))
    )


def open_asks() -> Sequence[Request]:
    """What waits for an answer or for being carried out, oldest first."""
    unfinished = (Request.kind == Ask.ERASURE) & Request.accepted.is_(True)
    return db.session.scalars(
        select(Request)
        .where(Request.kind.in_(list(Ask)))
        .where(or_(Request.answered_at.is_(None), unfinished & (Request.answer != DONE)))
        .options(joinedload(Request.asked_by).load_only(Account.name))
        .order_by(Request.asked_at, Request.id)
    ).all()


def erasure_of(mentee_id: int) -> Request | None:
    """The erasure that was asked for this person and is not refused."""
    return db.session.scalar(
        select(Request)
        .where(Request.kind == Ask.ERASURE, Request.subject_id == mentee_id)
        .where(Request.accepted.is_not(False))
        .order_by(Request.id)
        .limit(1)
    )


@atomic
def ask_for(
    actor: Actor,
    kind: Ask,
    *,
    mentee_id: int,
    commune_id: int,
    team_id: int | None,
    note: str = "",
    now: datetime,
) -> Request:
    """Put a question to whoever decides: the team's leader, or the commune where no team is named.

    Asking again what is still open changes nothing. Whoever asks may be of another team than
    whoever decides, so it is written outside any scope.
    """
    with unscoped("the asker's own request, put to whoever decides"):
        return _ask(actor, kind, mentee_id, commune_id, team_id, note, now)


def _ask(
    actor: Actor,
    kind: Ask,
    mentee_id: int,
    commune_id: int,
    team_id: int | None,
    note: str,
    now: datetime,
) -> Request:
    running = db.session.scalar(
        select(Request).where(
            Request.kind == kind,
            Request.subject_id == mentee_id,
            Request.asked_by_id == actor.account_id,
            Request.answered_at.is_(None),
        )
    )
    if running is not None:
        return running
    request = Request(
        commune_id=commune_id,
        team_id=team_id,
        kind=kind,
        subject_id=mentee_id,
        note=note,
        asked_by_id=actor.account_id,
        asked_at=now,
    )
    db.session.add(request)
    db.session.flush()
    journal.record(f"mentee.{kind}.ask", request, account_id=actor.account_id)
    return request


@atomic
def accept_transfer(
    actor: Actor, request: Request, *, mentee: Mentee, to: Guide, now: datetime
) -> None:
    guidance.transfer(actor, mentee=mentee, to=to, now=now)
    _answer(actor, request, accepted=True, now=now)


@atomic
def accept_erasure(actor: Actor, request: Request, *, now: datetime) -> None:
    """The person was told that it will be done. It stays on the table until it is."""
    _answer(actor, request, accepted=True, now=now)


@atomic
def decline(actor: Actor, request: Request, *, answer: str, now: datetime) -> None:
    _answer(actor, request, accepted=False, now=now)
    request.answer = answer


def settle_all(mentee: Mentee, *, actor_id: int | None, now: datetime) -> None:
    """After an erasure nothing about the person is open, and nothing written about them is kept."""
    if mentee.status is not MenteeStatus.ERASED:
        raise ValueError("only an erased person's requests are settled unread")
    for request in db.session.scalars(
        select(Request).where(Request.kind.in_(list(Ask)), Request.subject_id == mentee.id)
    ):
        request.note, request.answer = "", DONE
        if request.answered_at is None:
            request.answered_at, request.answered_by_id = now, actor_id
            request.accepted = request.kind == Ask.ERASURE


def _answer(actor: Actor, request: Request, *, accepted: bool, now: datetime) -> None:
    request.accepted, request.answered_at = accepted, now
    request.answered_by_id = actor.account_id
    journal.record(
        f"mentee.{request.kind}.{'accept' if accepted else 'decline'}",
        request,
        account_id=actor.account_id,
    )
