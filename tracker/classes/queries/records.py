"""What was asked for, and what was put right afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Account, Request
from tracker.classes.models import ClassProposal, ClassSession
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.scope import by_hand
from tracker.places.models import SiteProposal


def request(request_id: int, kind: str) -> Request | None:
    """Something asked for, within reach, with whoever asks."""
    return db.session.scalar(
        select(Request)
        .where(Request.id == request_id, Request.kind == kind)
        .options(joinedload(Request.asked_by))
    )


def requests_waiting(kind: str) -> Sequence[Request]:
    """What is asked for and not answered, oldest first, within reach."""
    statement = (
        select(Request)
        .where(Request.kind == kind, Request.answered_at.is_(None))
        .options(joinedload(Request.asked_by))
        .order_by(Request.asked_at)
    )
    return db.session.scalars(statement).all()


def class_proposal(request: Request) -> ClassProposal | None:
    statement = (
        select(ClassProposal)
        .where(ClassProposal.id == request.subject_id)
        .options(joinedload(ClassProposal.site), joinedload(ClassProposal.team))
    )
    return db.session.scalar(statement) if request.kind == "class" else None


def site_proposal(request: Request) -> SiteProposal | None:
    statement = (
        select(SiteProposal)
        .where(SiteProposal.id == request.subject_id)
        .options(joinedload(SiteProposal.village))
    )
    return db.session.scalar(statement) if request.kind == "site" else None


@dataclass(frozen=True)
class Correction:
    """What happened to minutes after they were locked."""

    at: datetime
    deed: str
    reason: str
    by: str | None


def corrections(class_id: int) -> list[Correction]:
    """Corrections and unlockings, oldest first: they belong to the minutes themselves."""
    statement = (
        select(JournalEntry.at, JournalEntry.deed, JournalEntry.reason, Account.name)
        .outerjoin(Account, Account.id == JournalEntry.account_id)
        .where(
            JournalEntry.subject == ClassSession.__tablename__,
            JournalEntry.subject_id == class_id,
            JournalEntry.deed.in_(["minutes.correct", "minutes.unlock"]),
        )
        .order_by(JournalEntry.at, JournalEntry.id)
    )
    why = "whoever may read the minutes may read what was changed in them"
    return [Correction(*row) for row in db.session.execute(by_hand(statement, why))]
