"""What stands behind a number: what is not in it yet, and the people it counted."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Select, cast, func, literal, null, select, union_all

from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.days import days_before
from tracker.core.db import db
from tracker.core.scope import Reach, by_hand
from tracker.core.settings import setting_in_force
from tracker.indicators.models import PlaceFigure
from tracker.indicators.queries.formulas import (
    declared,
    marks_counted,
    marks_too_weak,
    typed,
)
from tracker.indicators.rules import FigureKind, Formula, Reckoned, Spec, active_until
from tracker.mentees.models import Mentee
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.periods.rules import EARLIEST_YEAR, Period
from tracker.quotas.queries.counting import Places, Span
from tracker.quotas.queries.rows import PersonRow, Whose, people_among
from tracker.skills.models import SkillMark

_TYPED = "typed"
_WHY = "counts beside a count, limited like it"


@dataclass(frozen=True)
class NotYet:
    """What happened in the period and is not counted, from which level evidence counts, and how
    many days back something counts as active."""

    unlocked: int
    weak: int
    floor: int
    days: int
    typed: "Typed | None" = None


@dataclass(frozen=True)
class Typed:
    """A population as the commune typed it in."""

    value: int
    source: str
    as_of: date


def span_of(spec: Spec, period: Period, today: date) -> Span:
    """The days that an indicator counts in a period, as they are today."""
    match spec.reckoned:
        case Reckoned.UNTIL:
            return Span(date(EARLIEST_YEAR, 1, 1), period.last)
        case Reckoned.ACTIVE:
            last, days = active_until(period, today), setting_in_force("active_days") - 1
            return Span(days_before(literal(last), days), last)
    return Span(period.first, period.last)


def not_yet(
    places: Places, span: Span, now: datetime, *, of: Spec | None = None,
    adults_of: int | None = None,
) -> NotYet:  # fmt: skip
    """Beside what was counted by attendance; of an indicator of skills, beside its marks. With a
    commune also the adults it typed in, as known at the end. One statement."""
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
    if of is not None and of.formula is Formula.SKILL:
        weak = [select(func.count(SkillMark.id)).where(marks_too_weak(of, places, span))]
    else:
        weak = [weak_at_class, weak_at_meeting]
    parts = [("unlocked", unlocked), *(("weak", counting) for counting in weak)]
    said = [_said(name, counting.scalar_subquery()) for name, counting in parts]
    said += [_said("floor", floor), _said("days", setting_in_force("active_days"))]
    if adults_of is not None:
        said.append(_said(_TYPED, *_adults(adults_of, span.last)))
    found, adults = Counter[str](), None
    for name, n, source, as_of in db.session.execute(by_hand(union_all(*said), _WHY)):
        if name != _TYPED:
            found[name] += n
        elif n is not None:
            adults = Typed(n, source, as_of)
    return NotYet(found["unlocked"], found["weak"], found["floor"], found["days"], adults)


def people(
    spec: Spec, whose: Whose, span: Span, *, may_read: Reach, page: int, size: int
) -> tuple[list[PersonRow], int]:
    """Who can do it, or declared it: names as far as the reader may know them."""
    is_declared = spec.formula is Formula.VNEID
    seen = _declared(whose.places, span) if is_declared else _marked(spec, whose.places, span)
    return people_among(whose, seen.subquery(), may_read=may_read, page=page, size=size)


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


def _adults(commune_id: int, day: Any) -> list[Any]:
    parts = (PlaceFigure.value, PlaceFigure.source, PlaceFigure.as_of)
    return [typed(FigureKind.ADULTS, commune_id, day, part) for part in parts]


def _said(name: str, n: Any, words: Any = None, day: Any = None) -> Select[Any]:
    columns: tuple[Any, ...] = (
        literal(name).label("name"), n.label("n"),
        (literal("") if words is None else words).label("words"),
        (cast(null(), Date) if day is None else day).label("day"),
    )  # fmt: skip
    return select(*columns)
