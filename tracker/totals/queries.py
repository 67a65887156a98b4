"""Reading what is kept, with what must not have changed for it to be good."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from tracker.core.db import db
from tracker.core.quick import dialect, quick
from tracker.core.scope import by_hand, current
from tracker.places.models import Commune, Province, Team
from tracker.totals import triggers
from tracker.totals.models import Total, TotalChange, TotalSweep
from tracker.totals.rules import Level

# A number, its base, and in how many places the base is lacking.
Kept = tuple[int, int | None, int]

_WHY = "limits itself to places that the open scope covers as a whole"
_TRIGGERS = -1
Levels = tuple[tuple[int, Level], ...]


def _ids(name: str) -> Any:
    return bindparam(name, expanding=True, type_=Integer)


_FIRST, _LAST = (bindparam(name, type_=Date) for name in ("first", "last"))
_PROVINCE = Province.id.in_(_ids("provinces"))
_COMMUNE = or_(Commune.id.in_(_ids("communes")), Commune.province_id.in_(_ids("provinces")))
_PLACES: dict[Level, tuple[Any, Any]] = {
    Level.TEAM: (Team, select(Commune.id).where(Commune.id == Team.commune_id, _COMMUNE).exists()),
    Level.COMMUNE: (Commune, _COMMUNE),
    Level.PROVINCE: (Province, _PROVINCE),
}


@dataclass(frozen=True)
class Wanted:
    """Some numbers of some places. Of places without a level nothing is ever kept."""

    level: Level | None
    place_ids: Sequence[int]
    codes: Sequence[str]


@dataclass
class Known:
    """A place that the reader sees as a whole: what is kept of it, and as of which state."""

    sweeps: int
    changes: int
    kept: dict[str, Kept] = field(default_factory=dict)


def known(wanted: Sequence[Wanted], first: date, last: date) -> list[dict[int, Known]]:
    """One statement. Places that the open scope covers only in part are not among them.

    While the database does not note every change, nothing is known of any place.
    """
    found: list[dict[int, Known]] = [{} for _ in wanted]
    levels = tuple((number, one.level) for number, one in enumerate(wanted) if one.level)
    if not levels:
        return found
    statement = _asking(levels, current().everywhere, dialect())
    rows = quick(statement, _values(wanted, levels, first, last))
    if [n for number, _, _, n, *_ in rows if number == _TRIGGERS] != [triggers.number()]:
        return found
    for number, place_id, code, *_, sweeps, changes in rows:
        if number != _TRIGGERS and not code:
            found[number][place_id] = Known(sweeps, changes)
    for number, place_id, code, n, d, lacking, *as_of in rows:
        one = found[number].get(place_id) if code else None
        if one is not None and as_of == [one.sweeps, one.changes]:
            one.kept[code] = (n, d, lacking)
    return found


def kept_spans() -> dict[tuple[Level, date, date], tuple[set[int], set[str]]]:
    """Of which places and codes something is kept, good or not, by level and days."""
    found: dict[tuple[Level, date, date], tuple[set[int], set[str]]] = {}
    columns = (Total.level, Total.first_day, Total.last_day, Total.place_id, Total.code)
    for level, first, last, place_id, code in db.session.execute(select(*columns)):
        places, codes = found.setdefault((Level(level), first, last), (set(), set()))
        places.add(place_id)
        codes.add(code)
    return found


def _values(wanted: Sequence[Wanted], levels: Levels, first: date, last: date) -> dict[str, Any]:
    reach = current()
    values: dict[str, Any] = {"first": first, "last": last}
    for number, _level in levels:
        values[f"ids_{number}"] = list(wanted[number].place_ids)
        values[f"codes_{number}"] = list(wanted[number].codes)
    if not reach.everywhere:
        values["provinces"] = sorted(reach.provinces)
        if any(level is not Level.PROVINCE for _number, level in levels):
            values["communes"] = sorted(reach.communes)
    return values


@cache
def _asking(levels: Levels, everywhere: bool, dialect: str) -> Any:
    """Whether changes are noted; each place with its state; and what is kept of them."""
    selects = [_row(literal(_TRIGGERS), literal(0), literal(""), triggers.at_work(dialect))]
    for number, level in levels:
        selects += [_state(number, level, everywhere), _kept(number, level)]
    return by_hand(union_all(*selects), _WHY)


def _state(number: int, level: Level, everywhere: bool) -> Select[Any]:
    """Each place with as many changes and sweeps as its communes have together."""
    place, covered = _PLACES[level]
    sweeps, changes = state_of(place, _LAST)
    state = _row(
        literal(number), place.id, literal(""), literal(0), literal(0), literal(0), sweeps, changes
    ).where(place.id.in_(_ids(f"ids_{number}")))
    return state if everywhere else state.where(covered)


def state_of(place: Any, last: Any) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """Of each place of a statement: how often its changes were swept, and how many there are."""
    sweeps = _of(place, TotalSweep, func.coalesce(func.sum(TotalSweep.sweeps), 0))
    changes = _of(place, TotalChange, func.count()).where(TotalChange.day <= last)
    return sweeps.scalar_subquery(), changes.scalar_subquery()


def is_noting(dialect: str) -> ColumnElement[bool]:
    """Whether the database notes every change: found out once in a statement, however often it is
    asked there."""
    at_work = select(triggers.at_work(dialect).label("number")).cte("at_work")
    return select(at_work.c.number).scalar_subquery() == triggers.number()


def is_good(level: Level, place_id: Any, code: str, state: Any) -> ColumnElement[bool]:
    """Whether a total is that number of a statement's place in the days of a state, and nothing
    changed since."""
    return and_(
        Total.level == level,
        Total.place_id == place_id,
        Total.first_day == state.first,
        Total.last_day == state.last,
        Total.code == code,
        Total.sweeps == state.sweeps,
        Total.changes == state.changes,
    )


def _of(place: Any, row: Any, counted: Any) -> Select[Any]:
    if place is not Province:
        commune_id = Commune.id if place is Commune else place.commune_id
        return select(counted).select_from(row).where(row.commune_id == commune_id)
    inside = aliased(Commune)
    its = select(counted).select_from(row).join(inside, inside.id == row.commune_id)
    return its.where(inside.province_id == Province.id)


def _kept(number: int, level: Level) -> Select[Any]:
    return _row(
        literal(number), Total.place_id, Total.code, Total.n, Total.d, Total.lacking,
        Total.sweeps, Total.changes,
    ).where(
        Total.level == level,
        Total.place_id.in_(_ids(f"ids_{number}")),
        Total.first_day == _FIRST,
        Total.last_day == _LAST,
        Total.code.in_(bindparam(f"codes_{number}", type_=String, expanding=True)),
    )  # fmt: skip


def _row(number: Any, place: Any, code: Any, n: Any, *more: Any) -> Select[Any]:
    """A number and its base, in how many places that lacks, and as of which state: else nothing."""
    nothing = [literal(0)] * (4 - len(more))
    columns: tuple[Any, ...] = (number, place, code, n, *more, *nothing)
    return select(*columns)
