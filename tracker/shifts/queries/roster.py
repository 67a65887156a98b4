"""Who takes part in a campaign, and what it comes to: for pages, papers and reports alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign, Signup, Squad
from tracker.campaigns.rules import SignupStatus
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.quotas.rules import Indicator
from tracker.shifts.models import Assignment, Shift, ShiftRole
from tracker.shifts.queries.lists import Line, RoleLine, campaigns_of, of_campaign, roles_of
from tracker.shifts.rules import (
    Hours,
    PlaceStatus,
    Proof,
    ShiftStatus,
    Worked,
    is_absent,
    worked,
)
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


@dataclass(frozen=True)
class Results:
    """What a campaign came to. Lượt tham gia are of volunteers; lượt and người of citizens."""

    planned: int
    held: int
    cancelled: int
    volunteers: int
    presences: int
    minutes: int
    code_minutes: int
    typed_minutes: int
    asked: int
    people: int
    attendances: int
    turns: int
    classes: int

    @property
    def citizen_turns(self) -> int:
        """Lượt người dân: at classes, at meetings, and helped on the spot."""
        return self.attendances + self.turns


def plan_of(campaign: Campaign) -> Plan:
    """Kế hoạch chiến dịch: every shift in order with its roles; no names."""
    lines = of_campaign(campaign)
    return Plan(campaign, lines, roles_of([line.id for line in lines]))


def roster_of(campaign: Campaign, *, now: datetime) -> list[RosterLine]:
    """Danh sách đoàn viên tham gia, by given name, of those within reach.

    The caller opens the reach in which names may be read.
    """
    done = _work(campaign, now=now)
    statement = (
        select(Signup.id, Signup.status, Squad.name, Volunteer)
        .join(Volunteer, Volunteer.id == Signup.volunteer_id)
        .outerjoin(Squad, Squad.id == Signup.squad_id)
        .where(Signup.campaign_id == campaign.id)
        .order_by(Volunteer.sort_key, Volunteer.id)
    )
    found = []
    for signup_id, status, squad, person in db.session.execute(statement):
        tally = done.get(person.id, _Tally())
        found.append(
            RosterLine(
                signup_id, person.id, person.name, person.sort_key, person.birth_year,
                person.phone, person.organisation, person.organisation_name, person.block,
                squad or "", status, person.is_core, tally.taken_on, tally.came, tally.absent,
                tally.minutes, tally.typed_minutes, tally.asked,
            )
        )  # fmt: skip
    return found


def results_of(campaign: Campaign, *, now: datetime) -> Results:
    """Tổng hợp kết quả. Citizens are counted by the one counting of quotas, each once."""
    lines = of_campaign(campaign)
    done = _work(campaign, now=now)
    came = [tally for tally in done.values() if tally.came]
    figures = campaigns.figures(campaign)
    return Results(
        planned=len(lines) - sum(line.moved_to_id is not None for line in lines),
        held=len(_held(campaign)),
        cancelled=sum(line.is_cancelled for line in lines),
        volunteers=len(came),
        presences=sum(tally.came for tally in came),
        minutes=sum(tally.minutes for tally in came),
        code_minutes=sum(tally.minutes - tally.typed_minutes for tally in came),
        typed_minutes=sum(tally.typed_minutes for tally in came),
        asked=sum(tally.asked for tally in came),
        people=figures[Indicator.PEOPLE],
        attendances=figures[Indicator.ATTENDANCES],
        turns=figures[Indicator.TURNS],
        classes=figures[Indicator.CLASSES],
    )


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


@dataclass
class _Tally:
    taken_on: int = 0
    came: int = 0
    absent: int = 0
    minutes: int = 0
    typed_minutes: int = 0
    asked: int = 0

    def add(self, one: Worked, *, is_typed: bool) -> None:
        self.came += 1
        self.minutes += one.minutes
        self.typed_minutes += one.minutes if is_typed else 0
        self.asked += one.is_asked


def _work(campaign: Campaign, *, now: datetime) -> dict[int, _Tally]:
    """By volunteer: shifts taken on, there, missed, and minutes."""
    statement = (
        select(
            Assignment.volunteer_id, Assignment.status, Assignment.came_at, Assignment.left_at,
            Assignment.came_proof, Assignment.left_proof, Shift.starts_at, Shift.ends_at,
            Shift.status.label("shift_status"),
        )
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Shift.campaign_id.in_(campaigns_of(campaign)),
            Shift.status != ShiftStatus.CANCELLED,
            Assignment.status == PlaceStatus.ASSIGNED,
        )
    )  # fmt: skip
    found: dict[int, _Tally] = {}
    for row in db.session.execute(by_hand(statement, "work on a campaign the caller has reached")):
        tally = found.setdefault(row.volunteer_id, _Tally())
        tally.taken_on += 1
        over = now >= row.ends_at
        tally.absent += is_absent(row.status, row.came_at, row.shift_status, over=over)
        if row.came_at is not None:
            hours = Hours(row.starts_at, row.ends_at)
            is_typed = Proof.TYPED in {row.came_proof, row.left_proof}
            tally.add(worked(row.came_at, row.left_at, hours, now=now), is_typed=is_typed)
    return found


def _held(campaign: Campaign) -> Sequence[int]:
    """Shifts that took place: opened, or with somebody there."""
    was_there = select(Assignment.id).where(
        Assignment.shift_id == Shift.id, Assignment.came_at.is_not(None)
    )
    statement = select(Shift.id).where(
        Shift.campaign_id.in_(campaigns_of(campaign)),
        Shift.status != ShiftStatus.CANCELLED,
        Shift.opened_at.is_not(None) | was_there.exists(),
    )
    return db.session.scalars(by_hand(statement, "shifts of a campaign the caller reached")).all()
