"""Counts and standings, the lists behind them, and what the pages around them show."""

from tracker.quotas.queries.counting import (
    Ask,
    Places,
    Span,
    campaigns,
    communes,
    parts_of,
    provinces,
    teams,
)
from tracker.quotas.queries.keys import keys
from tracker.quotas.queries.results import (
    Figures,
    Result,
    attendances,
    classes,
    count,
    issues,
    people,
    results,
    running,
    standings,
    turns,
)

__all__ = [
    "Ask",
    "Figures",
    "Places",
    "Result",
    "Span",
    "attendances",
    "campaigns",
    "classes",
    "communes",
    "count",
    "issues",
    "keys",
    "parts_of",
    "people",
    "provinces",
    "results",
    "running",
    "standings",
    "teams",
    "turns",
]
