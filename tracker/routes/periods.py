"""Which period a page is about: chosen by plain links, `?ky=2026-11`, `2026-q4` or `2026`."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from flask import abort, g, request
from flask_babel import gettext

from tracker.core import clock
from tracker.periods import queries, text
from tracker.periods.rules import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    LONGEST_RANGE,
    USUAL,
    Period,
    PeriodKind,
    WindowRule,
    following,
    period_named,
    period_of,
    previous,
    range_of,
    window_waited_for,
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
# The report window whose report is waited for, without saying when that is.
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
class Refused:
    """Days that are no range: as they were typed, and what is wrong with which of them."""

    first: str
    last: str
    field: str
    words: str


@dataclass(frozen=True)
class Picker:
    """The period shown, its size in other kinds, and its neighbours."""

    shown: Period
    tabs: tuple[Choice, ...]
    before: Period
    after: Period | None
    # Whether any days may be asked for.
    is_free: bool
    # Days that were asked for in vain: a usual period is shown instead.
    refused: Refused | None = None
    # Of which commune or province campaigns and milestones are offered (`15`, `02809`).
    place: str = ""

    @property
    def typed(self) -> tuple[str, str]:
        if self.refused:
            return self.refused.first, self.refused.last
        return self.shown.first.isoformat(), self.shown.last.isoformat()

    def beside(self, neighbour: Period) -> str:
        """What a neighbour is called on its link: with its year where that is another one, and
        of a half-year always."""
        if neighbour.kind is PeriodKind.HALF or neighbour.last.year != self.shown.last.year:
            return text.period_dated(neighbour)
        return text.period_tab(neighbour)


def asked_for(today: date, *, otherwise: PeriodKind = PeriodKind.MONTH) -> Period:
    """The period in the address (`?ky=2026-q4`, `?tu=…&den=…`); 404 when there is no such one.

    Days somebody typed that are no range are no wrong address: the usual period stands in for
    them, and the picker says what is wrong.
    """
    if "tu" in request.args or "den" in request.args:
        asked = _range_asked()
        if isinstance(asked, Period):
            return asked
        g.range_refused = asked
        return period_of(otherwise, today) if request.method in {"GET", "HEAD"} else abort(404)
    code = request.args.get("ky", "")
    if code == THIS_WINDOW:
        return window_waited_for(today, window_rule())
    named = period_named(code, window_rule) if code else None
    return named or (abort(404) if code else period_of(otherwise, today))


def named() -> Period | None:
    """What the address names of itself, without asking when report windows close."""
    return period_named(request.args.get("ky", ""))


def picker(
    shown: Period,
    today: date,
    *,
    kinds: tuple[PeriodKind, ...] = SEEN,
    ahead: bool = False,
    place: str = "",
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
        is_free=PeriodKind.WINDOW in kinds, refused=g.get("range_refused"), place=place,
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


def _range_asked() -> Period | Refused:
    first, last = request.args.get("tu", ""), request.args.get("den", "")
    for name, typed in (("tu", first), ("den", last)):
        if not _day(typed):
            return Refused(first, last, name, str(gettext("Xin chọn ngày.")))
    days = _day(first) or date.max, _day(last) or date.min
    if days[1] < days[0]:
        words = gettext("Xin chọn ngày cuối không trước ngày đầu.")
        return Refused(first, last, "den", str(words))
    words = gettext(
        "Xin chọn ngày từ năm %(first)s đến năm %(last)s, không quá %(years)s năm.",
        first=EARLIEST_YEAR, last=LATEST_YEAR, years=LONGEST_RANGE.days // 366,
    )  # fmt: skip
    return range_of(*days) or Refused(first, last, "tu", str(words))


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
