"""Lượt week by week, for the small pictures beside their numbers.

A week that is over is kept for as long as nothing that was counted in it changes.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Select,
    bindparam,
    case,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from tracker.core.db import db
from tracker.core.quick import dialect, of_few_lengths, quick
from tracker.core.scope import by_hand
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.places.models import Commune, Team
from tracker.quotas.queries.counting import (
    Level,
    Places,
    Span,
    check_ins_counted,
    meetings_counted,
)
from tracker.quotas.queries.prepared import Cover, cover, places_open, reach_params
from tracker.quotas.rules import Indicator
from tracker.totals.actions import Fresh
from tracker.totals.keeping import Patience, keep
from tracker.totals.models import Total
from tracker.totals.queries import is_good, is_noting, state_of
from tracker.totals.rules import Level as KeptLevel

WEEKS = 12
# A number that is good for weeks is worth keeping sooner than one of today.
SOONER = 10

_WHY = "numbers of lượt by place and week, limited like the counts"
_PLACES: dict[Level, tuple[Any, KeptLevel]] = {
    Level.TEAM: (Team, KeptLevel.TEAM), Level.COMMUNE: (Commune, KeptLevel.COMMUNE),
}  # fmt: skip


class _Week(NamedTuple):
    """Of a place: what is kept of it, else what was counted; its state, if that can be kept."""

    number: int
    place_id: int
    kept: int | None
    counted: int | None
    sweeps: int | None
    changes: int | None


def weeks_of(places: Places, today: date) -> dict[int, list[int]]:
    """The last twelve weeks of teams or communes, oldest first; this week as far as it has gone.
    One statement."""
    found = {id_: [0] * WEEKS for id_ in places.ids}
    if not found:
        return found
    values = {"ids_0": of_few_lengths(places.ids), **reach_params(), **week_params(today)}
    db.session.flush()
    began = time.perf_counter()
    statement = _statement(places.level, cover(), dialect())
    weeks = [_Week(*row) for row in quick(statement, values)]
    is_worth_it = (time.perf_counter() - began) * SOONER >= Patience.seconds
    for one in weeks:
        found[one.place_id][one.number] = one.kept or one.counted or 0
    if is_worth_it:
        keep(_fresh(places.level, weeks, list(days_of(today))))
    return found


def days_of(today: date) -> Iterator[tuple[date, date]]:
    monday = today - timedelta(days=today.weekday())
    for ago in range(WEEKS - 1, 0, -1):
        first = monday - timedelta(weeks=ago)
        yield first, first + timedelta(days=6)
    yield monday, today


def _fresh(level: Level, weeks: list[_Week], days: list[tuple[date, date]]) -> Iterator[Fresh]:
    for one in weeks:
        if one.counted is not None and one.sweeps is not None and one.changes is not None:
            counted = {str(Indicator.ATTENDANCES): (one.counted, None, 0)}
            yield Fresh(
                _PLACES[level][1], one.place_id, *days[one.number], counted, one.sweeps, one.changes
            )


@dataclass(frozen=True)
class _Each(Places):
    """Each place of the statement outside, for itself."""

    def hold(self, row: Any) -> ColumnElement[bool]:
        its: ColumnElement[bool] = (
            row.team_id == Team.id if self.level is Level.TEAM else row.commune_id == Commune.id
        )
        return its


class _Home(NamedTuple):
    commune_id: Any
    team_id: Any


@cache
def _statement(level: Level, cover: Cover, dialect: str) -> Any:
    return by_hand(_weekly(places_open(level, 0, cover), dialect), _WHY)


def week_params(today: date) -> dict[str, date]:
    """The days to be filled in."""
    found: dict[str, date] = {}
    for number, (first, last) in enumerate(days_of(today)):
        found |= {f"monday_{number}": first, f"sunday_{number}": last}
    return found


def _weekly(here: Places, dialect: str) -> Select[Any]:
    """Each week of each place; the days stay open."""
    place, kept_level = _PLACES[here.level]
    home = _Home(Team.commune_id, Team.id) if place is Team else _Home(Commune.id, null())
    held = here.hold(home)
    state = _states(select(home.commune_id).where(held), dialect).c
    good = is_good(kept_level, place.id, Indicator.ATTENDANCES, state)
    is_new = Total.n.is_(None)
    counted = _counted(_Each(here.level, ()), Span(state.first, state.last))
    columns: tuple[Any, ...] = (
        state.number, place.id.label("place_id"), Total.n.label("kept"),
        case((is_new, counted)).label("counted"), state.sweeps, state.changes,
    )  # fmt: skip
    return (
        select(*columns)
        .select_from(place)
        .join(state.number.table, state.commune_id == home.commune_id)
        .outerjoin(Total, good)
        .where(held)
    )


def _states(commune_ids: Select[Any], dialect: str) -> CTE:
    """Each week with the state of each commune, found once for all its teams: thousands of changes
    may wait to be swept. No state where nothing can be kept."""
    week, noting = _weeks().c, is_noting(dialect)
    can_be_kept = noting & (week.number < WEEKS - 1)
    sweeps, changes = (case((can_be_kept, part)) for part in state_of(Commune, week.last))
    columns: tuple[Any, ...] = (
        Commune.id.label("commune_id"), week.number, week.first, week.last,
        sweeps.label("sweeps"), changes.label("changes"),
    )  # fmt: skip
    found = (
        select(*columns)
        .select_from(Commune)
        .join(week.number.table, true())
        .where(Commune.id.in_(commune_ids))
    )
    return found.cte("state").prefix_with("MATERIALIZED")


def counted_weeks(here: Places) -> Select[Any]:
    """Each team with its weeks and what is counted in them: of few teams that is soon done."""
    week = _weeks().c
    counted = _counted(_Each(Level.TEAM, ()), Span(week.first, week.last))
    return (
        select(Team.id.label("place"), week.number, counted.label("n"))
        .join(week.number.table, true())
        .where(here.hold(_Home(Team.commune_id, Team.id)))
    )


def _weeks() -> CTE:
    days: list[Any] = [
        select(
            literal(number).label("number"),
            bindparam(f"monday_{number}", type_=Date).label("first"),
            bindparam(f"sunday_{number}", type_=Date).label("last"),
        )
        for number in range(WEEKS)
    ]
    return union_all(*days).cte("week")


def _counted(each: Places, span: Span) -> ColumnElement[int]:
    came = select(func.count()).where(check_ins_counted(each, span))
    met = (
        select(func.count())
        .select_from(Meeting)
        .join(MeetingMentee, MeetingMentee.meeting_id == Meeting.id)
        .where(meetings_counted(each, span))
    )
    return came.scalar_subquery() + met.scalar_subquery()
