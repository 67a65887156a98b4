"""The statements behind the counts, built once for each shape of question.

Building one takes ten times as long as asking it (speed budget: a team's quota in 5 ms), so places,
days and the open scope stay open in it and are filled in by each asking.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.db import db
from tracker.core.scope import by_hand, current
from tracker.places.models import Commune
from tracker.quotas.models import Quota
from tracker.quotas.queries.counting import DEFINITIONS, Ask, Level, Places, Span
from tracker.quotas.rules import Indicator, QuotaStatus

IN_FORCE = (QuotaStatus.ASSIGNED, QuotaStatus.REVISED, QuotaStatus.CLOSED)

# What a row of the answer is about, besides the indicators themselves.
GOAL, DUE, LATER = "goal", "due", "later"

_WHY = "places limit themselves to the open scope, not to the mentees that are visible today"


@dataclass(frozen=True)
class OpenPlaces(Places):
    """Places to be filled in, limited by a reach to be filled in."""

    everywhere: bool

    def limit(self, row: Any) -> ColumnElement[bool]:
        if self.everywhere:
            return true()
        inside = select(Commune.id).where(Commune.province_id.in_(_ids("reach_provinces")))
        return or_(
            row.team_id.in_(_ids("reach_teams")),
            row.commune_id.in_(_ids("reach_communes")),
            row.commune_id.in_(inside),
        )


def places_open(level: Level, number: int, *, everywhere: bool) -> OpenPlaces:
    return OpenPlaces(level, _ids(f"ids_{number}"), everywhere)


def span_open(number: int) -> Span:
    return Span(bindparam(f"first_{number}", type_=Date), bindparam(f"last_{number}", type_=Date))


def reach_params() -> dict[str, Any]:
    reach = current()
    return {
        "reach_teams": sorted(reach.teams),
        "reach_communes": sorted(reach.communes),
        "reach_provinces": sorted(reach.provinces),
    }


# More rows of the same five columns, for whoever would else ask a second time.
Also = Callable[[bool], list[Select[Any]]]


def ask(asks: Sequence[Ask], *, also: Also | None = None, **more: Any) -> Sequence[Any]:
    """Rows of (number of the ask, place, source, what, n)."""
    shapes = tuple((one.places.level, one.indicators, one.goals is not None) for one in asks)
    params = reach_params() | more
    for number, one in enumerate(asks):
        params |= {
            f"ids_{number}": one.places.ids,
            f"first_{number}": one.span.first,
            f"last_{number}": one.span.last,
            f"kind_{number}": one.goals,
        }
    return db.session.execute(_statement(shapes, current().everywhere, also), params).all()


@lru_cache(maxsize=64)
def _statement(
    shapes: tuple[tuple[Level, tuple[Indicator, ...], bool], ...],
    everywhere: bool,
    also: Also | None,
) -> Any:
    selects: list[Select[Any]] = also(everywhere) if also else []
    for number, (level, indicators, with_goals) in enumerate(shapes):
        places, span = places_open(level, number, everywhere=everywhere), span_open(number)
        selects += [
            _row(number, indicator, DEFINITIONS[indicator](places, span))
            for indicator in indicators
        ]
        if with_goals:
            selects += [_goals(number, places), _plans(number, places, span)]
    return by_hand(union_all(*selects), _WHY)


def _row(number: int, what: str, places_and_numbers: Select[Any]) -> Select[Any]:
    place, counted = places_and_numbers.subquery().c
    return select(
        literal(number).label("number"),
        place.label("place"),
        literal(str(what)).label("source"),
        literal("").label("what"),
        counted.label("n"),
    )


def _goals(number: int, places: Places) -> Select[Any]:
    columns: tuple[Any, ...] = (literal(number), Quota.team_id, literal(GOAL))
    return select(*columns, Quota.metric, Quota.goal).where(
        places.hold(Quota),
        Quota.period_kind == bindparam(f"kind_{number}"),
        Quota.first_day == bindparam(f"first_{number}", type_=Date),
        Quota.status.in_(IN_FORCE),
    )


def _plans(number: int, places: Places, span: Span) -> Select[Any]:
    today = bindparam("today", type_=Date)
    due = case((ClassSession.local_date <= today, DUE), else_=LATER).label("due")
    columns: tuple[Any, ...] = (literal(number), ClassSession.team_id, due, literal(""))
    return (
        select(*columns, func.count())
        .where(
            places.hold(ClassSession),
            span.holds(ClassSession.local_date),
            ClassSession.status != ClassStatus.CANCELLED,
        )
        .group_by(ClassSession.team_id, "due")
    )


def _ids(name: str) -> Any:
    return bindparam(name, expanding=True, type_=Integer)
