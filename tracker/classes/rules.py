"""Decisions about a class as a whole. Pure."""

from datetime import datetime
from enum import StrEnum


class ClassStatus(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    ENDED = "ended"
    LOCKED = "locked"
    CANCELLED = "cancelled"


def head_count_agrees(*, counted: int, checked_in: int, gap_percent: int) -> bool:
    """Whether the eye and the list agree closely enough to confirm each other."""
    return abs(counted - checked_in) * 100 <= gap_percent * max(counted, 1)


def overlaps(a_start: datetime, a_end: datetime, b_start: datetime, b_end: datetime) -> bool:
    """Whether two classes share an hour: nobody is at both. Touching ends do not overlap."""
    return a_start < b_end and b_start < a_end
