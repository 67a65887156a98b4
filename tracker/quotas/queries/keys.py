"""The rows behind a count, by key: what makes a later difference tellable.

The same conditions as the counts. Of help turns the key carries how many it was.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import String, cast, literal, select, union, union_all

from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.core.db import db
from tracker.core.scope import by_hand
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
from tracker.quotas.rules import Indicator
from tracker.snapshots.rules import Keys

_WHY = "keys of the rows behind a count, limited like it"


def keys(places: Places, span: Span, indicators: Iterable[Indicator]) -> Keys:
    """Of each indicator the keys of its rows. One statement."""
    return gathered({str(one): ROWS[one](places, span) for one in indicators})


def gathered(parts: dict[str, Any]) -> Keys:
    """What several selects of `named` rows find, by their names."""
    found: Keys = {code: {} for code in parts}
    for code, key, n in db.session.execute(by_hand(union_all(*parts.values()), _WHY)):
        found[code][key] = int(n)
    return found


def named(code: str, rows: Any) -> Any:
    """Each key of these rows once, under this name."""
    (key,) = rows.subquery().c
    return select(literal(str(code)), cast(key, String), literal(1))


def _met(column: Any, places: Places, span: Span) -> Any:
    return (
        select(column)
        .join(Meeting, Meeting.id == MeetingMentee.meeting_id)
        .where(meetings_counted(places, span))
    )


def _people(places: Places, span: Span) -> Any:
    seen = select(CheckIn.mentee_id).where(check_ins_counted(places, span))
    return named(Indicator.PEOPLE, union(seen, _met(MeetingMentee.mentee_id, places, span)))


def _attendances(places: Places, span: Span) -> Any:
    at_class = select((literal("c") + cast(CheckIn.id, String)).label("key"))
    met = _met((literal("m") + cast(MeetingMentee.id, String)).label("key"), places, span)
    rows = union_all(at_class.where(check_ins_counted(places, span)), met)
    return named(Indicator.ATTENDANCES, rows)


def _turns(places: Places, span: Span) -> Any:
    return select(
        literal(str(Indicator.TURNS)), cast(SupportTurn.id, String), SupportTurn.turns
    ).where(turns_counted(places, span))


ROWS: dict[Indicator, Callable[[Places, Span], Any]] = {
    Indicator.PEOPLE: _people,
    Indicator.ATTENDANCES: _attendances,
    Indicator.CLASSES: lambda places, span: named(
        Indicator.CLASSES, select(ClassSession.id).where(classes_counted(places, span))
    ),
    Indicator.ISSUES: lambda places, span: named(
        Indicator.ISSUES, select(Issue.id).where(issues_counted(places, span))
    ),
    Indicator.TURNS: _turns,
}
