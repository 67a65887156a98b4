"""Values of indicators, what they are made of, and what is not in them yet."""

from tracker.indicators.queries.figures import history, latest, learners, of_teams
from tracker.indicators.queries.values import counted, several, together, usable, values

__all__ = [
    "counted",
    "history",
    "latest",
    "learners",
    "of_teams",
    "several",
    "together",
    "usable",
    "values",
]
