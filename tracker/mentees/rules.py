"""Decisions about the people who learn. Pure: `today` is passed in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CHILD_AGE = 16
ELDER_AGE = 60
OLDEST = 120


class MenteeStatus(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"
    ERASED = "erased"


class Device(StrEnum):
    """What the person uses (ux §2.4)."""

    SMART = "smart"
    FEATURE = "feature"
    NONE = "none"


class PhoneOwner(StrEnum):
    SELF = "self"
    FAMILY = "family"


class ConsentMethod(StrEnum):
    SPOKEN = "spoken"
    PAPER = "paper"
    SCREEN = "screen"


class EndReason(StrEnum):
    """Why a mentorship ended."""

    TRANSFERRED = "transferred"
    DONE = "done"
    MOVED_AWAY = "moved_away"
    NO_LONGER_WANTS = "no_longer_wants"
    NO_TIME = "no_time"
    AMBASSADOR_LEFT = "ambassador_left"
    DIED = "died"
    OTHER = "other"


@dataclass(frozen=True)
class ConsentText:
    """The wording a person agreed to. A new wording gets a new version and asks again."""

    version: str
    text: str


def is_child(birth_year: int | None, *, today: date) -> bool:
    """Under 16 by year alone: a guardian must agree (facts §7, ruling 7)."""
    return birth_year is not None and today.year - birth_year < CHILD_AGE


def is_elder(birth_year: int | None, *, today: date) -> bool:
    return birth_year is not None and today.year - birth_year >= ELDER_AGE


def counts(status: MenteeStatus) -> bool:
    """Whether a mentee counts in 1 kèm 5: consent given, and not stopped (ruling 8)."""
    return status in {MenteeStatus.ACTIVE, MenteeStatus.PAUSED, MenteeStatus.DONE}
