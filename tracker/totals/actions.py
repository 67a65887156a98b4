"""Keeping what was counted, and sweeping away the notes about what changed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, delete, or_, select, update

from tracker.core.atomic import aside, atomic
from tracker.core.db import db
from tracker.core.quick import Values, for_each_dialect, quick, run_on
from tracker.core.scope import by_hand
from tracker.places.models import Team
from tracker.totals.models import Total, TotalChange, TotalSweep
from tracker.totals.queries import Kept
from tracker.totals.rules import AT, Level, survives

_WHY = "numbers of places, found by who sees them as a whole"
_total: Any = Total.__table__


@dataclass(frozen=True)
class Fresh:
    """What was counted of a place just now, and its state before the counting began: what changed
    since makes the total no longer good, whether it was counted already or not."""

    level: Level
    place_id: int
    first: date
    last: date
    counted: Mapping[str, Kept]
    sweeps: int
    changes: int


def keep(found: Iterable[Fresh]) -> None:
    """Beside the request that counted, in a short transaction of its own."""
    rows: list[Values] = [
        {"level": str(one.level), "place_id": one.place_id, "first_day": one.first,
         "last_day": one.last, "code": code, "n": n, "d": d, "lacking": lacking,
         "sweeps": one.sweeps, "changes": one.changes}
        for one in found
        for code, (n, d, lacking) in sorted(one.counted.items())
    ]  # fmt: skip
    if rows:
        with aside() as connection:
            run_on(connection, _WRITE, rows)


@atomic
def forget(level: Level, place_id: int) -> None:
    """Drop everything kept of a place."""
    here = (Total.level == level, Total.place_id == place_id)
    db.session.execute(delete(Total).where(*here))


FORGET_ALL = delete(Total)


@atomic
def sweep() -> int:
    """Drop the notes of changes, and every total that was not good any more. How many notes.

    Totals of communes that are still good go on being so, but for those of one day only; a
    province's are counted again.
    """
    db.session.execute(delete(Total).where(Total.code.contains(AT)))
    db.session.execute(delete(Total).where(Total.level == Level.PROVINCE))
    changed = set(db.session.scalars(select(TotalChange.commune_id).distinct()))
    kept = _kept_of() & changed
    return sum(map(_sweep, sorted(kept))) + _sweep_together(sorted(changed - kept))


def _kept_of() -> set[int]:
    """The communes of which, or of whose teams, something is kept."""
    of_teams = select(Team.commune_id).join(
        Total, and_(Total.level == Level.TEAM, Total.place_id == Team.id)
    )
    of_communes = select(Total.place_id).where(Total.level == Level.COMMUNE)
    return {
        *db.session.scalars(by_hand(of_teams.distinct(), _WHY)),
        *db.session.scalars(of_communes.distinct()),
    }


def _sweep(commune_id: int) -> int:
    quick(_BEGIN, {"commune_id": commune_id, "sweeps": 0})
    db.session.execute(
        update(TotalSweep)
        .where(TotalSweep.commune_id == commune_id)
        .values(sweeps=TotalSweep.sweeps + 1)
    )
    swept = [day for _id, day in quick(_TAKE, {"of": commune_id})]
    now = db.session.scalar(select(TotalSweep.sweeps).where(TotalSweep.commune_id == commune_id))
    here = _inside(commune_id)
    kept = select(Total.last_day, Total.sweeps, Total.changes).where(here).distinct()
    for last_day, as_of, noted in db.session.execute(kept).all():
        of_these = (here, Total.last_day == last_day, Total.sweeps == as_of,
                    Total.changes == noted)  # fmt: skip
        if as_of + 1 == now and survives(last_day, noted, swept):
            db.session.execute(update(Total).where(*of_these).values(sweeps=now, changes=0))
        else:
            db.session.execute(delete(Total).where(*of_these))
    return len(swept)


def _sweep_together(commune_ids: Collection[int]) -> int:
    """Those of which nothing is kept; what is being kept just now is of the sweep before, so no
    good any more."""
    quick(_BEGIN, [{"commune_id": commune_id, "sweeps": 0} for commune_id in commune_ids])
    db.session.execute(
        update(TotalSweep)
        .where(TotalSweep.commune_id.in_(commune_ids))
        .values(sweeps=TotalSweep.sweeps + 1)
    )
    its = TotalChange.commune_id.in_(commune_ids)
    done: Any = db.session.execute(delete(TotalChange).where(its))
    return int(done.rowcount)


def _inside(commune_id: int) -> ColumnElement[bool]:
    """What is kept of the commune and of its teams."""
    its = by_hand(select(Team.id).where(Team.commune_id == commune_id), _WHY)
    return or_(
        and_(Total.level == Level.COMMUNE, Total.place_id == commune_id),
        and_(Total.level == Level.TEAM, Total.place_id.in_(its)),
    )


_BEGIN = for_each_dialect(
    lambda insert: (
        insert(TotalSweep)
        .values(commune_id=bindparam("commune_id"), sweeps=bindparam("sweeps"))
        .on_conflict_do_nothing()
    ),
    _WHY,
)
_TAKE = by_hand(
    delete(TotalChange)
    .where(TotalChange.commune_id == bindparam("of", type_=Integer))
    .returning(TotalChange.commune_id, TotalChange.day),
    _WHY,
)


def _writing(insert: Any) -> Any:
    row = insert(_total).values({column.name: bindparam(column.name) for column in _total.c})
    new = {name: row.excluded[name] for name in ("n", "d", "lacking", "sweeps", "changes")}
    return row.on_conflict_do_update(index_elements=list(_total.primary_key), set_=new)


_WRITE = for_each_dialect(_writing, _WHY)
