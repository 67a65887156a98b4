"""What happened with one person, across all features, latest first."""

from typing import Any

from sqlalchemy import (
    Select,
    String,
    bindparam,
    cast,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from tracker.accounts.models import Account
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.core.quick import quick
from tracker.core.scope import by_hand
from tracker.histories.rules import Event, Kind, Piece
from tracker.mentees.models import Mentorship
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.places.models import Site
from tracker.skills.models import Skill, SkillMark

PIECE = 10
_PERSON: Any = bindparam("mentee")


def history(mentee_id: int, page: int = 1) -> Piece:
    """Ten events of a person who was read within the reach before."""
    rows = quick(_HISTORY, {"mentee": mentee_id, "skipped": (page - 1) * PIECE})
    events = [
        Event(Kind(kind), day, title, detail or "", code or "")
        for kind, _place, _id, day, title, detail, code in rows[:PIECE]
    ]
    return Piece(events, page, len(rows) > PIECE)


def _part(kind: Kind, place: int, key: Any, day: Any, **said: Any) -> Select[Any]:
    """One kind of event. On the same day the places order the kinds as they follow each other."""
    columns = [said.get(name, null()) for name in ("title", "detail", "code")]
    return select(
        literal(kind.value, String).label("kind"),
        literal(place).label("place"),
        key.label("id"),
        day.label("day"),
        *(
            type_coerce(cast(column, String), String).label(name)
            for column, name in zip(columns, ("title", "detail", "code"), strict=True)
        ),
    )


def _classes() -> Select[Any]:
    return (
        _part(Kind.CLASS, 2, CheckIn.id, CheckIn.local_date,
              title=ClassSession.title, detail=Site.name)
        .join(ClassSession, ClassSession.id == CheckIn.class_id)
        .join(Site, Site.id == ClassSession.site_id)
        .where(CheckIn.mentee_id == _PERSON, CheckIn.removed_at.is_(None))
    )  # fmt: skip


def _meetings() -> Select[Any]:
    return (
        _part(Kind.MEETING, 2, Meeting.id, Meeting.local_date,
              title=Account.name, detail=Meeting.note, code=Meeting.channel)
        .join(MeetingMentee, MeetingMentee.meeting_id == Meeting.id)
        .join(Account, Account.id == Meeting.guide_id)
        .where(MeetingMentee.mentee_id == _PERSON, Meeting.removed_at.is_(None))
    )  # fmt: skip


def _skills() -> Select[Any]:
    return (
        _part(Kind.SKILL, 1, SkillMark.id, SkillMark.local_date,
              title=Skill.name, code=SkillMark.state)
        .join(Skill, Skill.id == SkillMark.skill_id)
        .where(SkillMark.mentee_id == _PERSON, SkillMark.undone_at.is_(None))
    )  # fmt: skip


def _guides() -> tuple[Select[Any], Select[Any]]:
    begun = _part(Kind.BEGUN, 3, Mentorship.id, Mentorship.since, title=Account.name)
    ended = _part(
        Kind.ENDED, 4, Mentorship.id, Mentorship.until,
        title=Account.name, detail=Mentorship.end_note, code=Mentorship.end_reason,
    )  # fmt: skip
    whose, guide = Mentorship.mentee_id == _PERSON, Account.id == Mentorship.ambassador_id
    return (
        begun.join(Account, guide).where(whose),
        ended.join(Account, guide).where(whose, Mentorship.until.is_not(None)),
    )


def _all() -> Select[Any]:
    parts = union_all(_classes(), _meetings(), _skills(), *_guides()).subquery()
    return (
        select(parts)
        .order_by(parts.c.day.desc(), parts.c.place, parts.c.id.desc())
        .limit(PIECE + 1)
        .offset(bindparam("skipped"))
    )


_HISTORY = by_hand(_all(), "whoever may read a person reads all that happened with them")
