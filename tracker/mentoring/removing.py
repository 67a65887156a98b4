"""Taking back a buổi kèm or a lượt hỗ trợ that was written down wrongly."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, select, union_all, update

from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.base import Base
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.core.settings import setting
from tracker.mentees.models import Mentee
from tracker.mentoring import rules
from tracker.mentoring.models import Meeting, MeetingMentee, SupportTurn
from tracker.mentoring.rules import RemovalReason
from tracker.policy import Actor
from tracker.skills.actions import undo_meeting
from tracker.skills.models import SkillMark
from tracker.skills.rules import Undone, judge_undo

_WHY = "of the people of a meeting found within reach, wherever they are guided by now"


@atomic
def remove_meeting(
    actor: Actor, *, meeting: Meeting, reason: RemovalReason, now: datetime
) -> Undone:
    """The meeting, and what was marked at it, count no more; both stay on record."""
    verdict = judge(actor, meeting, now=now, hours=setting("undo_hours"))
    if verdict is Undone.DONE:
        _take_back(actor, meeting, reason, now)
        marks = undo_meeting(actor, meeting_id=meeting.id, now=now)
        there = select(MeetingMentee.mentee_id).where(MeetingMentee.meeting_id == meeting.id)
        _unsee(db.session.scalars(by_hand(there, _WHY)).all(), meeting.local_date)
        journal.record(
            "meeting.remove", meeting, account_id=actor.account_id, reason=reason, marks=marks
        )
    return verdict


@atomic
def remove_turn(actor: Actor, *, turn: SupportTurn, reason: RemovalReason, now: datetime) -> Undone:
    """The turn counts no more and stays on record."""
    verdict = judge(actor, turn, now=now, hours=setting("undo_hours"))
    if verdict is Undone.DONE:
        _take_back(actor, turn, reason, now)
        journal.record("support_turn.remove", turn, account_id=actor.account_id, reason=reason)
    return verdict


def judge(actor: Actor, row: Meeting | SupportTurn, *, now: datetime, hours: int) -> Undone:
    """Whether this person may take this entry back now."""
    own = {row.guide_id, row.noted_by_id} if isinstance(row, Meeting) else {row.helper_id}
    return judge_undo(
        is_undone=row.removed_at is not None,
        is_own=actor.account_id in own,
        oversees=rules.leads(actor, row.team_id),
        noted_at=row.noted_at,
        now=now,
        hours=hours,
    )


def _take_back(
    actor: Actor, row: Meeting | SupportTurn, reason: RemovalReason, now: datetime
) -> None:
    row.removed_at, row.removed_by_id, row.removed_reason = now, actor.account_id, reason
    db.session.flush()


def _unsee(mentee_ids: Collection[int], day: date) -> None:
    """Whose last day was this one was last seen on the latest day that still holds."""
    people = list(mentee_ids)
    check_in = Base.metadata.tables["check_in"].c  # of a rung above: only its days are read
    held = union_all(
        select(MeetingMentee.mentee_id, Meeting.local_date)
        .join(Meeting, Meeting.id == MeetingMentee.meeting_id)
        .where(MeetingMentee.mentee_id.in_(people), Meeting.removed_at.is_(None)),
        select(SkillMark.mentee_id, SkillMark.local_date).where(
            SkillMark.mentee_id.in_(people), SkillMark.undone_at.is_(None)
        ),
        select(check_in.mentee_id, check_in.local_date).where(
            check_in.mentee_id.in_(people), check_in.removed_at.is_(None)
        ),
    ).subquery()
    latest = select(func.max(held.c.local_date)).where(held.c.mentee_id == Mentee.id)
    last_seen = (
        update(Mentee)
        .where(Mentee.id.in_(people), Mentee.last_seen_on == day)
        .values(last_seen_on=latest.scalar_subquery())
        .execution_options(synchronize_session="fetch")
    )
    db.session.execute(by_hand(last_seen, _WHY))
