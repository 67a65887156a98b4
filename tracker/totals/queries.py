"""Reading what is kept, with what must not have changed for it to be good."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, Select, String, bindparam, func, or_, select, true
from sqlalchemy.orm import aliased

from tracker.core.db import db
from tracker.core.quick import quick
from tracker.core.scope import by_hand, current
from tracker.places.models import Commune, Province
from tracker.totals.models import Total, TotalChange, TotalSweep
from tracker.totals.rules import Level

# A number, its base, and in how many places the base is lacking.
Kept = tuple[int, int | None, int]

_WHY = "limits itself to places that the open scope covers as a whole"


@dataclass
class Known:
    """A place that the reader sees as a whole: what is kept of it, and as of which state."""

    sweeps: int
    changes: int
    kept: dict[str, Kept] = field(default_factory=dict)


def known(
    level: Level, place_ids: Sequence[int], first: date, last: date, codes: Sequence[str]
) -> dict[int, Known]:
    """One statement. Places that the open scope covers only in part are not among them."""
    reach = current()
    values: dict[str, Any] = {
        "ids": list(place_ids), "first": first, "last": last, "codes": list(codes)
    }  # fmt: skip
    if not reach.everywhere:
        values["provinces"] = sorted(reach.provinces)
        if level is Level.COMMUNE:
            values["communes"] = sorted(reach.communes)
    found: dict[int, Known] = {}
    for place_id, sweeps, changes, *kept in quick(_asking(level, reach.everywhere), values):
        one = found.setdefault(place_id, Known(sweeps, changes))
        code, n, d, lacking, as_of, noted = kept
        if code is not None and (as_of, noted) == (sweeps, changes):
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


@cache
def _asking(level: Level, everywhere: bool) -> Any:
    """Each place once for every total kept of it, or once with nothing."""
    first, last = (bindparam(name, type_=Date) for name in ("first", "last"))
    place, changes, sweeps, covered = _of_commune() if level is Level.COMMUNE else _of_province()
    kept = (
        (Total.level == level)
        & (Total.place_id == place.id)
        & (Total.first_day == first)
        & (Total.last_day == last)
        & Total.code.in_(bindparam("codes", type_=String, expanding=True))
    )
    columns: tuple[Any, ...] = (
        place.id,
        func.coalesce(sweeps.scalar_subquery(), 0),
        changes.where(TotalChange.day <= last).scalar_subquery(),
        Total.code, Total.n, Total.d, Total.lacking, Total.sweeps, Total.changes,
    )  # fmt: skip
    return by_hand(
        select(*columns)
        .select_from(place)
        .outerjoin(Total, kept)
        .where(place.id.in_(_ids("ids")), true() if everywhere else covered),
        _WHY,
    )


def _of_commune() -> tuple[Any, Select[Any], Select[Any], Any]:
    its = Commune.id == TotalChange.commune_id
    changes = select(func.count()).select_from(TotalChange).where(its)
    sweeps = select(TotalSweep.sweeps).where(TotalSweep.commune_id == Commune.id)
    covered = or_(Commune.id.in_(_ids("communes")), Commune.province_id.in_(_ids("provinces")))
    return Commune, changes, sweeps, covered


def _of_province() -> tuple[Any, Select[Any], Select[Any], Any]:
    """As many changes and sweeps as its communes have together."""
    inside = aliased(Commune)
    here = inside.province_id == Province.id
    changes = (
        select(func.count())
        .select_from(TotalChange)
        .join(inside, inside.id == TotalChange.commune_id)
        .where(here)
    )
    sweeps = (
        select(func.sum(TotalSweep.sweeps))
        .select_from(TotalSweep)
        .join(inside, inside.id == TotalSweep.commune_id)
        .where(here)
    )
    return Province, changes, sweeps, Province.id.in_(_ids("provinces"))


def _ids(name: str) -> Any:
    return bindparam(name, expanding=True, type_=Integer)
