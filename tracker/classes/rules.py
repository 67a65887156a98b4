"""Decisions about a class as a whole. Pure."""

from datetime import datetime
from enum import StrEnum


class ClassStatus(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    ENDED = "ended"
    LOCKED = "locked"
    CANCELLED = "cancelled"


def head_count_gap(*, counted: int, checked_in: int, children: int = 0) -> int:
    """How many people stand between the eye and the list.

    Children may be on the list or not: whatever lies between the list and the list with all
    children agrees (day script 2: 38 on the list, 2 children without a record, 40 counted).
    """
    return max(checked_in - counted, counted - checked_in - children, 0)


def head_count_agrees(
    *, counted: int, checked_in: int, gap_percent: int, children: int = 0
) -> bool:
    """Whether the eye and the list agree closely enough to confirm each other."""
    gap = head_count_gap(counted=counted, checked_in=checked_in, children=children)
    return gap * 100 <= gap_percent * max(counted, 1)


def overlaps(a_start: datetime, a_end: datetime, b_start: datetime, b_end: datetime) -> bool:
    """Whether two classes share an hour: nobody is at both. Touching ends do not overlap."""
    return a_start < b_end and b_start < a_end
