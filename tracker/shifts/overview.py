"""Many shifts as a few numbers: what a province sees of its communes. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tracker.shifts.rules import Filled, Flaw, ShiftStatus, flaws


@dataclass
class Sum:
    """Shifts added up; those called off stand beside them. People are counted as places."""

    shifts: int = 0
    full: int = 0
    cancelled: int = 0
    places: int = 0
    assigned: int = 0
    # What can still be found: on shifts that are not over.
    missing: int = 0
    to_come: int = 0
    flaws: Counter[Flaw] = field(default_factory=Counter)


def add_up(shifts: Iterable[Filled], *, now: datetime, ahead: timedelta, soon: timedelta) -> Sum:
    """More people than places on one shift do not make up for another that lacks them."""
    found = Sum()
    for one in shifts:
        if one.status is ShiftStatus.CANCELLED:
            found.cancelled += 1
            continue
        found.shifts += 1
        found.full += not one.missing
        found.places += one.places
        found.assigned += one.places - one.missing
        if one.ends_at > now:
            found.to_come += 1
            found.missing += one.missing
            found.flaws.update(flaws(one, now=now, ahead=ahead, soon=soon))
    return found
