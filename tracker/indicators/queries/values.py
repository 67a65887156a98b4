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
from tracker.indicators.queries.formulas import FORMULAS, base
from tracker.indicators.rules import Formula, Reckoned, Spec, Value, total_of
from tracker.periods.rules import EARLIEST_YEAR, Period, period_of
from tracker.quotas.models import Quota
from tracker.quotas.queries.counting import Ask, Level, Places, Span, teams
from tracker.quotas.queries.prepared import IN_FORCE, places_open, reach_params, span_open
from tracker.quotas.queries.results import count
from tracker.quotas.rules import Indicator, Metric
from tracker.totals import rules as totals
from tracker.totals.keeping import kept_or_counted
from tracker.totals.queries import Kept

Values = dict[int, dict[str, Value]]
Group = tuple[Values, Places, list[Spec]]

_WHY = "places limit themselves to the open scope, not to the mentees that are visible today"
_NOT_OF_TEAMS = {
    Formula.CORNERS, Formula.ACTIVE_SITES, Formula.ACTIVE_TEAMS, Formula.FLUENT_VILLAGES,
}  # fmt: skip
_NUMBER, _BASE = "n", "d"
_KEPT = {Level.COMMUNE: totals.Level.COMMUNE, Level.PROVINCE: totals.Level.PROVINCE}


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
    wanted = _wanted(places, codes)
    is_whole = until is None or until >= period.last
    if places.level in _KEPT and is_whole:
        return _kept(places, period, wanted)
    return _counted(places, period, wanted, until)


def counted(places: Places, period: Period, codes: Iterable[str]) -> Values:
    """The values counted from the rows, whatever is kept."""
    return _counted(places, period, _wanted(places, codes), None)


def _kept(places: Places, period: Period, wanted: list[Spec]) -> Values:
    """What is kept from before; the rest is counted."""

    def count(ids: list[int]) -> dict[int, dict[str, Kept]]:
        found = _counted(Places(places.level, tuple(ids)), period, wanted, None)
        return {
            place: {code: (value.n, value.d, value.without) for code, value in its.items()}
            for place, its in found.items()
        }

    codes = [spec.code for spec in wanted]
    pairs = kept_or_counted(
        _KEPT[places.level], places.ids, period.first, period.last, codes, count
    )
    return {place: {code: Value(*pairs[place][code]) for code in codes} for place in places.ids}


def _counted(places: Places, period: Period, wanted: list[Spec], until: date | None) -> Values:
    if places.level is Level.PROVINCE:
        return _of_provinces(places, period, wanted, until)
    codes = [spec.code for spec in wanted]
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
        for place_values in found.values():
            place_values.update(_blank(places, specs))
    shapes = tuple((places.level, tuple(s.code for s in specs)) for _, places, specs in asked)
    for number, code, part, place, n in db.session.execute(
        _statement(shapes, current().everywhere), params
    ):
        found, places, specs = asked[number]
        if place not in found and places.level is Level.INSIDE:
            found[place] = _blank(places, specs)
        if place in found and n is not None:
            old = found[place][code]
            found[place][code] = Value(int(n), old.d) if part == _NUMBER else Value(old.n, int(n))


def _complete(
    found: Values, places: Places, period: Period, specs: list[Spec], until: date | None
) -> None:
    """Add the quotas, which are counted elsewhere, and say where a typed base is lacking."""
    quotas = [spec for spec in specs if spec.formula is Formula.QUOTA]
    if quotas:
        _add_quotas(found, places, period, quotas, until or period.last)
    if places.level in {Level.COMMUNE, Level.INSIDE}:
        for spec in specs:
            for its in found.values() if spec.needs_typed_base else ():
                n, d = its[spec.code].n, its[spec.code].d
                its[spec.code] = Value(n, d, without=int(d is None))


def _blank(places: Places, specs: list[Spec]) -> dict[str, Value]:
    return {spec.code: Value(0, 0 if _has_base(spec, places) else None) for spec in specs}


def _has_base(spec: Spec, places: Places) -> bool:
    """Whether rows of ours tell it: then it is 0 where there are none."""
    if spec.needs_typed_base:
        return False
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
    if places.level is Level.INSIDE:
        for place, _goal in goals.values():
            its = found.setdefault(place, {})
            found[place] = {spec.code: Value(0, None) for spec in specs} | its
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
            places.hold(Quota),
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


def _of_provinces(places: Places, period: Period, wanted: list[Spec], until: date | None) -> Values:
    """People once in the whole province; rates only over the communes that know their base."""
    summed = [s for s in wanted if s.formula is Formula.QUOTA or s.needs_typed_base]
    plain = [spec for spec in wanted if spec not in summed]
    found: Values = {place: {} for place in places.ids}
    parts = {place: Places(Level.INSIDE, (place,)) for place in places.ids} if summed else {}
    each: dict[int, Values] = {place: {} for place in parts}
    _count([(found, places, plain), *((each[p], parts[p], summed) for p in parts)], period)
    for place, inside in parts.items():
        _complete(each[place], inside, period, summed, until)
        its = each[place].values()
        found[place] |= {s.code: total_of(one[s.code] for one in its) for s in summed}
    return found
