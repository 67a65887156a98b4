"""What happened with one person, across all features, latest first."""

from typing import Any

from sqlalchemy import Select, String, cast, literal, null, select, type_coerce, union_all

from tracker.accounts.models import Account
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.histories.rules import Event, Kind, Piece
from tracker.mentees.models import Mentorship
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.places.models import Site
from tracker.skills.models import Skill, SkillMark

PIECE = 10


def history(mentee_id: int, page: int = 1) -> Piece:
    """Ten events of a person who was read within the reach before."""
    parts = union_all(
        _classes(mentee_id), _meetings(mentee_id), _skills(mentee_id), *_guides(mentee_id)
    ).subquery()
    statement = (
        select(parts)
        .order_by(parts.c.day.desc(), parts.c.place, parts.c.id.desc())
        .limit(PIECE + 1)
        .offset((page - 1) * PIECE)
    )
    rows = db.session.execute(
        by_hand(statement, "whoever may read a person reads all that happened with them")
    ).all()
    events = [
        Event(Kind(row.kind), row.day, row.title, row.detail or "", row.code or "")
        for row in rows[:PIECE]
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


def _classes(mentee_id: int) -> Select[Any]:
    return (
        _part(Kind.CLASS, 2, CheckIn.id, CheckIn.local_date,
              title=ClassSession.title, detail=Site.name)
        .join(ClassSession, ClassSession.id == CheckIn.class_id)
        .join(Site, Site.id == ClassSession.site_id)
        .where(CheckIn.mentee_id == mentee_id, CheckIn.removed_at.is_(None))
    )  # fmt: skip


def _meetings(mentee_id: int) -> Select[Any]:
    return (
        _part(Kind.MEETING, 2, Meeting.id, Meeting.local_date,
              title=Account.name, detail=Meeting.note, code=Meeting.channel)
        .join(MeetingMentee, MeetingMentee.meeting_id == Meeting.id)
        .join(Account, Account.id == Meeting.guide_id)
        .where(MeetingMentee.mentee_id == mentee_id, Meeting.removed_at.is_(None))
    )  # fmt: skip


def _skills(mentee_id: int) -> Select[Any]:
    return (
        _part(Kind.SKILL, 1, SkillMark.id, SkillMark.local_date,
              title=Skill.name, code=SkillMark.state)
        .join(Skill, Skill.id == SkillMark.skill_id)
        .where(SkillMark.mentee_id == mentee_id, SkillMark.undone_at.is_(None))
    )  # fmt: skip


def _guides(mentee_id: int) -> tuple[Select[Any], Select[Any]]:
    begun = _part(Kind.BEGUN, 3, Mentorship.id, Mentorship.since, title=Account.name)
    ended = _part(
        Kind.ENDED, 4, Mentorship.id, Mentorship.until,
        title=Account.name, detail=Mentorship.end_note, code=Mentorship.end_reason,
    )  # fmt: skip
    whose, guide = Mentorship.mentee_id == mentee_id, Account.id == Mentorship.ambassador_id
    return (
        begun.join(Account, guide).where(whose),
        ended.join(Account, guide).where(whose, Mentorship.until.is_not(None)),
    )
