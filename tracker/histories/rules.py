"""What a history is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    CLASS = "class"
    MEETING = "meeting"
    SKILL = "skill"
    BEGUN = "begun"
    ENDED = "ended"


@dataclass(frozen=True)
class Event:
    """One line of a history. `code` is a channel, a skill state or an end reason, by kind."""

    kind: Kind
    day: date
    title: str
    detail: str
    code: str


@dataclass(frozen=True)
class Piece:
    events: Sequence[Event]
    number: int
    has_more: bool
