"""Decisions about mentoring outside classes. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum


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


NEXT_LEVEL = {
    IssueLevel.TEAM: IssueLevel.COMMUNE,
    IssueLevel.COMMUNE: IssueLevel.PROVINCE,
}


def meeting_level(*, held_at: datetime, noted_at: datetime, late_days: int) -> int:
    """Evidence of a logged meeting (ruling 6): 2 while fresh, 1 when typed long afterwards."""
    return 2 if noted_at - held_at <= timedelta(days=late_days) else 1


def is_open(status: IssueStatus) -> bool:
    return status in {IssueStatus.NEW, IssueStatus.WORKING, IssueStatus.ESCALATED}
