"""The day: the shift's door, who came and left, what was done there."""

from datetime import datetime, timedelta

from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.settings import setting
from tracker.mentoring import rules as mentoring
from tracker.mentoring.models import SupportTurn
from tracker.mentoring.rules import Channel, TurnResult
from tracker.policy import Actor
from tracker.shifts.actions.keeping import hold
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import PlaceStatus, Proof, Refusal, ShiftStatus


@atomic
def open_shift(actor: Actor, *, shift: Shift, now: datetime) -> Refusal | None:
    """From a little before the start its code means something."""
    hold(shift.commune_id)
    db.session.refresh(shift, ["status"])
    if shift.status is ShiftStatus.CANCELLED:
        return Refusal.CANCELLED
    if now < shift.starts_at - early():
        return Refusal.TOO_EARLY
    if shift.status is not ShiftStatus.OPEN:
        shift.status = ShiftStatus.OPEN
        shift.opened_at, shift.closed_at = shift.opened_at or now, None
        _note(actor, "shift.open", shift)
    return None


@atomic
def close_shift(actor: Actor, *, shift: Shift, now: datetime) -> None:
    """The shift is over. Who has not said when they left is asked; until then its end counts."""
    hold(shift.commune_id)
    db.session.refresh(shift, ["status"])
    if shift.status is ShiftStatus.OPEN:
        shift.status, shift.closed_at = ShiftStatus.DONE, now
        _note(actor, "shift.close", shift)


@atomic
def come(actor: Actor | None, *, row: Assignment, shift: Shift, at: datetime) -> bool:
    """Có mặt, by the code on the spot. False when it was noted before."""
    hold(shift.commune_id)
    db.session.refresh(row)
    if row.came_at is not None:
        return False
    row.came_at, row.came_proof = at, Proof.CODE
    _note(actor, "shift.come", shift)
    return True


@atomic
def leave(actor: Actor | None, *, row: Assignment, shift: Shift, at: datetime) -> Refusal | None:
    """Kết thúc, by the code. The last time counts: somebody may come back to help tidy up."""
    hold(shift.commune_id)
    db.session.refresh(row)
    if row.came_at is None:
        return Refusal.LEFT_BEFORE
    row.left_at, row.left_proof = max(at, row.came_at), Proof.CODE
    _note(actor, "shift.leave", shift)
    return None


@atomic
def note_hours(
    actor: Actor,
    *,
    row: Assignment,
    shift: Shift,
    came_at: datetime | None,
    left_at: datetime | None,
) -> Refusal | None:
    """Written by whoever leads or confirms the shift, and marked as such. None: was not there."""
    hold(shift.commune_id)
    db.session.refresh(row)
    if row.status is not PlaceStatus.ASSIGNED:
        return Refusal.NOT_PLACED
    if came_at is not None and left_at is not None and left_at < came_at:
        return Refusal.LEFT_BEFORE
    if came_at != row.came_at:
        row.came_at, row.came_proof = came_at, Proof.TYPED if came_at else None
    if came_at is None:
        left_at = None
    if left_at != row.left_at:
        row.left_at, row.left_proof = left_at, Proof.TYPED if left_at else None
    row.noted_by_id = actor.account_id
    _note(actor, "shift.hours", shift)
    return None


@atomic
def log_turns(
    actor: Actor, *, shift: Shift, subject: str, turns: int, result: TurnResult, now: datetime
) -> SupportTurn | mentoring.Refusal:
    """Lượt hỗ trợ done on the shift: the team's and the campaign's, once each."""
    at = min(now, shift.ends_at)
    refusal = mentoring.judge_time(at=shift.starts_at, now=now, oldest_days=_oldest())
    if refusal is not None:
        return refusal
    turn = SupportTurn(
        commune_id=shift.commune_id, team_id=shift.team_id, helper_id=actor.account_id,
        site_id=shift.site_id, channel=Channel.AT_SITE, subject=subject, result=result,
        turns=turns, at=at, local_date=clock.local_date(at), noted_at=now, shift_id=shift.id,
        campaign_id=shift.campaign_id,
    )  # fmt: skip
    db.session.add(turn)
    db.session.flush()
    journal.record("support_turn.log", turn, account_id=actor.account_id, turns=turns)
    return turn


def _note(actor: Actor | None, deed: str, shift: Shift) -> None:
    """Written while the scope that allows it is open, not when the request ends."""
    db.session.flush()
    journal.record(deed, shift, account_id=actor.account_id if actor else None)


def early() -> timedelta:
    return timedelta(minutes=setting("check_in_early_minutes"))


def _oldest() -> int:
    return setting("log_oldest_days")
