"""A campaign's plan, and who takes part in it: for pages, papers and reports alike."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.campaigns.models import Campaign, Signup, Squad
from tracker.campaigns.rules import SignupStatus
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.shifts.models import Shift, ShiftRole
from tracker.shifts.queries.frozen import tallies
from tracker.shifts.queries.lists import Line, RoleLine, of_campaign, roles_of
from tracker.shifts.queries.work import Tally
from tracker.shifts.rules import Known, ShiftStatus
from tracker.volunteers.models import Volunteer


@dataclass(frozen=True)
class RosterLine:
    """A volunteer of the campaign: who they are, and what they took on and did."""

    signup_id: int
    volunteer_id: int
    name: str
    sort_key: str
    birth_year: int
    phone: str
    organisation: str
    organisation_name: str
    block: str
    squad: str
    status: SignupStatus
    is_core: bool
    taken_on: int = 0
    came: int = 0
    absent: int = 0
    minutes: int = 0
    # Of those minutes: noted by hand, and with the end still to be asked.
    typed_minutes: int = 0
    asked: int = 0


@dataclass(frozen=True)
class Plan:
    """A campaign's plan: its shifts, and the roles of each by the shift's key."""

    campaign: Campaign
    lines: list[Line]
    roles: dict[int, list[RoleLine]]


def plan_of(campaign: Campaign) -> Plan:
    """Kế hoạch chiến dịch: every shift in order with its roles; no names."""
    lines = of_campaign(campaign)
    return Plan(campaign, lines, roles_of([line.id for line in lines]))


def roster_of(campaign: Campaign, *, now: datetime) -> list[RosterLine]:
    """Danh sách đoàn viên tham gia, by given name, of those within reach.

    The caller opens the reach in which names may be read.
    """
    done = tallies(campaign, now=now)
    statement = (
        select(Signup.id, Signup.status, Squad.name, Volunteer)
        .join(Volunteer, Volunteer.id == Signup.volunteer_id)
        .outerjoin(Squad, Squad.id == Signup.squad_id)
        .where(Signup.campaign_id == campaign.id, Volunteer.erased_at.is_(None))
        .order_by(Volunteer.sort_key, Volunteer.id)
    )
    found = []
    for signup_id, status, squad, person in db.session.execute(statement):
        tally = done.get(person.id, Tally())
        found.append(
            RosterLine(
                signup_id, person.id, person.name, person.sort_key, person.birth_year,
                person.phone, person.organisation, person.organisation_name, person.block,
                squad or "", status, person.is_core, tally.taken_on, tally.came, tally.absent,
                tally.minutes, tally.by[Known.TYPED], tally.asked,
            )
        )  # fmt: skip
    return found


def role_names(campaign_id: int) -> list[str]:
    """What people do on the campaign's shifts."""
    statement = (
        select(ShiftRole.name)
        .join(Shift, Shift.id == ShiftRole.shift_id)
        .where(Shift.campaign_id == campaign_id, Shift.status != ShiftStatus.CANCELLED)
        .group_by(ShiftRole.name)
        .order_by(ShiftRole.name)
    )
    return list(db.session.scalars(by_hand(statement, "names of roles, not of people")))
