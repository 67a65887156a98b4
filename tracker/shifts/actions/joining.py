"""What volunteers do themselves: sign up for shifts, and give them up."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from tracker.campaigns.models import Campaign, Signup
from tracker.campaigns.rules import SignupStatus
from tracker.core import codes, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.policy import Actor
from tracker.shifts import queries, rules
from tracker.shifts.actions.keeping import everybody, hold, next_in_queue, settle
from tracker.shifts.actions.taking_part import REFERENCE
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import HOLDING, Hours, PlaceStatus, Refusal
from tracker.volunteers.actions import Person, register
from tracker.volunteers.models import Volunteer
from tracker.volunteers.text import CONSENT


@dataclass(frozen=True)
class Wish:
    """One shift that somebody wants to come to, and as what."""

    shift_id: int
    role_id: int


@dataclass(frozen=True)
class Joined:
    """What became of a sign-up: each shift's place, or why there is none.

    `reference` is None for whoever the commune knew before, in this campaign or another: their
    private link was given out once. Signed in with their own account they get it always.
    """

    volunteer_id: int
    reference: str | None
    places: Mapping[int, PlaceStatus | Refusal]

    @property
    def took_any(self) -> bool:
        return any(isinstance(place, PlaceStatus) for place in self.places.values())


@atomic
def sign_up(
    actor: Actor | None,
    *,
    campaign: Campaign,
    person: Person,
    wishes: Collection[Wish],
    now: datetime,
) -> Joined:
    """Write the person down and give them what is free, else a place in the queue.

    Nobody waits in vain: where the campaign looks at each person first, everything is proposed.
    """
    commune_id = campaign.commune_id or 0
    hold(commune_id)
    registered = register(actor, person=person, commune_id=commune_id, consent=CONSENT, now=now)
    signup, is_new = _signup(actor, campaign, registered.volunteer, now=now)
    is_let_in = signup.status is SignupStatus.ACCEPTED
    places: dict[int, PlaceStatus | Refusal] = {}
    for wish in sorted(wishes, key=lambda one: one.shift_id):
        shift = queries.anyones(wish.shift_id, campaign.id)
        if shift is not None:
            places[shift.id] = _join(
                shift, wish.role_id, registered.volunteer, campaign, let_in=is_let_in, now=now
            )
    db.session.flush()  # while the scope that allows it is open
    mine = actor is not None and registered.volunteer.account_id == actor.account_id
    # Whoever types a known person's name and number here may be somebody else.
    is_theirs = mine or (is_new and not registered.is_known)
    return Joined(registered.volunteer.id, signup.reference if is_theirs else None, places)


@atomic
def add_wishes(
    _actor: Actor | None, *, signup: Signup, wishes: Collection[Wish], now: datetime
) -> Joined:
    """Further shifts for somebody who came by their own link."""
    hold(signup.commune_id)
    places: dict[int, PlaceStatus | Refusal] = {}
    for wish in sorted(wishes, key=lambda one: one.shift_id):
        shift = queries.anyones(wish.shift_id, signup.campaign_id)
        if shift is not None:
            places[shift.id] = _join(
                shift, wish.role_id, signup.volunteer, signup.campaign,
                let_in=signup.status is SignupStatus.ACCEPTED, now=now,
            )  # fmt: skip
    return Joined(signup.volunteer_id, signup.reference, places)


@atomic
def give_up(
    actor: Actor | None,
    *,
    volunteer_ids: Collection[int],
    assignment_id: int,
    now: datetime,
    limit: timedelta,
) -> Refusal | None:
    """A volunteer's own cancelling; the next in the queue moves up at once."""
    found = select(Assignment).where(
        Assignment.id == assignment_id, Assignment.volunteer_id.in_(sorted(volunteer_ids))
    )
    row = db.session.scalar(by_hand(found, "one's own place"))
    if row is None:
        return Refusal.NOT_PLACED
    shift = _shift(row.shift_id)
    hold(shift.commune_id)
    db.session.refresh(row)
    if row.status not in HOLDING:
        return None
    refusal = rules.may_leave(shift.starts_at, now=now, limit=limit)
    if (refusal or row.came_at) and row.status is PlaceStatus.ASSIGNED:
        return Refusal.TOO_LATE
    row.status, row.cancelled_at = PlaceStatus.CANCELLED, now
    journal.record("shift.give_up", shift, account_id=actor.account_id if actor else None)
    settle(shift)
    return None


def _signup(
    actor: Actor | None, campaign: Campaign, volunteer: Volunteer, *, now: datetime
) -> tuple[Signup, bool]:
    """The person's one row in the campaign, and whether it is new."""
    mine = select(Signup).where(
        Signup.campaign_id == campaign.id, Signup.volunteer_id == volunteer.id
    )
    known = db.session.scalar(by_hand(mine, "one row a person and campaign"))
    if known is not None:
        if known.status is SignupStatus.LEFT:
            known.status = _first_status(campaign)
        return known, False
    row = Signup(
        campaign_id=campaign.id,
        commune_id=volunteer.commune_id,
        volunteer_id=volunteer.id,
        reference=codes.random_code(REFERENCE),
        status=_first_status(campaign),
        at=now,
    )
    db.session.add(row)
    db.session.flush()
    journal.record("campaign.join", row, account_id=actor.account_id if actor else None)
    return row, True


def _first_status(campaign: Campaign) -> SignupStatus:
    return SignupStatus.ACCEPTED if campaign.accepts_all else SignupStatus.PENDING


def _join(
    shift: Shift,
    role_id: int,
    volunteer: Volunteer,
    campaign: Campaign,
    *,
    let_in: bool,
    now: datetime,
) -> PlaceStatus | Refusal:
    role = next((role for role in shift.roles if role.id == role_id), None)
    if role is None or role.name in campaign.closed_roles:
        return Refusal.ROLE_CLOSED
    hours = Hours(shift.starts_at, shift.ends_at)
    refusal = rules.may_join(shift.status, hours, now=now)
    if refusal:
        return refusal
    row = next((row for row in everybody(shift.id) if row.volunteer_id == volunteer.id), None)
    if row is not None and row.status in HOLDING:
        return Refusal.ALREADY
    if row is not None and row.status is PlaceStatus.DECLINED:
        return Refusal.NOT_OPEN
    held = queries.held_by(volunteer.id, except_id=shift.id)
    if rules.clashes(hours, [other for _id, other in held]):
        return Refusal.OVERLAP
    queue = next_in_queue(shift.id)
    if row is None:
        row = Assignment(shift_id=shift.id, volunteer_id=volunteer.id)
    row.role_id, row.at, row.by_id, row.override_reason = role.id, now, None, ""
    row.queue, row.cancelled_at = queue, None
    row.status = PlaceStatus.WAITING if let_in else PlaceStatus.PROPOSED
    db.session.add(row)
    journal.record("shift.join", shift, account_id=None)
    settle(shift)
    return row.status


def _shift(shift_id: int) -> Shift:
    statement = select(Shift).where(Shift.id == shift_id)
    return db.session.scalars(by_hand(statement, "the shift one has a place on")).one()
