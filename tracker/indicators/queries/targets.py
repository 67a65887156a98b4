"""What teams did of what they had promised: numbers over goals, in the periods of their quotas."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from tracker.indicators.rules import Spec, Value
from tracker.periods.rules import Period
from tracker.quotas.queries.counting import Ask, Span, teams
from tracker.quotas.queries.results import count
from tracker.quotas.rules import Indicator, Metric

Values = dict[int, dict[str, Value]]
# Of a team, a metric and a period: in which place it counts, and what was promised.
Goals = dict[tuple[int, Metric, Period], tuple[int, int]]

_METRICS = tuple(Indicator(metric) for metric in Metric)


def add_results(asked: Sequence[tuple[Values, Sequence[Spec], Goals]], until: date) -> None:
    """Each team's own result against its own goal, added up by place. One statement, or none."""
    by_period: dict[Period, set[int]] = defaultdict(set)
    for _found, _specs, goals in asked:
        for team_id, _metric, period in goals:
            by_period[period].add(team_id)
    if not by_period:
        return
    asks = [
        Ask(teams(sorted(ids)), Span(one.first, min(one.last, until)), _METRICS)
        for one, ids in by_period.items()
    ]
    counted = dict(zip(by_period, count(*asks), strict=True))
    for found, specs, goals in asked:
        codes = {Metric(spec.about[0]): spec.code for spec in specs}
        for (team_id, metric, period), (place, goal) in goals.items():
            if metric in codes and place in found:
                actual = counted[period][team_id][Indicator(metric)]
                found[place][codes[metric]] += Value(actual, goal)
