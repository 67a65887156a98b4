"""Decisions about a class as a whole. Pure: `now` is passed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

MOST_WEEKS = 26
# A class may be entered afterwards this long; what is typed then proves little (ruling 6).
LATEST_ENTRY = timedelta(days=60)
FARTHEST_PLAN = timedelta(days=400)


class ClassStatus(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    ENDED = "ended"
    LOCKED = "locked"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """In which of the four lists a class stands."""

    ON_NOW = "on_now"
    COMING = "coming"
    TO_LOCK = "to_lock"
    PAST = "past"


class Opening(StrEnum):
    """Whether check-in may be opened."""

    READY = "ready"
    TOO_EARLY = "too_early"
    # Its hour is over: only somebody who says so again may open it.
    ASKS = "asks"
    NO = "no"


class Refusal(StrEnum):
    """Why a class stays as it is."""

    STATUS = "status"
    HAS_PEOPLE = "has_people"
    ALREADY_OPEN = "already_open"
    NO_HEAD_COUNT = "no_head_count"
    NO_GAP_REASON = "no_gap_reason"
    NOT_STARTED = "not_started"


@dataclass(frozen=True)
class Hours:
    """From when to when."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Hours") -> bool:
        return overlaps(self.starts_at, self.ends_at, other.starts_at, other.ends_at)


@dataclass(frozen=True)
class Figures:
    """What was counted by eye, of the class and never of a person (ruling 7)."""

    head_count: int
    women: int | None = None
    elders: int | None = None
    disabled: int | None = None
    minorities: int | None = None
    children: int | None = None
    gap_reason: str = ""

    @property
    def too_large(self) -> list[str]:
        """The groups said to be larger than the whole."""
        groups = ("women", "elders", "disabled", "minorities", "children")
        return [name for name in groups if (getattr(self, name) or 0) > self.head_count]


def weekly(first: date, weeks: int) -> list[date]:
    """The same weekday, `weeks` weeks running."""
    return [first + timedelta(weeks=week) for week in range(weeks)]


def is_plausible(day: date, *, today: date) -> bool:
    """Whether a class may be entered for this day."""
    return today - LATEST_ENTRY <= day <= today + FARTHEST_PLAN


def stage(status: ClassStatus, hours: Hours, *, now: datetime, late: timedelta) -> Stage:
    """A class nobody ended waits for its minutes once its codes have run out."""
    if status in {ClassStatus.LOCKED, ClassStatus.CANCELLED}:
        return Stage.PAST
    if status is ClassStatus.OPEN and now <= hours.ends_at + late:
        return Stage.ON_NOW
    if status is ClassStatus.PLANNED and now <= hours.ends_at:
        return Stage.COMING
    return Stage.TO_LOCK


def opening(status: ClassStatus, hours: Hours, *, now: datetime, early: timedelta) -> Opening:
    """From a little before the start until the end; afterwards it asks again.

    A class ended too soon may be opened again as long as its minutes are not locked.
    """
    if status not in {ClassStatus.PLANNED, ClassStatus.ENDED}:
        return Opening.NO
    if now < hours.starts_at - early:
        return Opening.TOO_EARLY
    return Opening.READY if now <= hours.ends_at else Opening.ASKS


def may_plan(status: ClassStatus) -> bool:
    """Whether title, place, skills and hosts may still change."""
    return status in {ClassStatus.PLANNED, ClassStatus.OPEN}


def may_cancel(status: ClassStatus, *, checked_in: int) -> Refusal | None:
    """What people already came to has happened: it ends, it is not cancelled."""
    if status in {ClassStatus.LOCKED, ClassStatus.CANCELLED}:
        return Refusal.STATUS
    return Refusal.HAS_PEOPLE if checked_in else None


def may_end(status: ClassStatus, hours: Hours, *, now: datetime) -> Refusal | None:
    """Open classes end at any time; one nobody opened can be written up once it has begun."""
    if status in {ClassStatus.OPEN, ClassStatus.ENDED}:
        return None
    if status is ClassStatus.PLANNED:
        return Refusal.NOT_STARTED if now < hours.starts_at else None
    return Refusal.STATUS


def may_lock(
    status: ClassStatus, figures: Figures | None, *, checked_in: int, gap_percent: int
) -> Refusal | None:
    """Minutes are locked once counted, and once a large gap has its reason."""
    if status is not ClassStatus.ENDED:
        return Refusal.STATUS
    if figures is None:
        return Refusal.NO_HEAD_COUNT
    agrees = agree(figures, checked_in=checked_in, gap_percent=gap_percent)
    return None if agrees or figures.gap_reason else Refusal.NO_GAP_REASON


def agree(figures: Figures, *, checked_in: int, gap_percent: int) -> bool:
    return head_count_agrees(
        counted=figures.head_count,
        checked_in=checked_in,
        children=figures.children or 0,
        gap_percent=gap_percent,
    )


def head_count_gap(*, counted: int, checked_in: int, children: int = 0) -> int:
    """How many people stand between the eye and the list.

    Children may be on the list or not: whatever lies between the list and the list with all
    children agrees (day script 2: 38 on the list, 2 children without a record, 40 counted).
    """
    return max(checked_in - counted, counted - checked_in - children, 0)


def head_count_agrees(
    *, counted: int, checked_in: int, gap_percent: int, children: int = 0
) -> bool:
    """Whether the eye and the list agree closely enough to confirm each other."""
    gap = head_count_gap(counted=counted, checked_in=checked_in, children=children)
    return gap * 100 <= gap_percent * max(counted, 1)


def overlaps(a_start: datetime, a_end: datetime, b_start: datetime, b_end: datetime) -> bool:
    """Whether two classes share an hour: nobody is at both. Touching ends do not overlap."""
    return a_start < b_end and b_start < a_end


def clashing(planned: Iterable[Hours], other: Hours) -> bool:
    return any(hours.overlaps(other) for hours in planned)
