"""What stands behind a number: what is not in it yet, and the people it counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all

from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.db import db
from tracker.core.scope import Reach, by_hand
from tracker.core.settings import setting_in_force
from tracker.indicators.queries.formulas import declared, marks_counted
from tracker.indicators.rules import Formula, Spec
from tracker.mentees.models import Mentee
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.places.models import Team
from tracker.quotas.queries.counting import Places, Span, teams
from tracker.quotas.queries.rows import PersonRow, people_among
from tracker.skills.models import SkillMark

_WHY = "counts beside a count, limited like it"


@dataclass(frozen=True)
class NotYet:
    """What happened in the period and is not counted, and from which level evidence counts."""

    unlocked: int
    weak: int
    floor: int


def not_yet(places: Places, span: Span, now: datetime) -> NotYet:
    floor = setting_in_force("quota_evidence_floor")
    unlocked = select(func.count(ClassSession.id)).where(
        places.hold(ClassSession),
        span.holds(ClassSession.local_date),
        ClassSession.status.in_([ClassStatus.PLANNED, ClassStatus.OPEN, ClassStatus.ENDED]),
        ClassSession.ends_at < now,
    )
    weak_at_class = select(func.count(CheckIn.id)).where(
        places.hold(CheckIn),
        span.holds(CheckIn.local_date),
        CheckIn.removed_at.is_(None),
        CheckIn.level < floor,
    )
    weak_at_meeting = (
        select(func.count(MeetingMentee.id))
        .join(Meeting, Meeting.id == MeetingMentee.meeting_id)
        .where(
            places.hold(Meeting),
            span.holds(Meeting.local_date),
            Meeting.removed_at.is_(None),
            Meeting.level < floor,
        )
    )
    found = {"unlocked": 0, "weak": 0, "floor": 0}
    parts = [("unlocked", unlocked), ("weak", weak_at_class), ("weak", weak_at_meeting)]
    columns = [_named(name, counting) for name, counting in parts]
    statement: Any = union_all(*columns, select(literal("floor"), floor))
    for name, n in db.session.execute(by_hand(statement, _WHY)):
        found[name] += n
    return NotYet(**found)


def people(
    spec: Spec, team: Team, span: Span, *, may_read: Reach, page: int, size: int
) -> tuple[list[PersonRow], int]:
    """Who can do it, or declared it: names as far as the reader may know them."""
    places = teams([team.id])
    is_declared = spec.formula is Formula.VNEID
    seen = _declared(places, span) if is_declared else _marked(spec, places, span)
    return people_among(team, seen.subquery(), may_read=may_read, page=page, size=size)


def _marked(spec: Spec, places: Places, span: Span) -> Select[Any]:
    columns: tuple[Any, ...] = (
        SkillMark.mentee_id,
        func.count().label("times"),
        func.max(SkillMark.local_date).label("last"),
    )
    return select(*columns).where(marks_counted(spec, places, span)).group_by(SkillMark.mentee_id)


def _declared(places: Places, span: Span) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Mentee.id.label("mentee_id"),
        literal(1).label("times"),
        Mentee.vneid_on.label("last"),
    )
    return select(*columns).where(declared(places, span))


def _named(name: str, counting: Select[Any]) -> Select[Any]:
    columns: tuple[Any, ...] = (literal(name), counting.scalar_subquery())
    return select(*columns)
