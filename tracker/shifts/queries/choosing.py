"""Whom a coordinator may choose for many shifts at once, and what those people hold already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased, joinedload

from tracker.campaigns.models import Signup
from tracker.campaigns.rules import SignupStatus
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.places.models import Site
from tracker.shifts.dealing import Hand
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import HOLDING, Hours, PlaceStatus, ShiftStatus
from tracker.volunteers.models import Volunteer

_WHY = "nobody is at two places at once, whichever commune asks"


@dataclass(frozen=True)
class Choice:
    """A volunteer of the campaign, and how many of its shifts they have."""

    volunteer: Volunteer
    shifts: int


@dataclass(frozen=True)
class Held:
    """A shift that somebody has given their time to. `site` is empty where it lies elsewhere."""

    shift_id: int
    hours: Hours
    site: str


def choices(campaign_id: int, commune_id: int) -> list[Choice]:
    """The commune's volunteers within reach, those of this campaign first."""
    joined = (
        select(Signup.id)
        .where(
            Signup.volunteer_id == Volunteer.id,
            Signup.campaign_id == campaign_id,
            Signup.status == SignupStatus.ACCEPTED,
        )
        .exists()
    )
    statement = (
        select(Volunteer, _number(campaign_id))
        .where(Volunteer.commune_id == commune_id, Volunteer.erased_at.is_(None))
        .options(joinedload(Volunteer.village))
        .order_by(joined.desc(), Volunteer.sort_key, Volunteer.id)
    )
    return [Choice(*row) for row in db.session.execute(statement)]


def hands(volunteer_ids: Collection[int], *, campaign_id: int) -> list[Hand]:
    """These people as they are dealt out; only those within reach."""
    statement = select(Volunteer, _number(campaign_id)).where(
        Volunteer.id.in_(sorted(volunteer_ids))
    )
    people = db.session.execute(statement).all()
    held = given_away([person.id for person, _number_ in people])
    return [
        Hand(
            person.id, person.birth_year, person.village_id, shifts,
            tuple((one.shift_id, one.hours) for one in held.get(person.id, ())), person.sort_key,
        )
        for person, shifts in people
    ]  # fmt: skip


def given_away(
    volunteer_ids: Collection[int], *, since: datetime | None = None
) -> dict[int, list[Held]]:
    """The hours that each has given away already, under the same name and number in any commune.

    The place is named only where it is the person's own commune.
    """
    same = aliased(Volunteer)
    statement = (
        select(Volunteer.id, Shift.id, Shift.starts_at, Shift.ends_at, Site.name,
               same.commune_id == Volunteer.commune_id)
        .select_from(Volunteer)
        .join(same, and_(same.phone == Volunteer.phone, same.search_key == Volunteer.search_key))
        .join(Assignment, Assignment.volunteer_id == same.id)
        .join(Shift, Shift.id == Assignment.shift_id)
        .join(Site, Site.id == Shift.site_id)
        .where(
            Volunteer.id.in_(sorted(volunteer_ids)),
            Assignment.status.in_(HOLDING),
            Shift.status != ShiftStatus.CANCELLED,
        )
    )  # fmt: skip
    if since is not None:
        statement = statement.where(Shift.ends_at > since)
    found: dict[int, list[Held]] = {}
    for who, shift_id, starts, ends, site, is_here in db.session.execute(by_hand(statement, _WHY)):
        held = Held(shift_id, Hours(starts, ends), site if is_here else "")
        found.setdefault(who, []).append(held)
    return found


@dataclass(frozen=True)
class Placed:
    """Somebody with a place on a shift, as the roster names them."""

    name: str
    leads: bool


def placed_on(shift_ids: Collection[int]) -> dict[int, list[Placed]]:
    """Who works on each of these shifts, by given name; those within reach."""
    statement = (
        select(Assignment.shift_id, Volunteer.name, Shift.leader_id == Volunteer.id)
        .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.shift_id.in_(sorted(shift_ids)), Assignment.status == PlaceStatus.ASSIGNED
        )
        .order_by(Volunteer.sort_key, Volunteer.id)
    )
    found: dict[int, list[Placed]] = {}
    for shift_id, name, leads in db.session.execute(statement):
        found.setdefault(shift_id, []).append(Placed(name, bool(leads)))
    return found


def _number(campaign_id: int) -> Any:
    """On how many shifts of the campaign a volunteer has a place."""
    return (
        select(func.count(Assignment.id))
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.volunteer_id == Volunteer.id,
            Assignment.status == PlaceStatus.ASSIGNED,
            Shift.campaign_id == campaign_id,
        )
        .correlate(Volunteer)
        .scalar_subquery()
    )
