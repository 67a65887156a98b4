"""Decisions about shifts and who works on them. Pure: `now` and the settings are passed in."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.classes.rules import Hours, weekly

__all__ = ["Hours", "weekly"]

MOST_ROLES = 4
MOST_PLACES = 150
MOST_WEEKS = 26
# One form never makes more than a summer of a large commune.
MOST_SHIFTS = 600


class ShiftStatus(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class Look(StrEnum):
    """How a shift reads in a list."""

    PLACES_LEFT = "places_left"
    FULL = "full"
    ON_NOW = "on_now"
    DONE = "done"
    CANCELLED = "cancelled"


class PlaceStatus(StrEnum):
    """Where somebody stands towards a shift."""

    ASSIGNED = "assigned"
    WAITING = "waiting"
    PROPOSED = "proposed"
    CANCELLED = "cancelled"
    DECLINED = "declined"


# Whoever stands so keeps the hours free.
HOLDING = (PlaceStatus.ASSIGNED, PlaceStatus.WAITING, PlaceStatus.PROPOSED)


class Proof(StrEnum):
    """How we know that somebody came or left."""

    CODE = "code"
    TYPED = "typed"


class Known(StrEnum):
    """How the hours of somebody on a shift are known, the surest first."""

    CODE = "code"
    TYPED = "typed"
    OPEN = "open"


class Refusal(StrEnum):
    """Why somebody does not get a place, or a shift stays as it is."""

    OVERLAP = "overlap"
    FULL = "full"
    MINOR_ALONE = "minor_alone"
    MINOR_LEADS = "minor_leads"
    NOT_PLACED = "not_placed"
    ALREADY = "already"
    OVER = "over"
    CANCELLED = "cancelled"
    NOT_OPEN = "not_open"
    ROLE_CLOSED = "role_closed"
    TOO_LATE = "too_late"
    PLACES_TAKEN = "places_taken"
    HAS_PEOPLE = "has_people"
    OTHER_CAMPAIGN = "other_campaign"
    TOO_EARLY = "too_early"
    LEFT_BEFORE = "left_before"
    OUTDATED = "outdated"


class Flaw(StrEnum):
    """What a coordinator should look at."""

    EMPTY = "empty"
    NO_LEADER = "no_leader"
    BELOW_MINIMUM = "below_minimum"
    NO_ADULT = "no_adult"
    DOUBLE = "double"


@dataclass(frozen=True)
class Standing:
    """One person's place on a shift, as far as settling it goes."""

    key: int
    role_id: int
    queue: int
    status: PlaceStatus
    is_minor: bool
    # Nothing else at these hours.
    is_free: bool = True
    # Noted as present: that cannot be taken back by what others do.
    has_come: bool = False


@dataclass(frozen=True)
class Filled:
    """How far a shift is filled: all that lists and warnings ask."""

    starts_at: datetime
    ends_at: datetime
    status: ShiftStatus
    places: int
    assigned: int
    waiting: int
    minimum: int
    has_leader: bool

    @property
    def missing(self) -> int:
        return max(self.places - self.assigned, 0)


@dataclass(frozen=True)
class Worked:
    """How long somebody was there. `is_asked` while nobody said when they left."""

    minutes: int
    is_asked: bool = False


@dataclass(frozen=True)
class Candidate:
    """Somebody who might fill a gap."""

    volunteer_id: int
    village_id: int | None
    is_available: bool
    is_free: bool
    is_minor: bool
    shifts: int
    name_key: str = ""


def settle(people: Iterable[Standing], places: Mapping[int, int]) -> dict[int, PlaceStatus]:
    """Who stands where after somebody came or went: only the changes, by key.

    Whoever has a place keeps it, except minors whom no adult is with: they wait, first in the
    queue, unless they are there already. A free place goes to whoever waits longest for its role
    and is free at that hour.
    """
    standing = sorted(people, key=lambda one: one.queue)
    held = [one for one in standing if one.status is PlaceStatus.ASSIGNED]
    if all(one.is_minor for one in held):
        held = [one for one in held if one.has_come]
    left = Counter(dict(places))
    left.subtract(one.role_id for one in held)
    for one in _promotable(standing, held):
        if left[one.role_id] > 0 and (not one.is_minor or _has_adult(held)):
            held.append(one)
            left[one.role_id] -= 1
    kept = {one.key for one in held}
    return _changes(standing, kept)


def _promotable(standing: Sequence[Standing], held: Sequence[Standing]) -> list[Standing]:
    """Who may move up, in their order; where no adult is placed, the first of them leads."""
    there = {one.key for one in held}
    waiting = [
        one
        for one in standing
        if one.key not in there
        and one.status in {PlaceStatus.ASSIGNED, PlaceStatus.WAITING}
        and (one.is_free or one.status is PlaceStatus.ASSIGNED)
    ]
    if _has_adult(held):
        return waiting
    adult = next((one for one in waiting if not one.is_minor), None)
    return [adult, *(one for one in waiting if one is not adult)] if adult else []


def _has_adult(held: Iterable[Standing]) -> bool:
    return any(not one.is_minor for one in held)


def _changes(standing: Iterable[Standing], kept: set[int]) -> dict[int, PlaceStatus]:
    found: dict[int, PlaceStatus] = {}
    for one in standing:
        if one.status is PlaceStatus.WAITING and one.key in kept:
            found[one.key] = PlaceStatus.ASSIGNED
        elif one.status is PlaceStatus.ASSIGNED and one.key not in kept:
            found[one.key] = PlaceStatus.WAITING
    return found


def clashes(hours: Hours, others: Iterable[Hours]) -> bool:
    """Whether somebody would be at two places. Two shifts of a day are fine (complaint 76)."""
    return any(hours.overlaps(other) for other in others)


def may_join(status: ShiftStatus, hours: Hours, *, now: datetime) -> Refusal | None:
    """Whether a shift still takes people: until it ends, for whoever comes late."""
    if status is ShiftStatus.CANCELLED:
        return Refusal.CANCELLED
    return Refusal.OVER if status is ShiftStatus.DONE or now >= hours.ends_at else None


def may_leave(starts_at: datetime, *, now: datetime, limit: timedelta) -> Refusal | None:
    """Own cancelling: until so long before the start; afterwards one rings up."""
    return Refusal.TOO_LATE if now > starts_at - limit else None


def look(filled: Filled, *, now: datetime) -> Look:
    if filled.status is ShiftStatus.CANCELLED:
        return Look.CANCELLED
    if filled.status is ShiftStatus.DONE or now >= filled.ends_at:
        return Look.DONE
    if filled.status is ShiftStatus.OPEN or now >= filled.starts_at:
        return Look.ON_NOW
    return Look.PLACES_LEFT if filled.missing else Look.FULL


def flaws(filled: Filled, *, now: datetime, ahead: timedelta, soon: timedelta) -> list[Flaw]:
    """What is wrong with a shift that is still to come; empty shifts are named `soon` before."""
    if filled.status is not ShiftStatus.PLANNED or now >= filled.starts_at:
        return []
    found = []
    if not filled.assigned and now >= filled.starts_at - soon:
        found.append(Flaw.EMPTY)
    if now < filled.starts_at - ahead:
        return found
    if not filled.has_leader:
        found.append(Flaw.NO_LEADER)
    if filled.assigned < filled.minimum and Flaw.EMPTY not in found:
        found.append(Flaw.BELOW_MINIMUM)
    return found


def worked(
    came_at: datetime | None, left_at: datetime | None, hours: Hours, *, now: datetime
) -> Worked:
    """Minutes on the shift: from its start at the earliest; until its end where nobody said."""
    if came_at is None:
        return Worked(0)
    begins = max(came_at, hours.starts_at)
    ends = left_at or min(now, hours.ends_at)
    minutes = max(int((ends - begins).total_seconds()) // 60, 0)
    return Worked(minutes, is_asked=left_at is None and now >= hours.ends_at)


def how_known(came: Proof | None, left: Proof | None) -> Known:
    """By the code at both ends; by a hand at one of them; or nobody said when they left."""
    if Proof.TYPED in {came, left}:
        return Known.TYPED
    return Known.CODE if left is Proof.CODE else Known.OPEN


def is_absent(
    status: PlaceStatus, came_at: datetime | None, shift: ShiftStatus, *, over: bool
) -> bool:
    """Vắng: had a place on a shift that took place, and nobody saw them there."""
    is_placed = status is PlaceStatus.ASSIGNED and came_at is None
    return is_placed and over and shift is not ShiftStatus.CANCELLED


def suggest(
    people: Iterable[Candidate], *, village_id: int | None, has_adult: bool
) -> list[Candidate]:
    """Who could fill a gap, the likeliest first: near, with time then, with the fewest shifts.

    Nobody is suggested who is elsewhere at that hour, nor a minor before there is an adult.
    """
    possible = [one for one in people if one.is_free and (has_adult or not one.is_minor)]
    return sorted(
        possible,
        key=lambda one: (
            not one.is_available,
            village_id is None or one.village_id != village_id,
            one.shifts,
            one.name_key,
        ),
    )


def series(days: Sequence[date], sites: Sequence[int]) -> list[tuple[date, int]]:
    """Every site on every day, by day."""
    return [(day, site_id) for day in days for site_id in sites]


def weeks_between(first: date, other: date) -> timedelta:
    """How many whole weeks a plan moves, so that Saturdays stay Saturdays and nothing comes before
    the new first day."""
    return timedelta(weeks=-(-(other - first).days // 7))
