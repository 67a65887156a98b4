"""Values of indicators, what they are made of, and what is not in them yet."""

from tracker.indicators.queries.figures import history, latest, of_teams
from tracker.indicators.queries.values import several, usable, values

__all__ = ["history", "latest", "of_teams", "several", "usable", "values"]
