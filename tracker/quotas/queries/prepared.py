"""The statements behind the counts, built once for each shape of question.

Building one takes ten times as long as asking it (speed budget: a team's quota in 5 ms), so places,
days and the open scope stay open in it and are filled in by each asking.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

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
from sqlalchemy.orm import aliased

from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.db import db
from tracker.core.quick import of_few_lengths, quick
from tracker.core.scope import by_hand, current
from tracker.places.models import Commune, Team
from tracker.quotas.models import Quota
from tracker.quotas.queries.counting import DEFINITIONS, Ask, Level, Places, Span
from tracker.quotas.rules import Indicator, QuotaStatus

IN_FORCE = (QuotaStatus.ASSIGNED, QuotaStatus.REVISED, QuotaStatus.CLOSED)

# What a row of the answer is about, besides the indicators themselves.
GOAL, DUE, LATER = "goal", "due", "later"

_WHY = "places limit themselves to the open scope, not to the mentees that are visible today"


class Cover(StrEnum):
    """How the open scope covers places: all there are, whole ones, or teams apart from others."""

    ALL = "all"
    WHOLE = "whole"
    TEAMS = "teams"


def cover() -> Cover:
    reach = current()
    if reach.everywhere:
        return Cover.ALL
    return Cover.TEAMS if reach.teams else Cover.WHOLE


@dataclass(frozen=True)
class OpenPlaces(Places):
    """Places to be filled in, limited by a reach to be filled in."""

    cover: Cover = field(kw_only=True)

    def hold(self, row: Any) -> ColumnElement[bool]:
        """The places are limited, not the rows: a count is then read from an index alone."""
        inside = self._inside()
        if self.cover is Cover.ALL or inside is None:
            return super().hold(row)
        held: ColumnElement[bool] = (
            row.team_id if self.level is Level.TEAM else row.commune_id
        ).in_(inside)
        return held

    def _inside(self) -> Select[int] | None:
        """The teams or communes of these places that the reach covers; None where a row has to be
        asked for its team."""
        if self.level is Level.TEAM:
            team = aliased(Team)
            return select(team.id).where(
                team.id.in_(self.ids), covered(self.cover, team.commune_id, team.id)
            )
        if self.cover is Cover.TEAMS or self.level not in _OF_COMMUNES:
            return None
        commune = aliased(Commune)
        place = commune.id if self.level is Level.COMMUNE else commune.province_id
        return select(commune.id).where(place.in_(self.ids), covered(self.cover, commune.id))

    def limit(self, row: Any) -> ColumnElement[bool]:
        return covered(self.cover, row.commune_id, row.team_id)


def covered(cover: Cover, commune_id: Any, team_id: Any = None) -> ColumnElement[bool]:
    """Whether what lies there is in the open scope, whose parts are to be filled in."""
    if cover is Cover.ALL:
        return true()
    inside = select(Commune.id).where(Commune.province_id.in_(_ids("reach_provinces")))
    whole = or_(commune_id.in_(_ids("reach_communes")), commune_id.in_(inside))
    if cover is Cover.TEAMS and team_id is not None:
        return or_(team_id.in_(_ids("reach_teams")), whole)
    return whole


_OF_COMMUNES = frozenset({Level.COMMUNE, Level.PROVINCE, Level.INSIDE})


def places_open(level: Level, number: int, cover: Cover) -> OpenPlaces:
    return OpenPlaces(level, _ids(f"ids_{number}"), cover=cover)


def span_open(number: int) -> Span:
    return Span(bindparam(f"first_{number}", type_=Date), bindparam(f"last_{number}", type_=Date))


def reach_params() -> dict[str, Any]:
    reach = current()
    return {
        "reach_teams": sorted(reach.teams),
        "reach_communes": sorted(reach.communes),
        "reach_provinces": sorted(reach.provinces),
    }


class Counted(NamedTuple):
    """A row of an answer: which of the asks, which place, counted from what, of what, how many."""

    number: int
    place: int
    source: str
    what: str | None
    n: int


# More rows of the same five columns, for whoever would else ask a second time.
Also = Callable[[Cover], list[Select[Any]]]


def ask(asks: Sequence[Ask], *, also: Also | None = None, **more: Any) -> list[Counted]:
    """One statement. Whoever asks `also` for rows gives their values with `more`."""
    shapes = tuple(
        _Shape(one.places.level, one.indicators, one.goals is not None, one.with_commune)
        for one in asks
    )
    values = reach_params() | more
    for number, one in enumerate(asks):
        values |= {
            f"ids_{number}": of_few_lengths(one.places.ids),
            f"first_{number}": one.span.first,
            f"last_{number}": one.span.last,
        }
        if one.goals:
            values[f"kind_{number}"] = one.goals
    db.session.flush()
    rows = quick(_statement(shapes, cover(), also), values)
    return [Counted(*row) for row in rows]


class _Shape(NamedTuple):
    """What decides how an ask is said."""

    level: Level
    indicators: tuple[Indicator, ...]
    with_goals: bool
    with_commune: bool


@cache
def _statement(shapes: tuple[_Shape, ...], cover: Cover, also: Also | None) -> Any:
    selects: list[Select[Any]] = also(cover) if also else []
    held = [
        (places_open(one.level, number, cover), span_open(number))
        for number, one in enumerate(shapes)
    ]
    for number, one in enumerate(shapes):
        places, span = held[number]
        if one.with_commune:
            commune, span = held[number + 1]
            places = replace(places, within=commune)
        selects += [
            _row(number, indicator, DEFINITIONS[indicator](places, span))
            for indicator in one.indicators
        ]
        if one.with_goals:
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
        Quota.goal > 0,
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
