"""Decisions about mentoring outside classes. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.policy import Actor, Breadth, Permission, grants

MOST_TURNS = 20


class Channel(StrEnum):
    """How help reached the person (seed C08)."""

    AT_HOME = "at_home"
    AT_SITE = "at_site"
    PHONE = "phone"
    ZALO = "zalo"


class TurnResult(StrEnum):
    """How a help turn ended."""

    DONE = "done"
    PARTLY = "partly"
    REFERRED = "referred"


class IssueKind(StrEnum):
    VNEID = "vneid"
    PUBLIC_SERVICE = "public_service"
    PAYMENT = "payment"
    DEVICE = "device"
    SIGNAL = "signal"
    SCAM = "scam"
    MATERIALS = "materials"
    PEOPLE = "people"
    OTHER = "other"


class IssueStatus(StrEnum):
    NEW = "new"
    WORKING = "working"
    RESOLVED = "resolved"
    ESCALATED = "escalated"
    UNRESOLVABLE = "unresolvable"


class IssueLevel(StrEnum):
    """Who has it on the table now."""

    TEAM = "team"
    COMMUNE = "commune"
    PROVINCE = "province"


class IssueStep(StrEnum):
    RAISED = "raised"
    TAKEN = "taken"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    GIVEN_UP = "given_up"
    NOTED = "noted"


class RemovalReason(StrEnum):
    """Why a meeting or a help turn was taken back."""

    MISTAKE = "mistake"
    TWICE = "twice"
    WRONG_PERSON = "wrong_person"
    DID_NOT_HAPPEN = "did_not_happen"
    OTHER = "other"


class Refusal(StrEnum):
    """Why a meeting or a help turn is not written down."""

    IN_FUTURE = "in_future"
    TOO_OLD = "too_old"
    NOT_CHOOSABLE = "not_choosable"
    TWO_TEAMS = "two_teams"
    NOT_A_GUIDE = "not_a_guide"
    NOTHING_DONE = "nothing_done"


class Handled(StrEnum):
    """What became of a step on an issue."""

    DONE = "done"
    CLOSED = "closed"
    NOT_YOURS = "not_yours"
    NO_LEVEL_ABOVE = "no_level_above"


@dataclass(frozen=True)
class OnShift:
    """The volunteers' shift during which something was done: its campaign counts it too."""

    shift_id: int
    campaign_id: int


@dataclass(frozen=True)
class Home:
    """Where somebody's work and issues belong: a team, or the commune itself."""

    commune_id: int
    team_id: int | None = None


@dataclass(frozen=True)
class Holding:
    """Where an issue lies, and who has it on the table."""

    level: IssueLevel
    province_id: int
    commune_id: int
    team_id: int | None


NEXT_LEVEL = {
    IssueLevel.TEAM: IssueLevel.COMMUNE,
    IssueLevel.COMMUNE: IssueLevel.PROVINCE,
}


def meeting_level(*, held_at: datetime, noted_at: datetime, late_days: int) -> int:
    """Evidence of a logged meeting (ruling 6): 2 while fresh, 1 when typed long afterwards."""
    return 2 if noted_at - held_at <= timedelta(days=late_days) else 1


def judge_time(*, at: datetime, now: datetime, oldest_days: int) -> Refusal | None:
    """Whether something may be written down as done at this time."""
    if at > now:
        return Refusal.IN_FUTURE
    return Refusal.TOO_OLD if now - at > timedelta(days=oldest_days) else None


def homes(actor: Actor, permission: Permission) -> list[Home]:
    """Every place this person holds the permission at, teams first, each once."""
    held = [post for post, _breadth in grants(actor, permission) if post.commune_id]
    found = {Home(post.commune_id or 0, post.team_id) for post in held}
    return sorted(found, key=lambda home: (home.team_id is None, home.team_id or home.commune_id))


def may_handle(actor: Actor, holding: Holding) -> bool:
    """Whoever has the issue on the table handles it, and the commune also what its teams have."""
    for post, breadth in grants(actor, Permission.ISSUE_RESOLVE):
        match breadth:
            case Breadth.TEAM:
                own = post.team_id == holding.team_id and holding.level is IssueLevel.TEAM
            case Breadth.COMMUNE:
                own = post.commune_id == holding.commune_id
                own = own and holding.level is not IssueLevel.PROVINCE
            case Breadth.PROVINCE:
                own = post.province_id == holding.province_id
                own = own and holding.level is IssueLevel.PROVINCE
            case _:
                own = False
        if own:
            return True
    return False


def is_open(status: IssueStatus) -> bool:
    return status in {IssueStatus.NEW, IssueStatus.WORKING, IssueStatus.ESCALATED}


def leads(actor: Actor, team_id: int | None) -> bool:
    """Whether the actor writes for this whole team."""
    held = grants(actor, Permission.MENTORING_LOG)
    teams = {post.team_id for post, breadth in held if breadth is Breadth.TEAM}
    return team_id is not None and team_id in teams
