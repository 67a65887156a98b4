"""The statements behind the values, built once for each shape of question."""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, String, cast, literal, select, union_all

from tracker.core.days import days_before
from tracker.core.scope import by_hand
from tracker.core.settings import setting_in_force
from tracker.indicators.catalogue import indicators
from tracker.indicators.queries.formulas import FORMULAS, base
from tracker.indicators.rules import Reckoned, active_until
from tracker.periods.rules import EARLIEST_YEAR, Period
from tracker.quotas.models import Quota
from tracker.quotas.queries.counting import Level, Places, Span
from tracker.quotas.queries.prepared import IN_FORCE, Cover, places_open, span_open

_WHY = "places limit themselves to the open scope, not to the mentees that are visible today"
# What a row of the answer is: the number, what it is divided by, or a goal.
NUMBER, BASE, GOAL = "n", "d", "goal"


def span_params(period: Period, today: date) -> dict[str, date]:
    return {
        "first_2": period.first, "last_2": active_until(period, today),
        "first_0": period.first, "last_0": period.last,
        "first_1": date(EARLIEST_YEAR, 1, 1), "last_1": period.last,
    }  # fmt: skip


def _span(reckoned: Reckoned) -> Span:
    """The days to be filled in: of the period, of all time until its end, of its last months."""
    if reckoned is Reckoned.UNTIL:
        return span_open(1)
    if reckoned is Reckoned.ACTIVE:
        last = span_open(2).last
        return Span(days_before(last, setting_in_force("active_days") - 1), last)
    return span_open(0)


@lru_cache(maxsize=64)
def statement(shapes: tuple[tuple[Level, tuple[str, ...], bool], ...], cover: Cover) -> Any:
    selects = []
    for number, (level, codes, with_goals) in enumerate(shapes):
        places = places_open(level, number, cover)
        for code in codes:
            spec = indicators()[code]
            span = _span(spec.reckoned)
            counted = FORMULAS[spec.formula](spec, places, span)
            selects.append(_row(number, code, NUMBER, counted))
            divided_by = base(spec, places, span)
            if divided_by is not None:
                selects.append(_row(number, code, BASE, divided_by))
        if with_goals:
            selects.append(_goals(number, places))
    return by_hand(union_all(*selects), _WHY)


def _row(number: int, code: str, part: str, places_and_numbers: Select[Any]) -> Select[Any]:
    place, counted = places_and_numbers.subquery().c
    what = (literal(number), literal(code), literal(part))
    columns: tuple[Any, ...] = (*what, place, counted, literal(0), literal(""), literal(""))
    return select(*columns)


def _goals(number: int, places: Places) -> Select[Any]:
    """Of the teams there, each with its own period; the day travels as text."""
    what = (literal(number), Quota.metric, literal(GOAL), places.of(Quota), Quota.goal)
    columns: tuple[Any, ...] = (
        *what, Quota.team_id, Quota.period_kind, cast(Quota.first_day, String)
    )  # fmt: skip
    return select(*columns).where(
        places.hold(Quota),
        span_open(0).holds(Quota.first_day),
        Quota.status.in_(IN_FORCE),
        Quota.goal > 0,
        Quota.team_id.is_not(None),
    )
