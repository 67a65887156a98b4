"""Quotas, periods and pace (rulings 1, 2, 4). Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Metric(StrEnum):
    """The three quota metrics (ruling 1)."""

    PEOPLE = "people"
    CLASSES = "classes"
    ISSUES = "issues"


class Indicator(StrEnum):
    """What is counted of a team or a commune: the three metrics, and lượt beside người."""

    PEOPLE = "people"
    ATTENDANCES = "attendances"
    CLASSES = "classes"
    ISSUES = "issues"
    TURNS = "turns"


class PeriodKind(StrEnum):
    """Quotas are given for a month or a quarter; a year is only looked at."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class IssuerKind(StrEnum):
    """Who signs the decision: the documents name both (seed B05)."""

    PEOPLES_COMMITTEE = "peoples_committee"
    PARTY_COMMITTEE = "party_committee"
    PARTY_CELL = "party_cell"


class QuotaStatus(StrEnum):
    DRAFT = "draft"
    ASSIGNED = "assigned"
    REVISED = "revised"
    CLOSED = "closed"


class Refusal(StrEnum):
    """Why goals stay as they are."""

    PERIOD_OVER = "period_over"
    NOTHING_GIVEN = "nothing_given"
    NOT_ASSIGNED = "not_assigned"
    UNCHANGED = "unchanged"
    CLOSED = "closed"
    NOT_OVER = "not_over"


class Pace(StrEnum):
    """How a team stands against plan and calendar (ux §2.9)."""

    MET = "met"
    ON_PACE = "on_pace"
    SLIGHTLY_BEHIND = "slightly_behind"
    BEHIND = "behind"


MONTHS_IN = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
EARLIEST_YEAR, LATEST_YEAR = 2020, 2100
SLIGHTLY_BEHIND_FROM = 80  # percent of the pace (ux §2.9)
WORST_FIRST = (Pace.BEHIND, Pace.SLIGHTLY_BEHIND, Pace.ON_PACE, Pace.MET)

_CODE = re.compile(r"(\d{4})(?:-(?:(\d{2})|q([1-4])))?", re.ASCII)


@dataclass(frozen=True)
class Period:
    """A month, a quarter or a year of the Vietnamese calendar; both days belong to it."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def quarter(self) -> int:
        return (self.first.month + 2) // 3

    @property
    def code(self) -> str:
        """How an address names it: 2026-11, 2026-q4, 2026."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.first:%Y-%m}"
            case PeriodKind.QUARTER:
                return f"{self.first.year}-q{self.quarter}"
            case PeriodKind.YEAR:
                return str(self.first.year)

    def elapsed(self, today: date) -> int:
        """Days gone by, today included; 0 before, all of them after."""
        return max(0, min(self.days, (today - self.first).days + 1))

    def left(self, today: date) -> int:
        return self.days - self.elapsed(today)

    def is_over(self, today: date) -> bool:
        return self.last < today

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Plan:
    """The classes a team has on its calendar for the period, and how many were due by today."""

    classes: int = 0
    due: int = 0


@dataclass(frozen=True)
class Standing:
    """One metric of one team in one period."""

    metric: Metric
    goal: int
    actual: int
    expected: int

    @property
    def percent(self) -> int:
        """Shown in full, never capped at 100 (ruling 4)."""
        return self.actual * 100 // self.goal if self.goal else 100

    @property
    def missing(self) -> int:
        """How many are missing to be on pace: “Thiếu 4 để kịp nhịp”."""
        return max(0, min(self.expected, self.goal) - self.actual)

    @property
    def pace(self) -> Pace:
        if self.actual >= self.goal:
            return Pace.MET
        if self.actual >= self.expected:
            return Pace.ON_PACE
        if self.actual * 100 >= SLIGHTLY_BEHIND_FROM * self.expected:
            return Pace.SLIGHTLY_BEHIND
        return Pace.BEHIND

    @property
    def is_behind(self) -> bool:
        return self.pace in {Pace.BEHIND, Pace.SLIGHTLY_BEHIND}


def period_of(kind: PeriodKind, day: date) -> Period:
    """The month, the quarter or the year that holds the day."""
    months = MONTHS_IN[kind]
    month = (day.month - 1) // months * months + 1
    first = date(day.year, month, 1)
    after = date(day.year + (month + months - 1) // 12, (month + months - 1) % 12 + 1, 1)
    return Period(kind, first, after - timedelta(days=1))


def period_named(code: str) -> Period | None:
    """The period an address names; None when there is no such one."""
    found = _CODE.fullmatch(code)
    if found is None or not EARLIEST_YEAR <= int(found[1]) <= LATEST_YEAR:
        return None
    year, month, quarter = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    if not 1 <= month <= 12:
        return None
    kind = PeriodKind.MONTH if found[2] else PeriodKind.QUARTER if found[3] else PeriodKind.YEAR
    return period_of(kind, date(year, month if found[2] else quarter * 3 - 2, 1))


def previous(period: Period) -> Period:
    return period_of(period.kind, period.first - timedelta(days=1))


def following(period: Period) -> Period:
    return period_of(period.kind, period.last + timedelta(days=1))


def standing(
    metric: Metric,
    *,
    goal: int,
    actual: int,
    period: Period,
    today: date,
    plan: Plan = Plan(),
) -> Standing:
    """Where the metric stands against its pace.

    Pace is the goal by the share of days gone by, rounded down. A team whose calendar already
    holds enough classes to reach the goal is not behind before they are due (ux §2.9): it may have
    put them all on market days. Who planned them early is not asked for more than the others.
    """
    expected = goal * period.elapsed(today) // period.days
    if metric is Metric.CLASSES and plan.classes >= goal:
        expected = min(expected, plan.due)
    return Standing(metric, goal, actual, expected)


def worst(standings: Iterable[Standing]) -> Pace | None:
    """The pace that needs help most; None without a quota."""
    paces = {standing.pace for standing in standings}
    return next((pace for pace in WORST_FIRST if pace in paces), None)


def need(standings: Iterable[Standing]) -> tuple[int, float]:
    """A sort key: teams that need more help come first (ux R33)."""
    seen = list(standings)
    pace = worst(seen)
    rank = len(WORST_FIRST) if pace is None else WORST_FIRST.index(pace)
    share = min((s.actual / s.expected for s in seen if s.expected), default=1.0)
    return rank, share


def may_revise(status: QuotaStatus, *, old: int, new: int) -> Refusal | None:
    """A draft is simply saved again; what is closed stays (ruling 13)."""
    if status is QuotaStatus.DRAFT:
        return Refusal.NOT_ASSIGNED
    if status is QuotaStatus.CLOSED:
        return Refusal.CLOSED
    return Refusal.UNCHANGED if old == new else None
