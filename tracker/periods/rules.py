"""Months, quarters, half-years, years, report windows and free ranges. Pure.

A period is two days of the Vietnamese calendar, both inside. Which day a moment belongs to is
decided once, when a row is written (`core.clock.local_date`), never here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodKind(StrEnum):
    """Quotas are given for a month or a quarter; the others are looked at and reported on."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    # From the day after one quarterly report's cut-off to the next one's (ruling 2).
    WINDOW = "window"
    # From any day to any day: a campaign, a milestone, an ad-hoc request.
    RANGE = "range"


QUOTA_KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER)


class Phase(StrEnum):
    """Where today stands to a period: before it, in it, after it."""

    COMING = "coming"
    RUNNING = "running"
    OVER = "over"


MONTHS_IN = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.YEAR: 12,
}
EARLIEST_YEAR, LATEST_YEAR = 2020, 2100
# So long after its cut-off a report stays the one that is asked for.
WAITED_DAYS = 30
LONGEST_RANGE = timedelta(days=366 * 12)

_NAMED = re.compile(r"(\d{4})(?:-(?:(\d{2})|([qnb])([1-4])))?", re.ASCII)
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})", re.ASCII)
_LETTERS = {"q": PeriodKind.QUARTER, "n": PeriodKind.HALF, "b": PeriodKind.WINDOW}


@dataclass(frozen=True)
class WindowRule:
    """When quarterly reports close and are due: the 15th and 19th of the quarter's middle month."""

    cut_off_day: int = 15
    due_day: int = 19
    month_of_quarter: int = 2

    def month(self, quarter: int) -> int:
        return quarter * 3 - 3 + self.month_of_quarter

    def cut_off(self, year: int, quarter: int) -> date:
        return date(year, self.month(quarter), self.cut_off_day)

    def due(self, year: int, quarter: int) -> date:
        return date(year, self.month(quarter), self.due_day)


USUAL = WindowRule()


@dataclass(frozen=True)
class Period:
    """Some days of the Vietnamese calendar; the first and the last belong to it."""

    kind: PeriodKind
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def quarter(self) -> int:
        """The quarter it ends in; for months, quarters and windows the one it is named by."""
        return quarter_of(self.last)

    @property
    def code(self) -> str:
        """How an address names it: 2026-11, 2026-q4, 2026-n2, 2026, 2026-b4, first_last."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.first:%Y-%m}"
            case PeriodKind.QUARTER:
                return f"{self.first.year}-q{self.quarter}"
            case PeriodKind.HALF:
                return f"{self.first.year}-n{(self.quarter + 1) // 2}"
            case PeriodKind.YEAR:
                return str(self.first.year)
            case PeriodKind.WINDOW:
                return f"{self.last.year}-b{self.quarter}"
            case PeriodKind.RANGE:
                return f"{self.first}_{self.last}"

    def elapsed(self, today: date) -> int:
        """Days gone by, today included; 0 before, all of them after."""
        return max(0, min(self.days, (today - self.first).days + 1))

    def left(self, today: date) -> int:
        return self.days - self.elapsed(today)

    def is_over(self, today: date) -> bool:
        return self.last < today

    def phase(self, today: date) -> Phase:
        if today < self.first:
            return Phase.COMING
        return Phase.OVER if self.is_over(today) else Phase.RUNNING

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def covers(self, other: "Period") -> bool:
        return self.first <= other.first and other.last <= self.last


def quarter_of(day: date) -> int:
    return (day.month + 2) // 3


def period_of(kind: PeriodKind, day: date, rule: WindowRule = USUAL) -> Period:
    """The period of this kind that holds the day; a range of one day is the day itself."""
    if kind is PeriodKind.RANGE:
        return Period(kind, day, day)
    if kind is PeriodKind.WINDOW:
        return _window(day, rule)
    months = MONTHS_IN[kind]
    month = (day.month - 1) // months * months + 1
    first = date(day.year, month, 1)
    after = date(day.year + (month + months - 1) // 12, (month + months - 1) % 12 + 1, 1)
    return Period(kind, first, after - timedelta(days=1))


def range_of(first: date, last: date) -> Period | None:
    """A free range; None when it ends before it begins, or is longer than the movement."""
    if not first <= last <= first + LONGEST_RANGE:
        return None
    if not EARLIEST_YEAR <= first.year <= last.year <= LATEST_YEAR:
        return None
    return Period(PeriodKind.RANGE, first, last)


def period_named(code: str, rule: Callable[[], WindowRule] = WindowRule) -> Period | None:
    """The period an address names; None when there is no such one.

    The rule is asked for only when the address names a report window.
    """
    if days := _RANGE.fullmatch(code):
        return _range_named(days[1], days[2])
    found = _NAMED.fullmatch(code)
    if found is None or not EARLIEST_YEAR <= int(found[1]) <= LATEST_YEAR:
        return None
    year, month, part = int(found[1]), int(found[2] or 1), int(found[4] or 1)
    kind = _LETTERS[found[3]] if found[3] else PeriodKind.MONTH if found[2] else PeriodKind.YEAR
    if not 1 <= month <= 12 or (kind is PeriodKind.HALF and part > 2):
        return None
    if kind is PeriodKind.WINDOW:
        used = rule()
        return _window(used.cut_off(year, part), used)
    months = MONTHS_IN[kind]
    return period_of(kind, date(year, month if found[2] else (part - 1) * months + 1, 1))


def previous(period: Period, rule: WindowRule = USUAL) -> Period:
    """The neighbour before: of a free range, as many days."""
    if period.kind is PeriodKind.RANGE:
        first = period.first - timedelta(days=period.days)
        return Period(period.kind, first, period.first - timedelta(days=1))
    return period_of(period.kind, period.first - timedelta(days=1), rule)


def following(period: Period, rule: WindowRule = USUAL) -> Period:
    if period.kind is PeriodKind.RANGE:
        last = period.last + timedelta(days=period.days)
        return Period(period.kind, period.last + timedelta(days=1), last)
    return period_of(period.kind, period.last + timedelta(days=1), rule)


def due_of(window: Period, rule: WindowRule = USUAL) -> date:
    """The last day on which the report of this window is in time."""
    return rule.due(window.last.year, window.quarter)


def window_waited_for(today: date, rule: WindowRule = USUAL) -> Period:
    """The window whose report somebody waits for: the one just closed, a month long."""
    running = period_of(PeriodKind.WINDOW, today, rule)
    closed = previous(running, rule)
    is_waited_for = today <= due_of(closed, rule) or running.elapsed(today) < WAITED_DAYS
    return closed if is_waited_for else running


def holds_quota_period(period: Period) -> bool:
    """Whether a whole month lies in it: the shortest for which goals are given."""
    month = period_of(PeriodKind.MONTH, period.first)
    return period.covers(month if month.first == period.first else following(month))


def since_new_year(period: Period) -> Period:
    """“Lũy kế từ 1/1”: the year of the period's end, up to that end."""
    return Period(PeriodKind.RANGE, date(period.last.year, 1, 1), period.last)


def _range_named(first: str, last: str) -> Period | None:
    try:
        return range_of(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None


def _window(day: date, rule: WindowRule) -> Period:
    year, quarter = day.year, quarter_of(day)
    if day > rule.cut_off(year, quarter):
        year, quarter = (year + 1, 1) if quarter == 4 else (year, quarter + 1)
    before = (year - 1, 4) if quarter == 1 else (year, quarter - 1)
    first = rule.cut_off(*before) + timedelta(days=1)
    return Period(PeriodKind.WINDOW, first, rule.cut_off(year, quarter))
