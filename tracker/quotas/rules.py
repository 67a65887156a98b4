"""Quotas, periods and pace (rulings 1, 2, 4). Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Metric(StrEnum):
    """The three quota metrics (ruling 1)."""

    PEOPLE = "people"
    CLASSES = "classes"
    ISSUES = "issues"


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"


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


class Pace(StrEnum):
    """How a team stands against plan and calendar (ux §2.9)."""

    MET = "met"
    ON_PACE = "on_pace"
    SLIGHTLY_BEHIND = "slightly_behind"
    BEHIND = "behind"


@dataclass(frozen=True)
class Period:
    """A month or a quarter of the Vietnamese calendar; both days belong to it."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def elapsed(self, today: date) -> int:
        """Days gone by, today included; 0 before, all of them after."""
        return max(0, min(self.days, (today - self.first).days + 1))

    def left(self, today: date) -> int:
        return self.days - self.elapsed(today)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


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
        return self.actual * 100 // self.goal if self.goal else 0

    @property
    def missing(self) -> int:
        """How many are missing to be on pace: “Thiếu 4 để kịp nhịp”."""
        return max(0, self.expected - self.actual)

    @property
    def pace(self) -> Pace:
        if self.actual >= self.goal:
            return Pace.MET
        if self.actual >= self.expected:
            return Pace.ON_PACE
        if self.actual * 100 >= 80 * self.expected:
            return Pace.SLIGHTLY_BEHIND
        return Pace.BEHIND


def period_of(kind: PeriodKind, day: date) -> Period:
    """The month or the quarter that holds the day."""
    months = 1 if kind is PeriodKind.MONTH else 3
    month = (day.month - 1) // months * months + 1
    first = date(day.year, month, 1)
    after = date(day.year + (month + months - 1) // 12, (month + months - 1) % 12 + 1, 1)
    return Period(kind, first, after - timedelta(days=1))


def previous(period: Period) -> Period:
    return period_of(period.kind, period.first - timedelta(days=1))


def following(period: Period) -> Period:
    return period_of(period.kind, period.last + timedelta(days=1))


def standing(metric: Metric, *, goal: int, actual: int, period: Period, today: date) -> Standing:
    """Pace is the goal by the share of days gone by, rounded down."""
    return Standing(metric, goal, actual, goal * period.elapsed(today) // period.days)
