"""Periods, pace and what a goal is worth."""

from datetime import date

import pytest

from tracker.periods.rules import PeriodKind, following, period_named, period_of, previous
from tracker.quotas.rules import (
    Grade,
    Metric,
    Pace,
    Plan,
    Standing,
    Tally,
    forecast,
    grade,
    need,
    standing,
    state,
    tally,
    whole_percent,
    worst,
)

NOVEMBER = period_of(PeriodKind.MONTH, date(2026, 11, 21))


@pytest.mark.parametrize(
    ("kind", "day", "first", "last", "code"),
    [
        (PeriodKind.MONTH, date(2026, 11, 21), date(2026, 11, 1), date(2026, 11, 30), "2026-11"),
        (PeriodKind.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31), "2026-12"),
        (PeriodKind.MONTH, date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29), "2028-02"),
        (PeriodKind.QUARTER, date(2026, 11, 21), date(2026, 10, 1), date(2026, 12, 31), "2026-q4"),
        (PeriodKind.QUARTER, date(2027, 1, 1), date(2027, 1, 1), date(2027, 3, 31), "2027-q1"),
        (PeriodKind.YEAR, date(2026, 11, 21), date(2026, 1, 1), date(2026, 12, 31), "2026"),
    ],
)
def test_a_period_holds_its_days_and_has_a_name(kind, day, first, last, code):
    period = period_of(kind, day)
    assert (period.first, period.last, period.code) == (first, last, code)
    assert period_named(code) == period
    assert previous(following(period)) == period


@pytest.mark.parametrize(
    "code", ["", "2026-13", "2026-00", "2026-q5", "2026-Q1", "1999-11", "9999", "٢٠٢٦", "2026-1"]
)
def test_what_names_no_period(code):
    assert period_named(code) is None


@pytest.mark.parametrize(
    ("today", "elapsed", "left", "over"),
    [
        (date(2026, 10, 31), 0, 30, False),
        (date(2026, 11, 1), 1, 29, False),
        (date(2026, 11, 21), 21, 9, False),
        (date(2026, 11, 30), 30, 0, False),
        (date(2026, 12, 1), 30, 0, True),
    ],
)
def test_days_gone_and_days_left(today, elapsed, left, over):
    assert NOVEMBER.elapsed(today) == elapsed
    assert NOVEMBER.left(today) == left
    assert NOVEMBER.is_over(today) is over


@pytest.mark.parametrize(
    ("goal", "actual", "expected", "pace", "percent", "missing"),
    [
        pytest.param(60, 38, 42, Pace.SLIGHTLY_BEHIND, 63, 4, id="90 % of the pace"),
        pytest.param(60, 42, 42, Pace.ON_PACE, 70, 0, id="exactly on pace"),
        pytest.param(60, 60, 42, Pace.MET, 100, 0, id="goal reached early"),
        pytest.param(400, 412, 400, Pace.MET, 103, 0, id="above the goal, not capped"),
        pytest.param(100, 40, 50, Pace.SLIGHTLY_BEHIND, 40, 10, id="80 % is still slightly"),
        pytest.param(100, 39, 50, Pace.BEHIND, 39, 11, id="below 80 %"),
        pytest.param(60, 0, 0, Pace.ON_PACE, 0, 0, id="nothing is due yet"),
        pytest.param(60, 0, 2, Pace.BEHIND, 0, 2, id="nothing done"),
    ],
)
def test_pace(goal, actual, expected, pace, percent, missing):
    one = Standing(Metric.PEOPLE, goal, actual, expected)
    assert (one.pace, one.percent, one.missing) == (pace, percent, missing)


@pytest.mark.parametrize(
    ("n", "d", "percent"),
    [(412, 400, 103), (61, 68, 90), (29, 25, 116), (188, 400, 47), (1, 40, 3), (399, 400, 99)],
)
def test_a_rate_is_written_as_an_office_does_and_100_only_when_reached(n, d, percent):
    assert whole_percent(n, d) == percent


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 31), 0),
        (date(2026, 11, 1), 2),
        (date(2026, 11, 21), 42),
        (date(2026, 11, 30), 60),
        (date(2026, 12, 5), 60),
    ],
)
def test_the_pace_follows_the_days_rounded_down(today, expected):
    one = standing(Metric.PEOPLE, goal=60, actual=0, period=NOVEMBER, today=today)
    assert one.expected == expected


@pytest.mark.parametrize(
    ("metric", "plan", "expected"),
    [
        pytest.param(Metric.CLASSES, Plan(4, 1), 1, id="the calendar holds the quota"),
        pytest.param(Metric.CLASSES, Plan(9, 8), 2, id="planned early: the days decide"),
        pytest.param(Metric.CLASSES, Plan(3, 3), 2, id="too few planned: the days decide"),
        pytest.param(Metric.PEOPLE, Plan(4, 1), 2, id="people follow the days"),
        pytest.param(Metric.CLASSES, Plan(4, 0), 0, id="nothing is due yet"),
    ],
)
def test_planned_classes_set_the_pace_of_classes(metric, plan, expected):
    today = date(2026, 11, 21)
    one = standing(metric, goal=4, actual=0, period=NOVEMBER, today=today, plan=plan)
    assert one.expected == expected


def test_who_needs_most_help_comes_first():
    far = [Standing(Metric.PEOPLE, 60, 20, 42), Standing(Metric.CLASSES, 4, 4, 2)]
    near = [Standing(Metric.PEOPLE, 60, 38, 42)]
    fine = [Standing(Metric.PEOPLE, 60, 58, 42)]
    assert sorted([[], fine, near, far], key=need) == [far, near, fine, []]
    assert worst(far) is Pace.BEHIND
    assert worst([]) is None


def test_each_team_is_counted_under_one_word():
    """Day script 3: 17 teams are 12 + 4 + 1; a silent one stands nowhere else."""
    fine, near = [Standing(Metric.PEOPLE, 60, 60, 42)], [Standing(Metric.PEOPLE, 60, 38, 42)]
    far = [Standing(Metric.PEOPLE, 60, 2, 42), *fine]
    teams = [(fine, False)] * 12 + [(near, False)] * 4 + [(fine, True), (far, False), ([], False)]
    found = tally(state(standings, is_silent=silent) for standings, silent in teams)
    assert found == Tally(met=12, near=4, behind=1, without=1, silent=1)
    assert found.all == len(teams)


@pytest.mark.parametrize(
    ("actuals", "expected"),
    [
        ([10, 10], Grade.GOOD),
        ([13, 7], Grade.GOOD),  # above 100 % counts in full
        ([10, 6], Grade.DONE),
        ([7, 8], Grade.NOT_DONE),
        ([], None),
    ],
)
def test_a_team_is_graded_by_the_mean_of_its_rates(actuals, expected):
    standings = [Standing(Metric.PEOPLE, 10, actual, 0) for actual in actuals]
    assert grade(standings, good=100, done=80) is expected


def test_a_forecast_goes_on_as_it_went():
    half = Standing(Metric.PEOPLE, 60, 20, 30)
    slow = Standing(Metric.ISSUES, 2, 1, 1)
    assert slow.pace is Pace.ON_PACE
    assert forecast(slow, NOVEMBER, date(2026, 11, 22)) == 2, "who is on pace reaches the goal"
    assert forecast(Standing(Metric.ISSUES, 2, 0, 0), NOVEMBER, date(2026, 11, 1)) is None
    assert forecast(half, NOVEMBER, date(2026, 11, 15)) == 40
    assert forecast(half, NOVEMBER, date(2026, 10, 31)) is None
    assert forecast(half, NOVEMBER, date(2026, 12, 5)) == 20
