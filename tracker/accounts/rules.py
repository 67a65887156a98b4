"""Decisions about accounts. Pure: `now` and `today` are passed in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.accounts.common import is_easy
from tracker.policy import Actor, Breadth, Post, Role

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


class PasswordFlaw(StrEnum):
    SHORT = "short"
    LONG = "long"
    EASY = "easy"


def judge_password(password: str, *, own: Iterable[str] = ()) -> PasswordFlaw | None:
    """Any characters, no composition rules: long enough and not among the first guesses."""
    if len(password) < PASSWORD_MIN:
        return PasswordFlaw.SHORT
    if len(password) > PASSWORD_MAX:
        return PasswordFlaw.LONG
    if is_easy(password, own=own):
        return PasswordFlaw.EASY
    return None


class Standing(StrEnum):
    """Whether an account may be used."""

    OPEN = "open"
    LOCKED = "locked"
    UNUSED = "unused"


def standing(*, disabled_at: datetime | None, last_used_at: datetime, now: datetime) -> Standing:
    if disabled_at is not None:
        return Standing.LOCKED
    if now - last_used_at > UNUSED_LIMIT:
        return Standing.UNUSED
    return Standing.OPEN


# Where a role is held: a post without that place is no post.
SEATS: dict[Role, Breadth] = {
    Role.AMBASSADOR: Breadth.TEAM,
    Role.LEADER: Breadth.TEAM,
    Role.DEPUTY: Breadth.TEAM,
    Role.MEMBER: Breadth.TEAM,
    Role.COMMUNE_HEAD: Breadth.COMMUNE,
    Role.FOCAL_OFFICER: Breadth.COMMUNE,
    Role.COMMUNE_YOUTH: Breadth.COMMUNE,
    Role.PROVINCE_YOUTH: Breadth.PROVINCE,
    Role.PROVINCE_BOARD: Breadth.PROVINCE,
    Role.ADMIN: Breadth.ALL,
}

_OF_A_TEAM = frozenset({Role.LEADER, Role.DEPUTY, Role.AMBASSADOR, Role.MEMBER})
_OF_A_LEADER = frozenset({Role.AMBASSADOR, Role.MEMBER})

# Which posts the holder of a role gives and takes, inside their own place.
GIVES: dict[Role, frozenset[Role]] = {
    Role.LEADER: _OF_A_LEADER,
    Role.DEPUTY: _OF_A_LEADER,
    Role.COMMUNE_HEAD: _OF_A_TEAM | {Role.FOCAL_OFFICER},
    Role.FOCAL_OFFICER: _OF_A_TEAM | {Role.FOCAL_OFFICER},
    Role.COMMUNE_YOUTH: frozenset({Role.AMBASSADOR}),
    Role.PROVINCE_YOUTH: frozenset({Role.COMMUNE_YOUTH}),
    Role.ADMIN: frozenset(Role),
}


def giving_posts(actor: Actor, post: Post) -> list[Post]:
    """The actor's own posts that let them give or take this one. Empty: they may not."""
    return [
        own for own in actor.posts if post.role in GIVES.get(own.role, ()) and _covers(own, post)
    ]


def may_give(actor: Actor, post: Post) -> bool:
    return bool(giving_posts(actor, post))


def may_manage(actor: Actor, *, account_id: int, posts: Sequence[Post]) -> bool:
    """Whether the actor may lock the account or let it choose a new password.

    Whoever may do that could act as this person, so every post must be one they give; and nobody
    does it to themselves. Someone without posts is the administrator's.
    """
    if account_id == actor.account_id:
        return False
    if not posts:
        return Role.ADMIN in actor.roles
    return all(may_give(actor, post) for post in posts)


class Nomination(StrEnum):
    """How far the appointment of an ambassador is when they join."""

    NOT_NEEDED = "not_needed"
    APPROVED = "approved"
    NOMINATED = "nominated"
    AWAITED = "awaited"


def nomination(inviter: Actor, post: Post) -> Nomination:
    """The commune appoints. A leader's nominee may begin at once; Đoàn xã's waits for approval."""
    if post.role is not Role.AMBASSADOR:
        return Nomination.NOT_NEEDED
    roles = {own.role for own in giving_posts(inviter, post)}
    if roles & {Role.COMMUNE_HEAD, Role.FOCAL_OFFICER, Role.ADMIN}:
        return Nomination.APPROVED
    if roles & {Role.LEADER, Role.DEPUTY}:
        return Nomination.NOMINATED
    return Nomination.AWAITED


def _covers(own: Post, post: Post) -> bool:
    match SEATS[own.role]:
        case Breadth.TEAM:
            return own.team_id is not None and own.team_id == post.team_id
        case Breadth.COMMUNE:
            return own.commune_id is not None and own.commune_id == post.commune_id
        case Breadth.PROVINCE:
            return own.province_id is not None and own.province_id == post.province_id
    return True
