"""Many people onto many shifts in one press: what can be done is done, the rest is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from tracker.campaigns.models import Campaign
from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.policy import Actor
from tracker.shifts import dealing, queries, rules
from tracker.shifts.actions.keeping import everybody, hold, minors_of, settle, touch
from tracker.shifts.actions.taking_part import take_in
from tracker.shifts.dealing import Dealt, Need
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import Hours, PlaceStatus, Refusal


@dataclass(frozen=True)
class Bulk:
    """Who is to come to which shifts. `versions` are those that the coordinator saw, by shift.

    `role` is the name of one; empty means each shift's first that has places left and does not
    teach. `spreads` gives each shift only what it lacks.
    """

    volunteer_ids: tuple[int, ...]
    versions: Mapping[int, int]
    role: str = ""
    override_reason: str = ""
    spreads: bool = False


@dataclass(frozen=True)
class Bulked:
    """What became of it: places by shift and volunteer; refusals of people, and of whole shifts."""

    placed: list[tuple[int, int]]
    refused: list[tuple[int, int, Refusal]]
    closed: dict[int, Refusal] = field(default_factory=dict)


@atomic
def place_all(actor: Actor, *, campaign: Campaign, bulk: Bulk, now: datetime) -> Bulked:
    """Place everybody who can be placed. A shift that was changed meanwhile is left alone."""
    hold(campaign.commune_id or 0)
    shifts = _shifts(campaign, bulk)
    closed = {shift.id: why for shift in shifts if (why := _why_closed(shift, bulk, now))}
    open_ones = [shift for shift in shifts if shift.id not in closed]
    roles = {shift.id: _role(shift, bulk.role) for shift in open_ones}
    needs = [_need(shift, role) for shift in open_ones if (role := roles[shift.id])]
    closed |= {shift_id: Refusal.FULL for shift_id, role in roles.items() if role is None}
    dealt = dealing.deal(
        needs, queries.hands(bulk.volunteer_ids, campaign_id=campaign.id),
        spreads=bulk.spreads, insists=bool(bulk.override_reason),
    )  # fmt: skip
    for shift in open_ones:
        role = roles[shift.id]
        chosen = [who for shift_id, who in dealt.places if shift_id == shift.id]
        if chosen and role:
            _write(actor, shift, role[0], chosen, dealt, bulk, now=now)
    return Bulked(dealt.places, dealt.refusals, closed)


def _shifts(campaign: Campaign, bulk: Bulk) -> Sequence[Shift]:
    statement = (
        select(Shift)
        .where(Shift.id.in_(sorted(bulk.versions)), Shift.campaign_id == campaign.id)
        .order_by(Shift.starts_at, Shift.id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def _why_closed(shift: Shift, bulk: Bulk, now: datetime) -> Refusal | None:
    if shift.version != bulk.versions[shift.id]:
        return Refusal.OUTDATED
    return rules.may_join(shift.status, Hours(shift.starts_at, shift.ends_at), now=now)


def _role(shift: Shift, wanted: str) -> tuple[int, int] | None:
    """The key of the role to be filled, and its free places."""
    for role in queries.roles_of([shift.id]).get(shift.id, []):
        is_wanted = role.name == wanted if wanted else not role.is_teaching
        if role.left and is_wanted:
            return role.id, role.left
    return None


def _need(shift: Shift, role: tuple[int, int]) -> Need:
    rows = everybody(shift.id)
    there = frozenset(row.volunteer_id for row in rows if row.status is PlaceStatus.ASSIGNED)
    return Need(
        shift.id, Hours(shift.starts_at, shift.ends_at), shift.local_date, role[1],
        shift.site.village_id, there, bool(there - minors_of(there, shift)),
    )  # fmt: skip


def _write(
    actor: Actor, shift: Shift, role_id: int, chosen: Sequence[int], dealt: Dealt, bulk: Bulk,
    *, now: datetime,
) -> None:  # fmt: skip
    rows = {row.volunteer_id: row for row in everybody(shift.id)}
    last = max((row.queue for row in rows.values()), default=0)
    for number, who in enumerate(chosen, 1):
        row = rows.get(who) or Assignment(shift_id=shift.id, volunteer_id=who, queue=last + number)
        row.role_id, row.status, row.by_id = role_id, PlaceStatus.ASSIGNED, actor.account_id
        row.at, row.cancelled_at = now, None
        is_elsewhere = (shift.id, who) in dealt.elsewhere
        row.override_reason = bulk.override_reason if is_elsewhere else ""
        db.session.add(row)
    take_in(actor, shift=shift, volunteer_ids=chosen, now=now)
    touch(shift, actor.account_id)
    settle(shift)
    journal.record(
        "shift.place", shift, account_id=actor.account_id, reason=bulk.override_reason,
        people=len(chosen),
    )  # fmt: skip
