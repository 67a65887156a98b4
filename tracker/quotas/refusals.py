"""Why goals stay as they are. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.periods.rules import Period


class Refusal(StrEnum):
    """Why goals stay as they are."""

    PERIOD_OVER = "period_over"
    NOTHING_GIVEN = "nothing_given"
    NOT_ASSIGNED = "not_assigned"
    UNCHANGED = "unchanged"
    CLOSED = "closed"
    NOT_OVER = "not_over"
    ZERO = "zero"
    SAME_DECISION = "same_decision"
    BEFORE_GIVEN = "before_given"
    NUMBERED = "numbered"


@dataclass(frozen=True)
class Overlap:
    """Refused as well: goals in force of a period that holds this one, or lies in it."""

    period: Period
