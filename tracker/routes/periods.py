"""Which period a page is about: chosen by plain links, `?ky=2026-11`, `2026-q4` or `2026`."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, request

from tracker.core import clock
from tracker.quotas import text
from tracker.quotas.rules import Period, PeriodKind, following, period_named, period_of, previous

# The movement began in 2025: no page before it.
EARLIEST = date(2025, 1, 1)


def month_asked(*, latest: date) -> date:
    """The first of the month in the address (`?thang=2026-11`), else of this month."""
    this_month = clock.today().replace(day=1)
    try:
        named = date.fromisoformat(f"{request.args.get('thang', '')}-01")
    except ValueError:
        return this_month
    return named if EARLIEST <= named <= latest else this_month


def month_before(first: date) -> date | None:
    return (first - timedelta(days=1)).replace(day=1) if first > EARLIEST else None


def month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True)
class Choice:
    """One link of the period picker."""

    period: Period
    is_current: bool

    @property
    def words(self) -> str:
        return text.period_tab(self.period)


@dataclass(frozen=True)
class Picker:
    """The period shown, its size in other kinds, and its neighbours."""

    shown: Period
    tabs: tuple[Choice, ...]
    before: Period
    after: Period | None


def asked_for(today: date, *, otherwise: PeriodKind = PeriodKind.MONTH) -> Period:
    """The period in the address; 404 when there is no such one."""
    code = request.args.get("ky", "")
    return (period_named(code) or abort(404)) if code else period_of(otherwise, today)


def picker(
    shown: Period, today: date, *, kinds: tuple[PeriodKind, ...] = tuple(PeriodKind),
    ahead: bool = False,
) -> Picker:  # fmt: skip
    """`ahead` lets the reader go beyond today, as who plans must."""
    inside = min(max(today, shown.first), shown.last)
    tabs = tuple(Choice(period_of(kind, inside), kind is shown.kind) for kind in kinds)
    after = following(shown)
    return Picker(shown, tabs, previous(shown), after if ahead or after.first <= today else None)
