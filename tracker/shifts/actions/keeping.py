"""How the shifts of a commune are kept still while people move on them."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from tracker.core import journal
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.places.models import Commune
from tracker.shifts import queries, rules
from tracker.shifts.models import Assignment, Shift, ShiftRole
from tracker.shifts.rules import Hours, PlaceStatus, Standing
from tracker.volunteers.models import Volunteer
from tracker.volunteers.rules import is_minor

_WHY = "everybody on the shift decides who gets its places"


def hold(commune_id: int) -> None:
    """One after the other from here on: whoever moves people on this commune's shifts.

    One lock for the whole commune, because a person's other shifts matter as much as this one's
    places. It does not keep others from writing rows that point to the commune.
    """
    statement = select(Commune.id).where(Commune.id == commune_id)
    db.session.execute(statement.with_for_update(key_share=True))


def fresh(shift: Shift) -> Shift:
    """The shift as it is now that it is held."""
    db.session.refresh(shift)
    return shift


def everybody(shift_id: int) -> Sequence[Assignment]:
    """The rows of the shift as they are now, in the order of coming."""
    statement = (
        select(Assignment)
        .where(Assignment.shift_id == shift_id)
        .order_by(Assignment.queue)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(by_hand(statement, _WHY)).all()


def next_in_queue(shift_id: int) -> int:
    last = select(func.max(Assignment.queue)).where(Assignment.shift_id == shift_id)
    return (db.session.scalar(by_hand(last, _WHY)) or 0) + 1


def places_of(shift_id: int) -> dict[int, int]:
    """The number of places of each role."""
    statement = select(ShiftRole.id, ShiftRole.places).where(ShiftRole.shift_id == shift_id)
    return {row.id: row.places for row in db.session.execute(statement)}


def minors_of(volunteer_ids: Collection[int], shift: Shift) -> set[int]:
    """Who of these is under 18 on the day of the shift."""
    statement = select(Volunteer.id, Volunteer.birth_year).where(
        Volunteer.id.in_(sorted(volunteer_ids))
    )
    found = db.session.execute(by_hand(statement, _WHY))
    return {id_ for id_, year in found if is_minor(year, today=shift.local_date)}


def settle(shift: Shift) -> dict[int, PlaceStatus]:
    """Give free places to whoever waits longest; take minors back where no adult is left.

    Whoever leads the shift and is no longer on it does not lead it any more.
    """
    db.session.flush()
    rows = [
        row
        for row in everybody(shift.id)
        if row.status in {PlaceStatus.ASSIGNED, PlaceStatus.WAITING}
    ]
    ids = {row.volunteer_id for row in rows}
    minors = minors_of(ids, shift)
    waiting = {row.volunteer_id for row in rows if row.status is PlaceStatus.WAITING}
    hours = Hours(shift.starts_at, shift.ends_at)
    elsewhere = queries.clashes_at(hours, waiting, except_id=shift.id) if waiting else set()
    changes = rules.settle(
        [
            Standing(
                row.id, row.role_id, row.queue, row.status, row.volunteer_id in minors,
                is_free=row.volunteer_id not in elsewhere, has_come=row.came_at is not None,
            )
            for row in rows
        ],
        places_of(shift.id),
    )  # fmt: skip
    for row in rows:
        row.status = changes.get(row.id, row.status)
    _keep_leader(shift, rows)
    db.session.flush()
    if changes:
        up = sum(status is PlaceStatus.ASSIGNED for status in changes.values())
        journal.record("shift.settle", shift, account_id=None, up=up, down=len(changes) - up)
    return changes


def _keep_leader(shift: Shift, rows: Sequence[Assignment]) -> None:
    placed = {row.volunteer_id for row in rows if row.status is PlaceStatus.ASSIGNED}
    if shift.leader_id is not None and shift.leader_id not in placed:
        shift.leader_id = None


def touch(shift: Shift, account_id: int) -> None:
    """A coordinator changed it: whoever looks at an older version is told so."""
    shift.version += 1
    shift.changed_by_id = account_id
