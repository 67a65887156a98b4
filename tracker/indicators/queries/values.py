"""The values of indicators, for many places at once. Every surface asks here (ruling 15)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from tracker.core import clock
from tracker.core.db import db
from tracker.indicators.catalogue import indicators
from tracker.indicators.queries.formulas import base
from tracker.indicators.queries.statements import GOAL, NUMBER, span_params, statement
from tracker.indicators.queries.targets import Goals, Values, add_results
from tracker.indicators.rules import Formula, Reckoned, Spec, Value, active_until, total_of
from tracker.periods.rules import Period, PeriodKind, period_of
from tracker.quotas.queries.counting import Level, Places, Span
from tracker.quotas.queries.prepared import (
    cover,
    reach_params,
)
from tracker.quotas.rules import Metric, once
from tracker.totals import rules as totals
from tracker.totals.keeping import kept_or_counted
from tracker.totals.queries import Kept, Wanted
from tracker.totals.rules import AT

_NOT_OF_TEAMS = {
    Formula.CORNERS, Formula.ACTIVE_SITES, Formula.ACTIVE_TEAMS, Formula.ACTIVE_COMMUNES,
    Formula.FLUENT_VILLAGES,
}  # fmt: skip
_KEPT = {Level.COMMUNE: totals.Level.COMMUNE, Level.PROVINCE: totals.Level.PROVINCE}


@dataclass
class Group:
    """Places of a level, what is wanted of them, and what was found so far."""

    places: Places
    specs: list[Spec]
    found: Values = field(default_factory=dict)
    goals: Goals = field(default_factory=dict)

    @property
    def counted(self) -> list[Spec]:
        return [spec for spec in self.specs if spec.formula is not Formula.QUOTA]

    @property
    def quotas(self) -> list[Spec]:
        return [spec for spec in self.specs if spec.formula is Formula.QUOTA]


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
    if until is None or until >= period.last:
        return together([(places, codes)], period)[0]
    return _counted([(places, _wanted(places, codes))], period, until)[0]


def together(asked: Sequence[tuple[Places, Iterable[str] | None]], period: Period) -> list[Values]:
    """The values of several levels side by side: what is kept, and counted at once what is not."""
    wanted = [(places, _wanted(places, codes)) for places, codes in asked]

    today = clock.today()
    kept_as = {spec.code: _kept_as(spec, period, today) for _, specs in wanted for spec in specs}

    def count(rest: list[list[int]]) -> list[dict[int, dict[str, Kept]]]:
        left = [
            (Places(places.level, tuple(ids)), specs)
            for ids, (places, specs) in zip(rest, wanted, strict=True)
        ]
        return [_numbers(found, kept_as) for found in _counted(left, period, None, today)]

    kept = [
        Wanted(_KEPT.get(places.level), places.ids, [kept_as[spec.code] for spec in specs])
        for places, specs in wanted
    ]
    return [
        {
            place: {spec.code: Value(*its[kept_as[spec.code]]) for spec in specs}
            for place, its in numbers.items()
        }
        for numbers, (_places, specs) in zip(
            kept_or_counted(kept, period.first, period.last, count), wanted, strict=True
        )
    ]


def several(asked: Sequence[tuple[Places, Iterable[str] | None]], period: Period) -> list[Values]:
    """The same counted from the rows, whatever is kept."""
    return _counted([(places, _wanted(places, codes)) for places, codes in asked], period, None)


def counted(places: Places, period: Period, names: Iterable[str]) -> Values:
    """What is kept under these names, counted from the rows."""
    found: Values = {place: {} for place in places.ids}
    by_day: dict[str, list[str]] = defaultdict(list)
    for name in names:
        code, _at, day = name.partition(AT)
        by_day[day].append(code)
    for day, codes in by_day.items():
        today = date.fromisoformat(day) if day else clock.today()
        (fresh,) = _counted([(places, _wanted(places, codes))], period, None, today)
        for place, its in fresh.items():
            found[place] |= {f"{code}{AT}{day}" if day else code: its[code] for code in codes}
    return found


def _kept_as(spec: Spec, period: Period, today: date) -> str:
    """Under which name a number is kept: what is active today need not be so tomorrow."""
    is_running = spec.reckoned is Reckoned.ACTIVE and active_until(period, today) != period.last
    return f"{spec.code}{AT}{today:%Y%m%d}" if is_running else spec.code


def _numbers(found: Values, kept_as: dict[str, str]) -> dict[int, dict[str, Kept]]:
    return {
        place: {kept_as[code]: (value.n, value.d, value.without) for code, value in its.items()}
        for place, its in found.items()
    }


def _wanted(places: Places, codes: Iterable[str] | None) -> list[Spec]:
    named = None if codes is None else set(codes)
    return [spec for spec in usable(places.level) if named is None or spec.code in named]


def _counted(
    asked: Sequence[tuple[Places, list[Spec]]], period: Period, until: date | None,
    today: date | None = None,
) -> list[Values]:  # fmt: skip
    """All of them from the rows: two statements, or one where no quota is asked for."""
    parts = [_parts(places, specs) for places, specs in asked]
    _count([group for groups in parts for group in groups], period, until, today or clock.today())
    return [
        _put_together(groups[0], groups[1:]) if places.level is Level.PROVINCE else groups[0].found
        for groups, (places, _specs) in zip(parts, asked, strict=True)
    ]


def _parts(places: Places, specs: list[Spec]) -> list[Group]:
    """A province counts people once in the whole of it; rates only over the communes that know
    their base: each of those is a group of its own."""
    if places.level is not Level.PROVINCE:
        return [_group(places, specs)]
    summed = [spec for spec in specs if spec.formula is Formula.QUOTA or spec.needs_typed_base]
    whole = _group(places, [spec for spec in specs if spec not in summed])
    return [whole, *(_group(Places(Level.INSIDE, (id_,)), summed) for id_ in places.ids if summed)]


def _group(places: Places, specs: list[Spec]) -> Group:
    known = () if places.level is Level.INSIDE else places.ids
    return Group(places, specs, {place: _blank(places, specs) for place in known})


def _put_together(whole: Group, insides: Sequence[Group]) -> Values:
    for inside in insides:
        (province,) = inside.places.ids
        each = inside.found.values()
        whole.found[province] |= {
            spec.code: total_of(its[spec.code] for its in each) for spec in inside.specs
        }
    return whole.found


def _count(groups: Sequence[Group], period: Period, until: date | None, today: date) -> None:
    """Fill in what rows of ours tell, the quotas, and where a typed base is lacking."""
    asked = [group for group in groups if group.specs and group.places.ids]
    if not asked:
        return
    params = reach_params() | span_params(period, today)
    for number, group in enumerate(asked):
        params[f"ids_{number}"] = list(group.places.ids)
    shapes = tuple(
        (group.places.level, tuple(spec.code for spec in group.counted), bool(group.quotas))
        for group in asked
    )
    rows = db.session.execute(statement(shapes, cover()), params)
    for number, code, part, place, n, team_id, kind, first in rows:
        group = asked[number]
        if part == GOAL:
            one = period_of(PeriodKind(kind), date.fromisoformat(first))
            if period.covers(one):
                group.goals[team_id, Metric(code), one] = (place, n)
            continue
        its = _place(group, place)
        if its is not None and n is not None:
            old = its[code]
            its[code] = Value(int(n), old.d) if part == NUMBER else Value(old.n, int(n))
    goals = [(group.found, group.quotas, once(group.goals)) for group in asked]
    add_results(goals, until or period.last)
    for group in asked:
        _say_what_lacks(group)


def _place(group: Group, place: int) -> dict[str, Value] | None:
    """What is known of it; a commune inside a province is first heard of here."""
    if group.places.level is Level.INSIDE:
        return group.found.setdefault(place, _blank(group.places, group.specs))
    return group.found.get(place)


def _say_what_lacks(group: Group) -> None:
    if group.places.level not in {Level.COMMUNE, Level.INSIDE}:
        return
    for spec in group.specs:
        for its in group.found.values() if spec.needs_typed_base else ():
            n, d = its[spec.code].n, its[spec.code].d
            its[spec.code] = Value(n, d, without=int(d is None))


def _blank(places: Places, specs: list[Spec]) -> dict[str, Value]:
    return {spec.code: Value(0, 0 if _has_base(spec, places) else None) for spec in specs}


def _has_base(spec: Spec, places: Places) -> bool:
    """Whether rows of ours tell it: then it is 0 where there are none."""
    if spec.needs_typed_base or spec.formula is Formula.QUOTA:
        return False
    return _has_own_base(spec, places.level)


@cache
def _has_own_base(spec: Spec, level: Level) -> bool:
    return base(spec, Places(level, ()), Span(date.min, date.min)) is not None
