"""When a kept number is still good. Pure."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

# Behind the name of a number that is good on one day only stands that day: active_teams@20261122.
AT = "@"


class Level(StrEnum):
    """Which places totals are kept of."""

    TEAM = "team"
    COMMUNE = "commune"
    PROVINCE = "province"


def survives(last_day: date, noted: int, swept: Sequence[date]) -> bool:
    """Whether a total still holds that had counted on `noted` of the changes being swept away."""
    return noted == sum(day <= last_day for day in swept)
