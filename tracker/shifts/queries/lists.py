"""Shifts in lists: with how far they are filled, in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations, groupby
from typing import Any

from sqlalchemy import Select, func, select

from tracker.campaigns.models import Campaign
from tracker.core.db import db
from tracker.core.scope import by_hand, current, in_team_or_above
from tracker.places.models import Site, Team, Village
from tracker.shifts.models import Assignment, Shift, ShiftRole
from tracker.shifts.rules import HOLDING, Filled, Hours, PlaceStatus, ShiftStatus
from tracker.volunteers.models import Volunteer

_NUMBERS = "numbers and places of a campaign the caller has reached, never a name"


@dataclass(frozen=True)
class Line:
    """One shift of a list: when, where, how full. No name."""

    id: int
    code: str
    campaign_id: int
    team_id: int | None
    village_id: int | None
    site_name: str
    village_name: str
    cancelled_reason: str
    moved_to_id: int | None
    moved_to: datetime | None
    local_date: date
    opened_at: datetime | None
    version: int
    filled: Filled

    @property
    def starts_at(self) -> datetime:
        return self.filled.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.filled.ends_at

    @property
    def is_cancelled(self) -> bool:
        return self.filled.status is ShiftStatus.CANCELLED


def of_campaign(campaign: Campaign) -> list[Line]:
    """Every shift of the campaign, its communes' parts included, in order."""
    return _lines(Shift.campaign_id.in_(campaigns_of(campaign)))


def days_of(campaign_ids: Collection[int]) -> dict[int, set[date]]:
    """The days on which each of these campaigns has shifts, called off ones too."""
    statement = (
        select(Shift.campaign_id, Shift.local_date)
        .where(Shift.campaign_id.in_(sorted(campaign_ids)))
        .distinct()
    )
    found: dict[int, set[date]] = {}
    for campaign_id, day in db.session.execute(by_hand(statement, _NUMBERS)):
        found.setdefault(campaign_id, set()).add(day)
    return found


def on_days(campaign_ids: Collection[int], days: Collection[date]) -> list[Line]:
    """Their shifts of some days: a province's plan has ten thousand in all."""
    return _lines(Shift.campaign_id.in_(sorted(campaign_ids)), Shift.local_date.in_(sorted(days)))


def some(shift_ids: Collection[int]) -> list[Line]:
    """These shifts, in order."""
    return _lines(Shift.id.in_(sorted(shift_ids)))


def of_team(team_id: int, *, since: datetime) -> list[Line]:
    """What comes on the team's ground."""
    return _lines(Shift.team_id == team_id, Shift.ends_at > since)


def has_any(campaign_id: int) -> bool:
    statement = select(Shift.id).where(
        Shift.campaign_id == campaign_id, Shift.status != ShiftStatus.CANCELLED
    )
    return db.session.scalar(by_hand(statement.limit(1), _NUMBERS)) is not None


def numbers(campaign_ids: Collection[int]) -> dict[int, int]:
    """How many shifts each campaign has, called off ones left out."""
    statement = (
        select(Shift.campaign_id, func.count(Shift.id))
        .where(Shift.campaign_id.in_(sorted(campaign_ids)), Shift.status != ShiftStatus.CANCELLED)
        .group_by(Shift.campaign_id)
    )
    return {row[0]: row[1] for row in db.session.execute(by_hand(statement, _NUMBERS))}


@dataclass(frozen=True)
class RoleLine:
    """A role of a shift: how many of how many."""

    id: int
    shift_id: int
    name: str
    places: int
    assigned: int
    is_teaching: bool = False

    @property
    def left(self) -> int:
        return max(self.places - self.assigned, 0)


def roles_of(shift_ids: Collection[int]) -> dict[int, list[RoleLine]]:
    """The roles of each shift with how far they are filled."""
    taken = (
        select(func.count(Assignment.id))
        .where(Assignment.role_id == ShiftRole.id, Assignment.status == PlaceStatus.ASSIGNED)
        .scalar_subquery()
    )
    statement = (
        select(
            ShiftRole.id,
            ShiftRole.shift_id,
            ShiftRole.name,
            ShiftRole.places,
            taken,
            ShiftRole.is_teaching,
        )
        .where(ShiftRole.shift_id.in_(sorted(shift_ids)))
        .order_by(ShiftRole.id)
    )
    found: dict[int, list[RoleLine]] = {}
    for row in db.session.execute(by_hand(statement, _NUMBERS)):
        found.setdefault(row.shift_id, []).append(RoleLine(*row))
    return found


def clashes_at(
    hours: Hours, volunteer_ids: Collection[int], *, except_id: int | None = None
) -> set[int]:
    """Who of these has a place on another shift at that hour."""
    statement = (
        select(Assignment.volunteer_id)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.volunteer_id.in_(sorted(volunteer_ids)),
            Assignment.status == PlaceStatus.ASSIGNED,
            Shift.status != ShiftStatus.CANCELLED,
            Shift.starts_at < hours.ends_at,
            Shift.ends_at > hours.starts_at,
        )
    )
    if except_id is not None:
        statement = statement.where(Shift.id != except_id)
    why = "nobody is at two places at once, whoever asks"
    return set(db.session.scalars(by_hand(statement, why)))


def campaigns_of(campaign: Campaign) -> Select[Any]:
    """The campaign, and where it is a province's the parts of its communes."""
    table = Campaign.__table__.alias("campaign_part")
    mine = (table.c.id == campaign.id) | (table.c.parent_id == campaign.id)
    return select(table.c.id).where(mine)


def _lines(*conditions: Any) -> list[Line]:
    moved = Shift.__table__.alias("moved")
    assigned = _number(PlaceStatus.ASSIGNED)
    waiting = _number(PlaceStatus.WAITING)
    places = (
        select(func.coalesce(func.sum(ShiftRole.places), 0))
        .where(ShiftRole.shift_id == Shift.id)
        .scalar_subquery()
    )
    statement = (
        select(
            Shift.id, Shift.code, Shift.campaign_id, Shift.team_id, Site.village_id,
            Site.name.label("site_name"), Village.name.label("village_name"),
            Shift.cancelled_reason, Shift.moved_to_id, moved.c.starts_at.label("moved_to"),
            Shift.local_date, Shift.opened_at, Shift.version, Shift.starts_at, Shift.ends_at,
            Shift.status, places.label("places"), assigned.label("assigned"),
            waiting.label("waiting"), Shift.minimum, Shift.leader_id,
        )
        .join(Site, Site.id == Shift.site_id)
        .outerjoin(Village, Village.id == Site.village_id)
        .outerjoin(Team, Team.id == Shift.team_id)
        .outerjoin(moved, moved.c.id == Shift.moved_to_id)
        .where(*conditions)
        .order_by(Shift.starts_at, Site.name, Shift.id)
    )  # fmt: skip
    return [_line(row) for row in db.session.execute(by_hand(statement, _NUMBERS))]


def _number(status: PlaceStatus) -> Any:
    return (
        select(func.count(Assignment.id))
        .where(Assignment.shift_id == Shift.id, Assignment.status == status)
        .scalar_subquery()
    )


def _line(row: Any) -> Line:
    filled = Filled(
        row.starts_at, row.ends_at, row.status, int(row.places), int(row.assigned),
        int(row.waiting), row.minimum, row.leader_id is not None,
    )  # fmt: skip
    return Line(
        row.id, row.code, row.campaign_id, row.team_id, row.village_id, row.site_name,
        row.village_name or "", row.cancelled_reason, row.moved_to_id, row.moved_to,
        row.local_date, row.opened_at, row.version, filled,
    )  # fmt: skip


def within_reach(lines: Sequence[Line]) -> set[int]:
    """Which of these shifts lie in the reach that is open."""
    reach = current()
    ids = [line.id for line in lines]
    if reach.everywhere:
        return set(ids)
    table: Any = Shift.__table__
    statement = select(table.c.id).where(table.c.id.in_(ids), in_team_or_above(table.c, reach))
    return set(db.session.scalars(by_hand(statement, "limited to the reach right here")))


def doubles(campaign_id: int, *, now: datetime) -> list[tuple[str, list[int]]]:
    """People of the same name and different numbers on shifts at one hour: name, their shifts."""
    statement = (
        select(Volunteer.name, Volunteer.search_key, Volunteer.id, Shift.id, Shift.starts_at,
               Shift.ends_at)
        .join(Assignment, Assignment.volunteer_id == Volunteer.id)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Shift.campaign_id == campaign_id,
            Shift.status != ShiftStatus.CANCELLED,
            Shift.ends_at > now,
            Assignment.status.in_(HOLDING),
        )
        .order_by(Volunteer.search_key, Shift.starts_at)
    )  # fmt: skip
    rows = db.session.execute(statement).all()
    found: dict[str, tuple[str, list[int]]] = {}
    for _key, same in groupby(rows, key=lambda row: row[1]):
        people = list(same)
        for one, other in combinations(people, 2):
            meet = Hours(one[4], one[5]).overlaps(Hours(other[4], other[5]))
            if one[2] != other[2] and meet:
                _name, shifts = found.setdefault(one[1], (one[0], []))
                shifts += [key for key in (one[3], other[3]) if key not in shifts]
    return list(found.values())
