"""What a volunteer's own details mean for their shifts: a corrected age, and going for good."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.accounts.models import Membership
from tracker.accounts.training import presences
from tracker.campaigns.models import Signup
from tracker.campaigns.rules import SignupStatus
from tracker.core import clock, codes, names
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.policy import Actor
from tracker.shifts.actions.keeping import hold, minors_of, settle
from tracker.shifts.actions.taking_part import REFERENCE
from tracker.shifts.models import Assignment, KeptTraining, Shift
from tracker.shifts.rules import HOLDING, PlaceStatus, ShiftStatus
from tracker.volunteers import actions as volunteers
from tracker.volunteers.actions import Person
from tracker.volunteers.models import Volunteer
from tracker.volunteers.rules import Refusal


@atomic
def correct(
    actor: Actor | None, *, volunteer: Volunteer, person: Person, now: datetime, is_own: bool
) -> Refusal | None:
    """Put somebody's details right. A minor who was taken for a grown-up is not left alone."""
    hold(volunteer.commune_id)
    year = volunteer.birth_year
    refusal = volunteers.correct(
        actor, volunteer=volunteer, person=person, today=clock.local_date(now), is_own=is_own
    )
    if refusal is None and volunteer.birth_year != year:
        for _row, shift in _to_come(volunteer, now=now):
            if shift.leader_id in minors_of([volunteer.id], shift):
                shift.leader_id = None
            settle(shift)
    return refusal


@atomic
def withdraw(volunteer: Volunteer, *, now: datetime) -> None:
    """Nobody waits for them any more, and their private links lead nowhere.

    That somebody in a post was trained stays with the post, without the row of the volunteer.
    """
    hold(volunteer.commune_id)
    _keep_trainings(volunteer)
    for row, shift in _to_come(volunteer, now=now):
        if row.came_at is None:
            row.status, row.cancelled_at = PlaceStatus.CANCELLED, now
            settle(shift)
    _forget_reasons(volunteer)
    signups = select(Signup).where(Signup.volunteer_id == volunteer.id)
    for signup in db.session.scalars(signups):
        signup.status, signup.squad_id = SignupStatus.LEFT, None
        signup.reference = codes.random_code(REFERENCE)
    db.session.flush()


def _to_come(volunteer: Volunteer, *, now: datetime) -> Sequence[tuple[Assignment, Shift]]:
    statement = (
        select(Assignment, Shift)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.volunteer_id == volunteer.id,
            Assignment.status.in_(HOLDING),
            Shift.status != ShiftStatus.CANCELLED,
            Shift.ends_at > now,
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    return [(row, shift) for row, shift in db.session.execute(statement)]


def _keep_trainings(volunteer: Volunteer) -> None:
    if volunteer.account_id is None:
        return
    there = presences()
    known = select(KeptTraining.shift_id).where(KeptTraining.account_id == volunteer.account_id)
    serves = select(Membership.id).where(
        Membership.account_id == volunteer.account_id, Membership.until.is_(None)
    )
    taught = (
        select(Assignment.shift_id)
        .join(there, there.c.shift_id == Assignment.shift_id)
        .where(
            Assignment.volunteer_id == volunteer.id, there.c.account_id == volunteer.account_id,
            Assignment.shift_id.not_in(known), serves.exists(),
        )
        .distinct()
    )  # fmt: skip
    for shift_id in db.session.scalars(by_hand(taught, "the days their own post was taught on")):
        db.session.add(KeptTraining(account_id=volunteer.account_id, shift_id=shift_id))


def _forget_reasons(volunteer: Volunteer) -> None:
    """That there was a reason stays; the words go where they may say who it was."""
    given = set(names.search_key(volunteer.name).split()[-1:])
    rows = select(Assignment).where(
        Assignment.volunteer_id == volunteer.id, Assignment.override_reason != ""
    )
    for row in db.session.scalars(rows):
        if given & set(names.search_key(row.override_reason).split()):
            row.override_reason = "…"
    called_off = select(Shift).where(
        Shift.commune_id == volunteer.commune_id, Shift.cancelled_reason != ""
    )
    for shift in db.session.scalars(by_hand(called_off, "wherever the reason names them")):
        shift.cancelled_reason = names.without(shift.cancelled_reason, volunteer.name)
