"""Which period a page is about: chosen by plain links, `?ky=2026-11`, `2026-q4` or `2026`."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from flask import abort, g, request
from flask_babel import gettext

from tracker.core import clock
from tracker.periods import queries, text
from tracker.periods.rules import (
    USUAL,
    Period,
    PeriodKind,
    WindowRule,
    following,
    period_named,
    period_of,
    previous,
    range_of,
)

# The movement began in 2025: no page before it.
EARLIEST = date(2025, 1, 1)

# What figures are looked at by: after 1, 3, 6 and 12 months, and as they are reported (seed H03).
SEEN = (
    PeriodKind.MONTH,
    PeriodKind.QUARTER,
    PeriodKind.HALF,
    PeriodKind.YEAR,
    PeriodKind.WINDOW,
)
# The report window that is running, without saying when that is.
THIS_WINDOW = "ky-bao-cao"


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

    kind: PeriodKind
    period: Period | None
    is_current: bool

    @property
    def code(self) -> str:
        return self.period.code if self.period else THIS_WINDOW

    @property
    def words(self) -> str:
        return text.period_tab(self.period) if self.period else str(gettext("Kỳ báo cáo"))


@dataclass(frozen=True)
class Picker:
    """The period shown, its size in other kinds, and its neighbours."""

    shown: Period
    tabs: tuple[Choice, ...]
    before: Period
    after: Period | None
    # Whether any days may be asked for.
    is_free: bool


def asked_for(today: date, *, otherwise: PeriodKind = PeriodKind.MONTH) -> Period:
    """The period in the address (`?ky=2026-q4`, `?tu=…&den=…`); 404 when there is no such one."""
    if "tu" in request.args or "den" in request.args:
        return _range_asked() or abort(404)
    code = request.args.get("ky", "")
    if code == THIS_WINDOW:
        return period_of(PeriodKind.WINDOW, today, window_rule())
    named = period_named(code, window_rule) if code else None
    return named or (abort(404) if code else period_of(otherwise, today))


def named() -> Period | None:
    """What the address names of itself, without asking when report windows close."""
    return period_named(request.args.get("ky", ""))


def picker(
    shown: Period, today: date, *, kinds: tuple[PeriodKind, ...] = SEEN, ahead: bool = False
) -> Picker:
    """`ahead` lets the reader go beyond today, as who plans must."""
    inside = min(max(today, shown.first), shown.last)
    rule = window_rule() if shown.kind is PeriodKind.WINDOW else USUAL
    tabs = tuple(
        Choice(kind, shown if kind is shown.kind else _like(kind, inside), kind is shown.kind)
        for kind in kinds
    )
    after = following(shown, rule)
    is_shown = ahead or after.first <= today
    return Picker(
        shown, tabs, previous(shown, rule), after if is_shown else None,
        is_free=PeriodKind.WINDOW in kinds,
    )  # fmt: skip


def know(rule: WindowRule) -> None:
    """Whoever found it out already spares the question."""
    g.window_rule = rule


def window_rule() -> WindowRule:
    """Asked of the database once a request."""
    if "window_rule" not in g:
        g.window_rule = queries.window_rule()
    return cast(WindowRule, g.window_rule)


def _like(kind: PeriodKind, day: date) -> Period | None:
    """The rule of the windows is not asked for their tab: the link finds it out."""
    return None if kind is PeriodKind.WINDOW else period_of(kind, day)


def _range_asked() -> Period | None:
    try:
        first = date.fromisoformat(request.args.get("tu", ""))
        last = date.fromisoformat(request.args.get("den", ""))
    except ValueError:
        return None
    return range_of(first, last)
