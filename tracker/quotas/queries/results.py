"""The counting functions: one per indicator, used by every page, report and export (ruling 15)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tracker.periods.rules import QUOTA_KINDS, Period, period_of
from tracker.quotas.queries.counting import SPLIT, Ask, Places, Span, communes, teams
from tracker.quotas.queries.given import given_to, inside
from tracker.quotas.queries.prepared import DUE, GOAL, LATER, ask
from tracker.quotas.rules import Indicator, Metric, Pace, Plan, Standing, once, standing, together

Figures = dict[Indicator, int]

_COUNTED = frozenset(Indicator)
PROMISED = tuple(Indicator(metric) for metric in Metric)


def count(*asks: Ask) -> list[dict[int, Figures]]:
    """For each ask, the figures of each of its places; 0 where nothing happened. One statement."""
    return _sort(asks, ask(asks))


def people(places: Places, first: date, last: date) -> dict[int, int]:
    """Người: distinct people with a counted check-in or meeting."""
    return _one(Indicator.PEOPLE, places, first, last)


def attendances(places: Places, first: date, last: date) -> dict[int, int]:
    """Lượt: every counted check-in and every counted presence at a meeting."""
    return _one(Indicator.ATTENDANCES, places, first, last)


def classes(places: Places, first: date, last: date) -> dict[int, int]:
    """Buổi: classes whose minutes are locked."""
    return _one(Indicator.CLASSES, places, first, last)


def issues(places: Places, first: date, last: date) -> dict[int, int]:
    """Issues resolved, by the day of their resolution."""
    return _one(Indicator.ISSUES, places, first, last)


def turns(places: Places, first: date, last: date) -> dict[int, int]:
    """Lượt hỗ trợ: help given on the spot, to people whose names are not kept."""
    return _one(Indicator.TURNS, places, first, last)


@dataclass(frozen=True)
class Result:
    """What a team did in a period, and how each promised metric stands."""

    figures: Figures
    standings: dict[Metric, Standing]
    # What came (or went) after the period was closed, of what the figures had then.
    late: Figures = field(default_factory=dict)

    def as_closed(self, kept: Figures) -> "Result":
        """With the figures of that day, and beside them by how much a recount differs."""
        standings = {
            metric: one if one.is_sum else replace(one, actual=kept[Indicator(metric)])
            for metric, one in self.standings.items()
        }
        return Result(kept, standings, moved(self.figures, kept))

    @property
    def behind(self) -> list[Standing]:
        """The metrics that need more to be on pace."""
        return [standing for standing in self.standings.values() if standing.is_behind]

    @property
    def is_behind(self) -> bool:
        return bool(self.behind)

    @property
    def is_met(self) -> bool:
        return all(standing.pace is Pace.MET for standing in self.standings.values())


def moved(counted: Figures, kept: Figures) -> Figures:
    return {what: n - kept[what] for what, n in counted.items() if n != kept[what]}


def results(
    team_ids: Sequence[int], period: Period, today: date, commune_id: int
) -> tuple[dict[int, Result], Figures]:
    """The result of each team, and the figures of the commune they are all of."""
    shorter = inside(given_to(team_ids), period)
    asks = asked(team_ids, period, commune_id, shorter)
    return sorted_out(asks, ask(asks, today=today), period, today, shorter)


def asked(
    team_ids: Sequence[int], period: Period, commune_id: int | None, shorter: Sequence[Period]
) -> list[Ask]:
    """What `sorted_out` makes results of: the teams with their goals, also those of the shorter
    periods inside this one, and their commune."""
    span = Span(period.first, period.last)
    with_commune = commune_id is not None
    each = Ask(teams(team_ids), span, goals=period.kind, with_commune=with_commune)
    whole = [Ask(communes([commune_id]), span)] if commune_id is not None else []
    parts = [
        Ask(teams(team_ids), Span(one.first, one.last), PROMISED, goals=one.kind) for one in shorter
    ]
    return [each, *whole, *parts]


def sorted_out(
    asks: Sequence[Ask],
    rows: Sequence[Any],
    period: Period,
    today: date,
    shorter: Sequence[Period],
) -> tuple[dict[int, Result], Figures]:
    """The results of the teams, and the figures of their commune if it was asked for."""
    figures = _sort(asks, rows)
    begin = len(asks) - len(shorter)
    whole = next(iter(figures[1].values())) if begin > 1 else {}
    found = _result(0, rows, figures[0], period, today)
    parts = [
        (one, _result(number, rows, figures[number], one, today))
        for number, one in enumerate(shorter, begin)
    ]
    return (_added_up([(period, found), *parts], found) if parts else found), whole


def standings(team_ids: Sequence[int], period: Period, today: date) -> dict[int, list[Standing]]:
    """How each team stands in each metric it was given a quota for in this very period; an empty
    list without one."""
    asks = [Ask(teams(team_ids), Span(period.first, period.last), goals=period.kind)]
    rows = ask(asks, today=today)
    found = _result(0, rows, _sort(asks, rows)[0], period, today)
    return {team_id: list(result.standings.values()) for team_id, result in found.items()}


def running(team_id: int, today: date) -> tuple[Period, list[Standing]]:
    """How the team stands this month, or this quarter where quotas are given by quarter."""
    periods = [period_of(kind, today) for kind in QUOTA_KINDS]
    asks = [
        Ask(teams([team_id]), Span(period.first, period.last), PROMISED, goals=period.kind)
        for period in periods
    ]
    rows = ask(asks, today=today)
    figures = _sort(asks, rows)
    for number, period in enumerate(periods):
        found = _result(number, rows, figures[number], period, today)[team_id]
        if found.standings:
            return period, list(found.standings.values())
    return periods[0], []


def _added_up(
    parts: Sequence[tuple[Period, dict[int, Result]]], figures: dict[int, Result]
) -> dict[int, Result]:
    """The goals of all the periods together, each with what was done in its days, beside what was
    done in all of them."""
    each = {
        (team_id, metric, one): promised
        for one, found in parts
        for team_id, result in found.items()
        for metric, promised in result.standings.items()
    }
    added: dict[int, list[Standing]] = {team_id: [] for team_id in figures}
    for (team_id, _metric, _one), promised in once(each).items():
        added[team_id].append(promised)
    return {
        team_id: Result(result.figures, together(added[team_id]))
        for team_id, result in figures.items()
    }


def _result(
    number: int, rows: Sequence[Any], figures: dict[int, Figures], period: Period, today: date
) -> dict[int, Result]:
    here = [row for row in rows if row.number == number]
    goals = {(row.place, Metric(row.what)): row.n for row in here if row.source == GOAL}
    return _judged(figures, goals, _planned(here), period=period, today=today)


def _judged(
    figures: dict[int, Figures],
    goals: dict[tuple[int, Metric], int],
    plans: dict[int, Plan],
    *,
    period: Period,
    today: date,
) -> dict[int, Result]:
    return {
        team_id: Result(
            counted,
            {
                metric: standing(
                    metric,
                    goal=goals[team_id, metric],
                    actual=counted[Indicator(metric)],
                    period=period,
                    today=today,
                    plan=plans.get(team_id, Plan()),
                )
                for metric in Metric
                if (team_id, metric) in goals
            },
        )
        for team_id, counted in figures.items()
    }


def _one(indicator: Indicator, places: Places, first: date, last: date) -> dict[int, int]:
    (found,) = count(Ask(places, Span(first, last), (indicator,)))
    return {place: figures[indicator] for place, figures in found.items()}


def _sort(asks: Sequence[Ask], rows: Sequence[Any]) -> list[dict[int, Figures]]:
    answers: list[dict[int, Figures]] = [
        {} if one.places.level in SPLIT else {place: _nothing(one) for place in one.places.ids}
        for one in asks
    ]
    for row in rows:
        if row.source in _COUNTED:
            found = answers[row.number].setdefault(row.place, _nothing(asks[row.number]))
            found[Indicator(row.source)] = int(row.n)
    return answers


def _nothing(one: Ask) -> Figures:
    return dict.fromkeys(one.indicators, 0)


def _planned(rows: Sequence[Any]) -> dict[int, Plan]:
    found: dict[int, Plan] = {}
    for row in rows:
        if row.source in {DUE, LATER}:
            plan = found.get(row.place, Plan())
            due = plan.due + (row.n if row.source == DUE else 0)
            found[row.place] = Plan(plan.classes + row.n, due)
    return found
