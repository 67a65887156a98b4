"""The end of a class: figures, minutes, the lock, and what may still be put right after it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import inspect

from tracker.classes import rules
from tracker.classes.actions.door import end
from tracker.classes.actions.holding import hold
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus, Figures, Hours, Refusal
from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.policy import Actor

GROUPS = ("women", "elders", "disabled", "minorities", "children")


@dataclass(frozen=True)
class Minutes:
    """What people write down at the end: the count and three texts."""

    figures: Figures
    content: str = ""
    difficulties: str = ""
    proposals: str = ""


@dataclass(frozen=True)
class Listed:
    """What the attendance list says, and how far the count may be from it."""

    checked_in: int
    gap_percent: int

    def agrees(self, figures: Figures) -> bool:
        return rules.agree(figures, checked_in=self.checked_in, gap_percent=self.gap_percent)


@atomic
def note(actor: Actor, *, session: ClassSession, minutes: Minutes, now: datetime) -> Refusal | None:
    """Keep the figures and the text of a class that is over; ends it if it is still open."""
    hold(session)
    refusal = rules.may_end(session.status, Hours(session.starts_at, session.ends_at), now=now)
    if refusal:
        return refusal
    if session.status is not ClassStatus.ENDED:
        end(session, now)
    changed = _write(session, minutes)
    journal.record("minutes.note", session, account_id=actor.account_id, fields=changed)
    return None


@atomic
def lock(actor: Actor, *, session: ClassSession, listed: Listed, now: datetime) -> Refusal | None:
    """Chốt biên bản. From here on only `correct` changes what was written."""
    hold(session)
    refusal = rules.may_lock(
        session.status,
        figures(session),
        checked_in=listed.checked_in,
        gap_percent=listed.gap_percent,
    )
    if refusal:
        return refusal
    session.status = ClassStatus.LOCKED
    session.locked_at = now
    session.locked_by_id = actor.account_id
    journal.record("minutes.lock", session, account_id=actor.account_id)
    return None


@atomic
def correct(
    actor: Actor, *, session: ClassSession, minutes: Minutes, listed: Listed, reason: str
) -> Refusal | None:
    """Change locked minutes. Who, when, why and which fields stay in the journal."""
    hold(session)
    if session.status is not ClassStatus.LOCKED:
        return Refusal.STATUS
    if not listed.agrees(minutes.figures) and not minutes.figures.gap_reason:
        return Refusal.NO_GAP_REASON
    changed = _write(session, minutes)
    if changed:
        journal.record(
            "minutes.correct", session, account_id=actor.account_id, reason=reason, fields=changed
        )
    return None


@atomic
def unlock(actor: Actor, *, session: ClassSession, reason: str) -> Refusal | None:
    """The commune opens minutes again; they have to be locked once more."""
    hold(session)
    if session.status is not ClassStatus.LOCKED:
        return Refusal.STATUS
    session.status = ClassStatus.ENDED
    session.locked_at = None
    session.locked_by_id = None
    journal.record("minutes.unlock", session, account_id=actor.account_id, reason=reason)
    return None


def figures(session: ClassSession) -> Figures | None:
    """What was counted; None while nobody has."""
    if session.head_count is None:
        return None
    groups = {name: getattr(session, name) for name in GROUPS}
    return Figures(head_count=session.head_count, gap_reason=session.gap_reason, **groups)


def _write(session: ClassSession, minutes: Minutes) -> list[str]:
    """Write the minutes and return the names of the columns that changed."""
    counted = minutes.figures
    session.head_count = counted.head_count
    for name in GROUPS:
        setattr(session, name, getattr(counted, name))
    session.gap_reason = counted.gap_reason
    session.minutes = minutes.content
    session.difficulties = minutes.difficulties
    session.proposals = minutes.proposals
    changed = sorted(
        attribute.key
        for attribute in inspect(session).attrs
        if attribute.key in session.__table__.c and attribute.history.has_changes()
    )
    db.session.flush()
    return changed
