"""The rows behind a place's figures, by key: what makes a later difference tellable.

The same conditions as the counts. Of help turns the key carries how many it was.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import String, cast, literal, select, union, union_all

from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.indicators.catalogue import indicators
from tracker.indicators.queries.formulas import marks_counted
from tracker.indicators.rules import Formula
from tracker.mentoring.models import Issue, Meeting, MeetingMentee, SupportTurn
from tracker.quotas.queries.counting import (
    Places,
    Span,
    check_ins_counted,
    classes_counted,
    issues_counted,
    meetings_counted,
    turns_counted,
)
from tracker.skills.models import SkillMark

Keys = dict[str, dict[str, int]]

_WHY = "keys of the rows behind a count, limited like it"
# What happened in a period; what is known “until” a day has no part that could come late.
TOLD = ("people", "attendances", "classes", "issues", "turns", "online_services", "vneid_activated")


def keys(places: Places, span: Span) -> Keys:
    parts = [_part(code, places, span) for code in TOLD]
    found: Keys = {code: {} for code in TOLD}
    for code, key, n in db.session.execute(by_hand(union_all(*parts), _WHY)):
        found[code][key] = int(n)
    return found


def _part(code: str, places: Places, span: Span) -> Any:
    spec = indicators()[code]
    if spec.formula is Formula.SKILL:
        rows = select(SkillMark.mentee_id).where(marks_counted(spec, places, span)).distinct()
        return _named(code, rows)
    return _ROWS[spec.formula](code, places, span)


def _named(code: str, rows: Any) -> Any:
    (key,) = rows.subquery().c
    return select(literal(code), cast(key, String), literal(1))


def _people(code: str, places: Places, span: Span) -> Any:
    met = (
        select(MeetingMentee.mentee_id)
        .join(Meeting, Meeting.id == MeetingMentee.meeting_id)
        .where(meetings_counted(places, span))
    )
    return _named(
        code, union(select(CheckIn.mentee_id).where(check_ins_counted(places, span)), met)
    )


def _attendances(code: str, places: Places, span: Span) -> Any:
    at_class = select((literal("c") + cast(CheckIn.id, String)).label("key")).where(
        check_ins_counted(places, span)
    )
    met = (
        select((literal("m") + cast(MeetingMentee.id, String)).label("key"))
        .join(Meeting, Meeting.id == MeetingMentee.meeting_id)
        .where(meetings_counted(places, span))
    )
    return _named(code, union_all(at_class, met))


def _turns(code: str, places: Places, span: Span) -> Any:
    return select(literal(code), cast(SupportTurn.id, String), SupportTurn.turns).where(
        turns_counted(places, span)
    )


_ROWS: dict[Formula, Callable[[str, Places, Span], Any]] = {
    Formula.PEOPLE: _people,
    Formula.ATTENDANCES: _attendances,
    Formula.CLASSES: lambda code, places, span: _named(
        code, select(ClassSession.id).where(classes_counted(places, span))
    ),
    Formula.ISSUES: lambda code, places, span: _named(
        code, select(Issue.id).where(issues_counted(places, span))
    ),
    Formula.TURNS: _turns,
}
