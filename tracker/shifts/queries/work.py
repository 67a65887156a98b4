"""Who worked on a campaign's shifts: the one place where presences and hours are counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.campaigns.models import Campaign
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.queries.lists import campaigns_of
from tracker.shifts.rules import (
    Hours,
    Known,
    PlaceStatus,
    ShiftStatus,
    Worked,
    how_known,
    is_absent,
    worked,
)

_WHY = "work on a campaign the caller has reached, told by keys, without a name"


@dataclass(frozen=True)
class Stint:
    """One person's place on one shift that was not called off, and what came of it."""

    volunteer_id: int
    shift_id: int
    day: date
    is_absent: bool
    # None until they come.
    worked: Worked | None
    known: Known


@dataclass
class Tally:
    """Several of these added up."""

    taken_on: int = 0
    came: int = 0
    absent: int = 0
    minutes: int = 0
    asked: int = 0
    by: Counter[Known] = field(default_factory=Counter)
    first_day: date | None = None
    last_day: date | None = None

    def add(self, one: Stint) -> None:
        self.taken_on += 1
        self.absent += one.is_absent
        if one.worked is None:
            return
        self.came += 1
        self.minutes += one.worked.minutes
        self.asked += one.worked.is_asked
        self.by[one.known] += one.worked.minutes
        self.first_day = min(self.first_day or one.day, one.day)
        self.last_day = max(self.last_day or one.day, one.day)


def stints(campaign: Campaign, *, now: datetime) -> list[Stint]:
    """Everybody's places on its shifts, its communes' parts included. One statement."""
    return _stints(Shift.campaign_id.in_(campaigns_of(campaign)), now=now)


def stints_of(volunteer_ids: Iterable[int], *, now: datetime) -> list[Stint]:
    """One person's places, on whatever campaign."""
    return _stints(Assignment.volunteer_id.in_(sorted(volunteer_ids)), now=now)


def stints_at(shifts: Any, *, now: datetime) -> list[Stint]:
    """Everybody's places on the shifts of a condition that limits itself to the caller's place."""
    return _stints(shifts, now=now)


def by_volunteer(found: Iterable[Stint]) -> dict[int, Tally]:
    return _tallied(found, lambda one: one.volunteer_id)


def by_shift(found: Iterable[Stint]) -> dict[int, Tally]:
    return _tallied(found, lambda one: one.shift_id)


def _tallied(found: Iterable[Stint], key: Any) -> dict[int, Tally]:
    tallies: dict[int, Tally] = {}
    for one in found:
        tallies.setdefault(key(one), Tally()).add(one)
    return tallies


def _stints(which: Any, *, now: datetime) -> list[Stint]:
    statement = (
        select(
            Assignment.volunteer_id, Assignment.shift_id, Assignment.status, Assignment.came_at,
            Assignment.left_at, Assignment.came_proof, Assignment.left_proof, Shift.starts_at,
            Shift.ends_at, Shift.local_date, Shift.status.label("shift_status"),
        )
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            which,
            Shift.status != ShiftStatus.CANCELLED,
            Assignment.status == PlaceStatus.ASSIGNED,
        )
        .order_by(Shift.starts_at, Assignment.id)
    )  # fmt: skip
    return [_stint(row, now) for row in db.session.execute(by_hand(statement, _WHY))]


def _stint(row: Any, now: datetime) -> Stint:
    hours = Hours(row.starts_at, row.ends_at)
    over = now >= row.ends_at
    done = worked(row.came_at, row.left_at, hours, now=now) if row.came_at is not None else None
    return Stint(
        row.volunteer_id, row.shift_id, row.local_date,
        is_absent(row.status, row.came_at, row.shift_status, over=over), done,
        how_known(row.came_proof, row.left_proof),
    )  # fmt: skip
