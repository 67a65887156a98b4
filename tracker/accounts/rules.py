"""Decisions about accounts. Pure: `now` and `today` are passed in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.policy import Role

TEAM_ORDER = (Role.LEADER, Role.DEPUTY, Role.MEMBER, Role.AMBASSADOR)

ADULT_AGE = 18
SESSION_LENGTH = timedelta(hours=24)
KEPT_SESSION_LENGTH = timedelta(days=30)
INVITATION_LENGTH = timedelta(hours=72)
RESET_LENGTH = timedelta(minutes=15)
RESET_DIGITS = 8
RESET_TRIES = 5
PASSWORD_MIN = 8
PASSWORD_MAX = 200
UNUSED_LIMIT = timedelta(days=90)


class Organisation(StrEnum):
    """Where a team member comes from (seed B14, C17)."""

    YOUTH = "youth"
    WOMEN = "women"
    FARMERS = "farmers"
    VETERANS = "veterans"
    FRONT = "front"
    STUDY = "study"
    BLIND = "blind"
    LABOUR = "labour"
    BORDER_GUARD = "border_guard"
    SCHOOL = "school"
    OFFICE = "office"
    OTHER = "other"


class Entry(StrEnum):
    """Whether an invitation or a code lets its holder in."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Validity:
    """The marks of a one-use secret."""

    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def judge(self, now: datetime) -> Entry:
        if self.used_at is not None:
            return Entry.USED
        if self.revoked_at is not None:
            return Entry.WITHDRAWN
        if self.expires_at <= now:
            return Entry.EXPIRED
        return Entry.OPEN


def is_minor(birth_year: int | None, *, today: date) -> bool:
    """Under 18, counted by year alone, so that nobody is called adult too early."""
    return birth_year is not None and today.year - birth_year <= ADULT_AGE


def session_length(*, keep: bool) -> timedelta:
    return KEPT_SESSION_LENGTH if keep else SESSION_LENGTH
