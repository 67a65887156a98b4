"""What coordinators do with people: place them, answer proposals, name who leads."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.policy import Actor
from tracker.shifts import queries, rules
from tracker.shifts.actions.keeping import (
    everybody,
    fresh,
    hold,
    minors_of,
    places_of,
    settle,
    touch,
)
from tracker.shifts.actions.taking_part import take_in
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import HOLDING, Hours, PlaceStatus, Refusal


@dataclass(frozen=True)
class Placing:
    """Who is to come, as what. `version` is the shift's that the coordinator saw."""

    volunteer_ids: tuple[int, ...]
    role_id: int
    version: int
    # Said when somebody is to come although they are elsewhere at that hour.
    override_reason: str = ""


@dataclass(frozen=True)
class Placed:
    """What became of it: nobody is placed unless all are. `outdated` when it changed meanwhile."""

    refusals: dict[int, Refusal]
    outdated: bool = False

    @property
    def is_done(self) -> bool:
        return not self.refusals and not self.outdated


@atomic
def place(actor: Actor, *, shift: Shift, placing: Placing, now: datetime) -> Placed:
    """Put people on a shift. Two at once are refused, unless the coordinator says why."""
    hold(shift.commune_id)
    fresh(shift)
    if shift.version != placing.version:
        return Placed({}, outdated=True)
    refusals = _judge(shift, placing, now=now)
    if refusals:
        return Placed(refusals)
    rows = {row.volunteer_id: row for row in everybody(shift.id)}
    for number, volunteer_id in enumerate(placing.volunteer_ids):
        is_elsewhere = _is_elsewhere(shift, volunteer_id)
        row = rows.get(volunteer_id)
        if row is None:
            row = _new(shift, volunteer_id)
            row.queue = _last(rows.values(), number)
        row.role_id, row.status, row.by_id = placing.role_id, PlaceStatus.ASSIGNED, actor.account_id
        row.at, row.cancelled_at = now, None
        row.override_reason = placing.override_reason if is_elsewhere else ""
        db.session.add(row)
    take_in(actor, shift=shift, volunteer_ids=placing.volunteer_ids, now=now)
    touch(shift, actor.account_id)
    settle(shift)
    journal.record(
        "shift.place", shift, account_id=actor.account_id, reason=placing.override_reason,
        people=len(placing.volunteer_ids),
    )  # fmt: skip
    return Placed({})


@atomic
def propose(
    actor: Actor, *, shift: Shift, volunteer_ids: Collection[int], role_id: int, now: datetime
) -> int:
    """A team's leader names who could come; Đoàn xã decides. How many were named."""
    hold(shift.commune_id)
    if rules.may_join(shift.status, Hours(shift.starts_at, shift.ends_at), now=now):
        return 0
    rows = {row.volunteer_id: row for row in everybody(shift.id)}
    named = 0
    for volunteer_id in sorted(volunteer_ids):
        row = rows.get(volunteer_id)
        if (row and row.status in HOLDING) or _is_elsewhere(shift, volunteer_id):
            continue
        row = row or _new(shift, volunteer_id)
        row.role_id, row.status, row.by_id = role_id, PlaceStatus.PROPOSED, actor.account_id
        row.at, row.cancelled_at = now, None
        row.queue = _last(rows.values(), named)
        db.session.add(row)
        named += 1
    if named:
        journal.record("shift.propose", shift, account_id=actor.account_id, people=named)
    return named


@atomic
def answer(
    actor: Actor, *, shift: Shift, row: Assignment, accepted: bool, now: datetime
) -> Refusal | None:
    """Take a proposal, in the order of the queue; or decline it."""
    hold(shift.commune_id)
    db.session.refresh(row)
    if row.status is not PlaceStatus.PROPOSED:
        return None
    if not accepted:
        row.status, row.cancelled_at = PlaceStatus.DECLINED, now
    else:
        refusal = rules.may_join(shift.status, Hours(shift.starts_at, shift.ends_at), now=now)
        if refusal:
            return refusal
        row.status = PlaceStatus.WAITING
        take_in(actor, shift=shift, volunteer_ids=[row.volunteer_id], now=now)
    settle(shift)
    touch(shift, actor.account_id)
    deed = "shift.accept" if accepted else "shift.decline"
    journal.record(deed, shift, account_id=actor.account_id)
    return None


@atomic
def take_off(
    actor: Actor, *, shift: Shift, row: Assignment, reason: str, now: datetime
) -> Refusal | None:
    """Take somebody off a shift before it begins to count; the queue moves up.

    Once it is over the list stays as it was: whoever did not come was absent.
    """
    hold(shift.commune_id)
    db.session.refresh(row)
    if row.status not in HOLDING:
        return None
    if row.came_at is not None:
        return Refusal.HAS_PEOPLE
    closed = rules.may_join(shift.status, Hours(shift.starts_at, shift.ends_at), now=now)
    if closed:
        return closed
    row.status, row.cancelled_at = PlaceStatus.CANCELLED, now
    touch(shift, actor.account_id)
    settle(shift)
    journal.record("shift.take_off", shift, account_id=actor.account_id, reason=reason)
    return None


@atomic
def lead(actor: Actor, *, shift: Shift, volunteer_id: int | None, version: int) -> Refusal | None:
    """Name who leads, among those placed and grown up."""
    hold(shift.commune_id)
    fresh(shift)
    if shift.version != version:
        return Refusal.OUTDATED
    if volunteer_id is not None:
        placed = {
            row.volunteer_id for row in everybody(shift.id) if row.status is PlaceStatus.ASSIGNED
        }
        if volunteer_id not in placed:
            return Refusal.NOT_PLACED
        if minors_of([volunteer_id], shift):
            return Refusal.MINOR_LEADS
    shift.leader_id = volunteer_id
    touch(shift, actor.account_id)
    journal.record("shift.lead", shift, account_id=actor.account_id)
    return None


def _new(shift: Shift, volunteer_id: int) -> Assignment:
    """Not yet in the session: whoever fills it in adds it."""
    return Assignment(shift_id=shift.id, volunteer_id=volunteer_id, override_reason="")


def _last(rows: Iterable[Assignment], more: int) -> int:
    """The end of the queue, behind those who were put there just now."""
    return max((row.queue for row in rows), default=0) + 1 + more


def _judge(shift: Shift, placing: Placing, *, now: datetime) -> dict[int, Refusal]:
    """Why each of them cannot come; empty when all can."""
    wanted = placing.volunteer_ids
    hours = Hours(shift.starts_at, shift.ends_at)
    closed = rules.may_join(shift.status, hours, now=now)
    if closed:
        return dict.fromkeys(wanted, closed)
    held = [row for row in everybody(shift.id) if row.status is PlaceStatus.ASSIGNED]
    there = {row.volunteer_id for row in held}
    found = {id_: Refusal.ALREADY for id_ in wanted if id_ in there}
    if not placing.override_reason:
        found |= {id_: Refusal.OVERLAP for id_ in wanted if _is_elsewhere(shift, id_)}
    taken = sum(row.role_id == placing.role_id for row in held)
    if taken + len(wanted) > places_of(shift.id).get(placing.role_id, 0):
        found |= dict.fromkeys(wanted, Refusal.FULL)
    minors = minors_of([*there, *wanted], shift)
    if not {*there, *wanted} - minors:
        found |= {id_: Refusal.MINOR_ALONE for id_ in wanted if id_ in minors}
    return found


def _is_elsewhere(shift: Shift, volunteer_id: int) -> bool:
    held = queries.held_by(volunteer_id, except_id=shift.id)
    return rules.clashes(Hours(shift.starts_at, shift.ends_at), [hours for _id, hours in held])
