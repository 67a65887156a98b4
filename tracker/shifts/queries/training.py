"""Who was trained, and when: whoever was taught on a shift of a training. Nothing else is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from tracker.accounts.models import Account, Membership
from tracker.accounts.training import trained_day
from tracker.campaigns.models import Campaign, Signup
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.places.models import Team
from tracker.policy import Role
from tracker.shifts.models import Assignment, Shift, ShiftRole
from tracker.shifts.rules import PlaceStatus, ShiftStatus
from tracker.volunteers.models import Volunteer

TRAINED = (Role.AMBASSADOR, Role.LEADER, Role.DEPUTY, Role.MEMBER)


@dataclass(frozen=True)
class Trainee:
    """Somebody of a team, and the day of their latest training."""

    account_id: int
    name: str
    sort_key: str
    team: str
    roles: frozenset[Role]
    trained_on: date | None
    is_listed: bool


def trained_on(account_ids: Collection[int]) -> dict[int, date]:
    """The latest day on which each of these was at a training, wherever it was."""
    day = trained_day(Account.id)
    statement = select(Account.id, day).where(Account.id.in_(sorted(account_ids)), day.is_not(None))
    why = "the day alone, of people whose names the caller has reached"
    return {row[0]: row[1] for row in db.session.execute(by_hand(statement, why))}


def trainees(campaign: Campaign) -> list[Trainee]:
    """Everybody of the commune's teams within reach, by team and given name."""
    statement = (
        select(Account.id, Account.name, Account.sort_key, Team.name, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.commune_id == campaign.commune_id, *in_office())
        .order_by(Team.name, Account.sort_key, Account.id)
    )
    rows = db.session.execute(statement).all()
    days = trained_on({row[0] for row in rows})
    listed = _listed(campaign)
    found: dict[int, Trainee] = {}
    for account_id, name, sort_key, team, role in rows:
        before = found[account_id].roles if account_id in found else frozenset[Role]()
        found[account_id] = Trainee(
            account_id, name, sort_key, team, before | {role}, days.get(account_id),
            account_id in listed,
        )  # fmt: skip
    return list(found.values())


@dataclass(frozen=True)
class Teacher:
    """Somebody who teaches at a training, and at how many of its sessions."""

    name: str
    organisation: str
    sessions: int


def teachers(campaign: Campaign) -> list[Teacher]:
    """Giảng viên within reach, by given name."""
    statement = (
        select(Volunteer.name, Volunteer.organisation_name, func.count(Shift.id))
        .join(Assignment, Assignment.volunteer_id == Volunteer.id)
        .join(ShiftRole, ShiftRole.id == Assignment.role_id)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Shift.campaign_id == campaign.id,
            Shift.status != ShiftStatus.CANCELLED,
            Assignment.status == PlaceStatus.ASSIGNED,
            ShiftRole.is_teaching.is_(True),
            Volunteer.erased_at.is_(None),
        )
        .group_by(Volunteer.id, Volunteer.name, Volunteer.organisation_name, Volunteer.sort_key)
        .order_by(Volunteer.sort_key, Volunteer.id)
    )
    return [Teacher(*row) for row in db.session.execute(statement)]


def in_office() -> tuple[ColumnElement[bool], ...]:
    """Whoever holds a post in a team now; for statements over members, accounts and teams."""
    return (
        Membership.role.in_(TRAINED),
        Membership.until.is_(None),
        Membership.awaits_approval.is_(False),
        Account.disabled_at.is_(None),
        Team.ended_on.is_(None),
    )


def _listed(campaign: Campaign) -> set[int]:
    statement = (
        select(Volunteer.account_id)
        .join(Signup, Signup.volunteer_id == Volunteer.id)
        .where(Signup.campaign_id == campaign.id, Volunteer.account_id.is_not(None))
    )
    return {key for key in db.session.scalars(statement) if key is not None}
