"""Quotas and pace (rulings 1, 4). Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from tracker.periods.rules import Period, PeriodKind, period_of
from tracker.quotas.refusals import Refusal

T = TypeVar("T")


class Metric(StrEnum):
    """The three quota metrics (ruling 1)."""

    PEOPLE = "people"
    CLASSES = "classes"
    ISSUES = "issues"


class Indicator(StrEnum):
    """What is counted of a team or a commune: the three metrics, and lượt beside người."""

    PEOPLE = "people"
    ATTENDANCES = "attendances"
    CLASSES = "classes"
    ISSUES = "issues"
    TURNS = "turns"


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


class State(StrEnum):
    """Under which word a commune counts a team (day script 3)."""

    MET = "met"
    NEAR = "near"
    BEHIND = "behind"
    WITHOUT = "without"
    SILENT = "silent"


class Grade(StrEnum):
    """Xếp loại of a team (seed G07), by thresholds that are settings."""

    GOOD = "good"
    DONE = "done"
    NOT_DONE = "not_done"


# What a commune may set for itself, and between which values it makes sense.
COMMUNE_RULES = {
    "grade_good_from": (1, 200),
    "grade_done_from": (1, 200),
    "silent_days": (7, 180),
}

SLIGHTLY_BEHIND_FROM = 80  # percent of the pace (ux §2.9)
WORST_FIRST = (Pace.BEHIND, Pace.SLIGHTLY_BEHIND, Pace.ON_PACE, Pace.MET)


def whole_percent(n: int, d: int) -> int:
    """To the nearest, as an office writes it (61/68 is 90 %), but 100 only for what is reached."""
    return _share(n, d, whole=100)


def tenths_of_percent(n: int, d: int) -> int:
    """The same in tenths of a per cent: 167/6,450 is 26."""
    return _share(n, d, whole=1000)


def _share(n: int, d: int, *, whole: int) -> int:
    nearest = (2 * whole * n + d) // (2 * d)
    return min(nearest, whole - 1) if n < d else nearest


@dataclass(frozen=True)
class Plan:
    """The classes a team has on its calendar for the period, and how many were due by today."""

    classes: int = 0
    due: int = 0


@dataclass(frozen=True)
class Standing:
    """One metric of one team in one period. A goal of 0 has none: nothing was promised."""

    metric: Metric
    goal: int
    actual: int
    expected: int
    # Of several quota periods, each counted for itself: so a person may be in more than one.
    is_sum: bool = False

    @property
    def figure(self) -> str:
        """Under which name the number is explained."""
        return f"quota_{self.metric}" if self.is_sum else str(self.metric)

    @property
    def percent(self) -> int:
        """Shown in full, never capped at 100 (ruling 4)."""
        return whole_percent(self.actual, self.goal)

    @property
    def missing(self) -> int:
        """How many are missing to be on pace: “Thiếu 4 để kịp nhịp”."""
        return max(0, min(self.expected, self.goal) - self.actual)

    @property
    def pace(self) -> Pace:
        if self.actual >= self.goal:
            return Pace.MET
        if self.actual >= self.expected:
            return Pace.ON_PACE
        if self.actual * 100 >= SLIGHTLY_BEHIND_FROM * self.expected:
            return Pace.SLIGHTLY_BEHIND
        return Pace.BEHIND

    @property
    def is_behind(self) -> bool:
        return self.pace in {Pace.BEHIND, Pace.SLIGHTLY_BEHIND}


def standing(
    metric: Metric,
    *,
    goal: int,
    actual: int,
    period: Period,
    today: date,
    plan: Plan = Plan(),
) -> Standing:
    """Where the metric stands against its pace.

    Pace is the goal by the share of days gone by, rounded down. A team whose calendar already
    holds enough classes to reach the goal is not behind before they are due (ux §2.9): it may have
    put them all on market days. Who planned them early is not asked for more than the others.
    """
    expected = goal * period.elapsed(today) // period.days
    if metric is Metric.CLASSES and plan.classes >= goal:
        expected = min(expected, plan.due)
    return Standing(metric, goal, actual, expected)


def once(goals: Mapping[tuple[int, Metric, Period], T]) -> dict[tuple[int, Metric, Period], T]:
    """Without the months that lie in a quarter for which the team has a goal as well: databases
    of earlier days hold both, and the quarter's counts (ruling 1: month or quarter)."""
    quarters = {key for key in goals if key[2].kind is PeriodKind.QUARTER}
    return {
        (team_id, metric, period): goal
        for (team_id, metric, period), goal in goals.items()
        if period.kind is PeriodKind.QUARTER
        or (team_id, metric, period_of(PeriodKind.QUARTER, period.first)) not in quarters
    }


def together(parts: Iterable[Standing]) -> dict[Metric, Standing]:
    """Goals, results and what was due by today, added up by metric."""
    by_metric: dict[Metric, list[Standing]] = {}
    for part in parts:
        by_metric.setdefault(part.metric, []).append(part)
    return {
        metric: Standing(
            metric,
            goal=sum(part.goal for part in found),
            actual=sum(part.actual for part in found),
            expected=sum(part.expected for part in found),
            is_sum=True,
        )
        for metric in Metric
        if (found := by_metric.get(metric))
    }


def forecast(standing: Standing, period: Period, today: date) -> int | None:
    """What the metric comes to at the end if it goes on like this, judged as the pace is: who is on
    pace reaches the goal. None before anything is due, and of several quota periods."""
    elapsed = period.elapsed(today)
    if standing.is_sum or not elapsed or not standing.expected:
        return None
    coming = standing.actual * period.days // elapsed
    return coming if standing.is_behind else max(coming, standing.goal)


def mean_rate(standings: Iterable[Standing]) -> int | None:
    """The mean of the rates in full per cent, never capped; None without a quota."""
    rates = [standing.percent for standing in standings]
    return sum(rates) // len(rates) if rates else None


def grade(standings: Iterable[Standing], *, good: int, done: int) -> Grade | None:
    """By the mean of the rates; None without a quota."""
    mean = mean_rate(standings)
    if mean is None:
        return None
    return Grade.GOOD if mean >= good else Grade.DONE if mean >= done else Grade.NOT_DONE


def worst(standings: Iterable[Standing]) -> Pace | None:
    """The pace that needs help most; None without a quota."""
    paces = {standing.pace for standing in standings}
    return next((pace for pace in WORST_FIRST if pace in paces), None)


@dataclass(frozen=True)
class Tally:
    """How many teams stand how. A team of whom nothing was heard stands there and nowhere else."""

    met: int = 0
    near: int = 0
    behind: int = 0
    without: int = 0
    silent: int = 0

    @property
    def all(self) -> int:
        return self.met + self.near + self.behind + self.without + self.silent


def state(standings: Iterable[Standing], *, is_silent: bool) -> State:
    """Where a team is counted: đạt hoặc kịp nhịp, gần đạt, chậm, chưa giao, chưa có hoạt động."""
    if is_silent:
        return State.SILENT
    match worst(standings):
        case None:
            return State.WITHOUT
        case Pace.SLIGHTLY_BEHIND:
            return State.NEAR
        case Pace.BEHIND:
            return State.BEHIND
        case _:
            return State.MET


def tally(states: Iterable[State]) -> Tally:
    return Tally(**Counter(str(state) for state in states))


def need(standings: Iterable[Standing]) -> tuple[int, float]:
    """A sort key: teams that need more help come first (ux R33)."""
    seen = list(standings)
    pace = worst(seen)
    rank = len(WORST_FIRST) if pace is None else WORST_FIRST.index(pace)
    share = min((s.actual / s.expected for s in seen if s.expected), default=1.0)
    return rank, share


def may_revise(status: QuotaStatus, *, old: int, new: int) -> Refusal | None:
    """A draft is simply saved again; what is closed stays (ruling 13)."""
    if status is QuotaStatus.DRAFT:
        return Refusal.NOT_ASSIGNED
    if status is QuotaStatus.CLOSED:
        return Refusal.CLOSED
    return Refusal.UNCHANGED if old == new else None
