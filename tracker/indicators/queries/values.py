"""The values of indicators, for many places at once. Every surface asks here (ruling 15)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, literal, select, union_all

from tracker.core.days import days_before
from tracker.core.db import db
from tracker.core.scope import by_hand, current
from tracker.core.settings import setting_in_force
from tracker.indicators.catalogue import indicators
from tracker.indicators.queries.figures import latest
from tracker.indicators.queries.formulas import FORMULAS, base
from tracker.indicators.rules import FigureKind, Formula, Reckoned, Spec, Value
from tracker.periods.rules import EARLIEST_YEAR, Period, period_of
from tracker.places.models import Commune
from tracker.quotas.models import Quota
from tracker.quotas.queries.counting import Ask, Level, Places, Span, teams
from tracker.quotas.queries.prepared import IN_FORCE, places_open, reach_params, span_open
from tracker.quotas.queries.results import count
from tracker.quotas.rules import Indicator, Metric

Values = dict[int, dict[str, Value]]
Group = tuple[Values, Places, list[Spec]]

_WHY = "places limit themselves to the open scope, not to the mentees that are visible today"
_NOT_OF_TEAMS = {
    Formula.CORNERS, Formula.ACTIVE_SITES, Formula.ACTIVE_TEAMS, Formula.FLUENT_VILLAGES,
}  # fmt: skip
_NUMBER, _BASE = "n", "d"


def usable(level: Level) -> list[Spec]:
    """The indicators that say something about places of this level."""
    return [
        spec
        for spec in indicators().values()
        if level is not Level.TEAM or spec.formula not in _NOT_OF_TEAMS
    ]


def values(
    places: Places,
    period: Period,
    codes: Iterable[str] | None = None,
    *,
    until: date | None = None,
) -> Values:
    """Of each place, the value of each indicator in the period; 0 where nothing happened.

    With `until`, quotas that still run are counted up to that day only.
    """
    if places.level is Level.PROVINCE:
        return _of_provinces(places, period, _wanted(places, codes), until)
    (found,) = several([(places, codes)], period, until=until)
    return found


def several(
    asked: Sequence[tuple[Places, Iterable[str] | None]],
    period: Period,
    *,
    until: date | None = None,
) -> list[Values]:
    """The values of teams and communes side by side: what is counted is asked for at once."""
    found: list[Values] = [{place: {} for place in places.ids} for places, _codes in asked]
    wanted = [_wanted(places, codes) for places, codes in asked]
    groups = [
        (one, places, specs)
        for one, (places, _codes), specs in zip(found, asked, wanted, strict=True)
    ]
    _count(groups, period)
    for one, places, specs in groups:
        _complete(one, places, period, specs, until)
    return found


def _wanted(places: Places, codes: Iterable[str] | None) -> list[Spec]:
    named = None if codes is None else set(codes)
    return [spec for spec in usable(places.level) if named is None or spec.code in named]


def _count(groups: Sequence[Group], period: Period) -> None:
    """Fill in what rows of ours tell, for all groups in one statement."""
    asked = [
        (found, places, [spec for spec in specs if spec.formula is not Formula.QUOTA])
        for found, places, specs in groups
    ]
    asked = [group for group in asked if group[2] and group[1].ids]
    if not asked:
        return
    params = reach_params() | _span_params(period)
    for number, (found, places, specs) in enumerate(asked):
        params[f"ids_{number}"] = list(places.ids)
        blank = {s.code: Value(0, 0 if _has_base(s, places) else None) for s in specs}
        for place_values in found.values():
            place_values.update(blank)
    shapes = tuple((places.level, tuple(s.code for s in specs)) for _, places, specs in asked)
    for number, code, part, place, n in db.session.execute(
        _statement(shapes, current().everywhere), params
    ):
        values_here = asked[number][0].get(place)
        if values_here is not None:
            old = values_here[code]
            values_here[code] = Value(int(n), old.d) if part == _NUMBER else Value(old.n, int(n))


def _complete(
    found: Values, places: Places, period: Period, specs: list[Spec], until: date | None
) -> None:
    """Add what is counted elsewhere: quotas, and the bases communes typed in."""
    quotas = [spec for spec in specs if spec.formula is Formula.QUOTA]
    if quotas:
        _add_quotas(found, places, period, quotas, until or period.last)
    if places.level is Level.COMMUNE:
        _add_typed_bases(found, period, [spec for spec in specs if spec.needs_typed_base])


def _has_base(spec: Spec, places: Places) -> bool:
    return base(spec, places, Span(date.min, date.min)) is not None


def _span_params(period: Period) -> dict[str, date]:
    return {
        "first_0": period.first, "last_0": period.last,
        "first_1": date(EARLIEST_YEAR, 1, 1), "last_1": period.last,
    }  # fmt: skip


def _span(reckoned: Reckoned) -> Span:
    """The days to be filled in: of the period, of all time until its end, of its last months."""
    if reckoned is Reckoned.UNTIL:
        return span_open(1)
    inside = span_open(0)
    if reckoned is Reckoned.ACTIVE:
        return Span(days_before(inside.last, setting_in_force("active_days") - 1), inside.last)
    return inside


@lru_cache(maxsize=64)
def _statement(shapes: tuple[tuple[Level, tuple[str, ...]], ...], everywhere: bool) -> Any:
    selects = []
    for number, (level, codes) in enumerate(shapes):
        places = places_open(level, number, everywhere=everywhere)
        for code in codes:
            spec = indicators()[code]
            span = _span(spec.reckoned)
            counted = FORMULAS[spec.formula](spec, places, span)
            selects.append(_row(number, code, _NUMBER, counted))
            divided_by = base(spec, places, span)
            if divided_by is not None:
                selects.append(_row(number, code, _BASE, divided_by))
    return by_hand(union_all(*selects), _WHY)


def _row(number: int, code: str, part: str, places_and_numbers: Select[Any]) -> Select[Any]:
    place, counted = places_and_numbers.subquery().c
    columns: tuple[Any, ...] = (literal(number), literal(code), literal(part), place, counted)
    return select(*columns)


def _add_quotas(
    found: Values, places: Places, period: Period, specs: list[Spec], until: date
) -> None:
    """Each team's own result against its own goal, in the quota periods inside this one."""
    goals = _goals(places, period)
    by_period: dict[Period, list[int]] = defaultdict(list)
    for team_id, _metric, quota_period in goals:
        by_period[quota_period].append(team_id)
    asks = {
        one: Ask(teams(sorted(set(ids))), Span(one.first, min(one.last, until)), _METRICS)
        for one, ids in by_period.items()
    }
    counted = dict(zip(asks, count(*asks.values()), strict=True)) if asks else {}
    for place_values in found.values():
        place_values.update({spec.code: Value(0, None) for spec in specs})
    codes = {Metric(spec.about[0]): spec.code for spec in specs}
    for (team_id, metric, one), (place, goal) in goals.items():
        if metric in codes and place in found:
            actual = counted[one][team_id][Indicator(metric)]
            found[place][codes[metric]] += Value(actual, goal)


_METRICS = tuple(Indicator(metric) for metric in Metric)


def _goals(places: Places, period: Period) -> dict[tuple[int, Metric, Period], tuple[int, int]]:
    rows = db.session.execute(
        select(
            Quota.team_id, places.of(Quota), Quota.metric, Quota.period_kind, Quota.first_day,
            Quota.goal,
        ).where(
            places.of(Quota).in_(places.ids),
            Quota.first_day.between(period.first, period.last),
            Quota.status.in_(IN_FORCE),
        )
    )  # fmt: skip
    found = {}
    for team_id, place, metric, kind, first, goal in rows:
        one = period_of(kind, first)
        if team_id is not None and period.covers(one):
            found[team_id, metric, one] = (place, goal)
    return found


def _add_typed_bases(found: Values, period: Period, specs: list[Spec]) -> None:
    if not specs:
        return
    typed = latest(list(found), FigureKind.ADULTS, period.last)
    for commune_id, place_values in found.items():
        figure = typed.get(commune_id)
        for spec in specs:
            n = place_values[spec.code].n
            place_values[spec.code] = Value(
                n, figure.value if figure else None, without=0 if figure else 1
            )


def _of_provinces(places: Places, period: Period, wanted: list[Spec], until: date | None) -> Values:
    """People once in the whole province; rates only over the communes that know their base."""
    summed = [s for s in wanted if s.formula is Formula.QUOTA or s.needs_typed_base]
    found: Values = {place: {s.code: Value(0) for s in summed} for place in places.ids}
    province_of = _communes_of(places.ids) if summed else {}
    communes = Places(Level.COMMUNE, tuple(province_of))
    each: Values = {commune_id: {} for commune_id in province_of}
    plain = [spec for spec in wanted if spec not in summed]
    _count([(found, places, plain), (each, communes, summed)], period)
    if each:
        _complete(each, communes, period, summed, until)
    for commune_id, commune_values in each.items():
        for code, value in commune_values.items():
            known = value if value.d is not None else Value(0, None, value.without)
            found[province_of[commune_id]][code] += known
    return found


def _communes_of(province_ids: Sequence[int]) -> dict[int, int]:
    rows = db.session.scalars(select(Commune).where(Commune.province_id.in_(province_ids)))
    return {commune.id: commune.province_id for commune in rows}
