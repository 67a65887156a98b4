"""Opening and closing check-in."""

from datetime import datetime, timedelta

from tracker.classes import rules
from tracker.classes.actions.holding import hold
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus, Hours, Opening, Refusal
from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.policy import Actor


@atomic
def open_check_in(
    actor: Actor, *, session: ClassSession, now: datetime, early: timedelta, insists: bool = False
) -> Opening:
    """Mở điểm danh. After the end it opens only for whoever insists."""
    hold(session)
    hours = Hours(session.starts_at, session.ends_at)
    answer = rules.opening(session.status, hours, now=now, early=early)
    if answer is Opening.ASKS and insists:
        answer = Opening.READY
    if answer is Opening.READY:
        session.status = ClassStatus.OPEN
        session.opened_at = session.opened_at or now
        session.closed_at = None
        journal.record("class.open", session, account_id=actor.account_id, late=insists)
    return answer


@atomic
def close_check_in(actor: Actor, *, session: ClassSession, now: datetime) -> Refusal | None:
    """Đóng điểm danh: no code of this class is accepted as current any more."""
    hold(session)
    refusal = rules.may_end(session.status, Hours(session.starts_at, session.ends_at), now=now)
    if refusal or session.status is ClassStatus.ENDED:
        return refusal
    end(session, now)
    journal.record("class.close", session, account_id=actor.account_id)
    return None


def end(session: ClassSession, now: datetime) -> None:
    """Part of an action: the class is over."""
    session.status = ClassStatus.ENDED
    session.closed_at = now
