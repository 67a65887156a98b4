"""Planning shifts: many at once, changing one, calling it off, moving it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select, update

from tracker.campaigns.models import Campaign
from tracker.classes.models import ClassSession
from tracker.core import clock, codes, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.places.models import Site, Team
from tracker.policy import Actor
from tracker.shifts import queries, rules
from tracker.shifts.actions.keeping import everybody, fresh, hold, settle, touch
from tracker.shifts.models import Assignment, Shift, ShiftRole
from tracker.shifts.rules import HOLDING, Hours, PlaceStatus, Refusal, ShiftStatus


@dataclass(frozen=True)
class Block:
    """The same hours and roles at several places, on one day or every week."""

    site_ids: tuple[int, ...]
    first_day: date
    starts: time
    ends: time
    roles: tuple[tuple[str, int], ...]
    weeks: int = 1
    minimum: int = 1
    note: str = ""

    @property
    def days(self) -> list[date]:
        return rules.weekly(self.first_day, self.weeks)

    @property
    def number(self) -> int:
        return len(self.site_ids) * self.weeks


@dataclass(frozen=True)
class Change:
    """A shift as its coordinator wants it. `version` is the one they saw."""

    site_id: int
    day: date
    starts: time
    ends: time
    roles: tuple[tuple[str, int], ...]
    minimum: int
    note: str
    class_id: int | None
    version: int

    @property
    def hours(self) -> Hours:
        return Hours(clock.at(self.day, self.starts), clock.at(self.day, self.ends))


@atomic
def plan(actor: Actor, *, campaign: Campaign, blocks: Sequence[Block]) -> list[Shift]:
    """Every shift of every block, each with its own code. The team of a thôn has its shifts."""
    teams = teams_of(campaign.commune_id or 0)
    made: list[Shift] = []
    for block in blocks:
        for day, site_id in rules.series(block.days, block.site_ids):
            hours = Hours(clock.at(day, block.starts), clock.at(day, block.ends))
            made.append(_shift(campaign, site_id, teams.get(site_id), hours, block))
    for shift, code in zip(made, free_codes(len(made)), strict=True):
        shift.code = code
    db.session.add_all(made)
    db.session.flush()
    if len(made) > 1:
        for shift in made:
            shift.series_id = made[0].id
    journal.record("shift.plan", made[0], account_id=actor.account_id, shifts=len(made))
    return made


@atomic
def edit(actor: Actor, *, shift: Shift, change: Change) -> Refusal | None:
    """Change one shift. Where its hours move, whoever is elsewhere then waits again."""
    hold(shift.commune_id)
    fresh(shift)
    if shift.version != change.version:
        return Refusal.OUTDATED
    if shift.status in {ShiftStatus.CANCELLED, ShiftStatus.DONE}:
        return Refusal.CANCELLED if shift.status is ShiftStatus.CANCELLED else Refusal.OVER
    refusal = _set_roles(shift, change.roles) or link(shift, change.class_id)
    if refusal:
        return refusal
    moved = (shift.starts_at, shift.ends_at) != (change.hours.starts_at, change.hours.ends_at)
    shift.starts_at, shift.ends_at = change.hours.starts_at, change.hours.ends_at
    shift.local_date = change.day
    shift.site_id = change.site_id
    shift.team_id = teams_of(shift.commune_id).get(change.site_id)
    shift.minimum, shift.note = change.minimum, change.note
    db.session.flush()
    if moved:
        _make_wait(shift)
    touch(shift, actor.account_id)
    settle(shift)
    journal.record("shift.edit", shift, account_id=actor.account_id, moved=moved)
    return None


@atomic
def cancel(
    actor: Actor, *, shift: Shift, reason: str, version: int, moved_to: Hours | None = None
) -> Shift | Refusal | None:
    """Call it off: it stays visible with its reason, and nobody is absent from it.

    Moved to another hour, a new shift takes over its people; who is elsewhere then waits there.
    """
    hold(shift.commune_id)
    fresh(shift)
    if shift.version != version:
        return Refusal.OUTDATED
    if shift.status in {ShiftStatus.CANCELLED, ShiftStatus.DONE}:
        return Refusal.CANCELLED if shift.status is ShiftStatus.CANCELLED else Refusal.OVER
    rows = everybody(shift.id)
    if any(row.came_at for row in rows):
        return Refusal.HAS_PEOPLE
    shift.status, shift.cancelled_reason = ShiftStatus.CANCELLED, reason
    touch(shift, actor.account_id)
    db.session.flush()
    taken_over = _take_over(shift, rows, moved_to) if moved_to else None
    journal.record("shift.cancel", shift, account_id=actor.account_id, reason=reason)
    return taken_over


def link(shift: Shift, class_id: int | None) -> Refusal | None:
    """Part of an action: people are taught here in this class, so it counts for the campaign."""
    if class_id == shift.class_id:
        return None
    before, shift.class_id = shift.class_id, class_id
    db.session.flush()
    if before is not None:
        still = select(Shift.id).where(Shift.class_id == before).limit(1)
        if db.session.scalar(by_hand(still, "other shifts at the same class")) is None:
            _credit(before, None)
    if class_id is None:
        return None
    held = select(ClassSession.campaign_id).where(ClassSession.id == class_id)
    campaign_id = db.session.scalar(by_hand(held, "which campaign it counts for already"))
    if campaign_id not in {None, shift.campaign_id}:
        return Refusal.OTHER_CAMPAIGN
    _credit(class_id, shift.campaign_id)
    return None


def _credit(class_id: int, campaign_id: int | None) -> None:
    statement = update(ClassSession).where(ClassSession.id == class_id)
    statement = statement.values(campaign_id=campaign_id)
    db.session.execute(by_hand(statement, "the class chosen from those of the commune"))


def _shift(
    campaign: Campaign, site_id: int, team_id: int | None, hours: Hours, block: Block
) -> Shift:
    return Shift(
        secret=codes.random_token(),
        campaign_id=campaign.id,
        commune_id=campaign.commune_id,
        team_id=team_id,
        site_id=site_id,
        status=ShiftStatus.PLANNED,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        local_date=clock.local_date(hours.starts_at),
        minimum=block.minimum,
        note=block.note,
        roles=[ShiftRole(name=name, places=places) for name, places in block.roles],
    )


def teams_of(commune_id: int) -> dict[int, int]:
    """The team in whose thôn each site lies."""
    statement = (
        select(Site.id.label("site"), Team.id.label("team"))
        .join(Team, Team.village_id == Site.village_id)
        .where(Site.commune_id == commune_id, Team.ended_on.is_(None))
        .order_by(Team.id.desc())
    )
    why = "a shift in a thôn is its team's, whoever plans it"
    found = db.session.execute(by_hand(statement, why))
    return {row.site: row.team for row in found}


def _set_roles(shift: Shift, wanted: Sequence[tuple[str, int]]) -> Refusal | None:
    """The roles with their places; never fewer places than people, nor a role taken away."""
    rows = everybody(shift.id)
    placed = [row.role_id for row in rows if row.status is PlaceStatus.ASSIGNED]
    known = {role.name: role for role in shift.roles}
    places = dict(wanted)
    for name, role in known.items():
        if places.get(name, 0) < placed.count(role.id):
            return Refusal.PLACES_TAKEN
        if name not in places and any(row.role_id == role.id for row in rows):
            role.places = 0  # somebody once asked for it: their row still names it
    for name in [name for name in known if name not in places]:
        role = known[name]
        if not any(row.role_id == role.id for row in rows):
            shift.roles.remove(role)
            db.session.delete(role)
    for name, number in places.items():
        if name in known:
            known[name].places = number
        else:
            shift.roles.append(ShiftRole(name=name, places=number))
    db.session.flush()
    return None


def _make_wait(shift: Shift) -> None:
    """Whoever has another shift at the new hour keeps a place in the queue, not on the shift."""
    hours = Hours(shift.starts_at, shift.ends_at)
    placed = [row for row in everybody(shift.id) if row.status is PlaceStatus.ASSIGNED]
    ids = {row.volunteer_id for row in placed}
    elsewhere = queries.clashes_at(hours, ids, except_id=shift.id) if ids else set()
    for row in placed:
        is_bound = row.override_reason or row.came_at
        if row.volunteer_id in elsewhere and not is_bound:
            row.status = PlaceStatus.WAITING
    db.session.flush()


def _take_over(shift: Shift, rows: Sequence[Assignment], hours: Hours) -> Shift:
    """The same place, roles and people at another hour; its leader stays if they can come."""
    new = Shift(
        code=free_codes(1)[0], secret=codes.random_token(), campaign_id=shift.campaign_id,
        commune_id=shift.commune_id, team_id=shift.team_id, site_id=shift.site_id,
        series_id=shift.series_id, status=ShiftStatus.PLANNED, starts_at=hours.starts_at,
        ends_at=hours.ends_at, local_date=clock.local_date(hours.starts_at),
        minimum=shift.minimum, note=shift.note, leader_id=shift.leader_id,
        changed_by_id=shift.changed_by_id,
        roles=[ShiftRole(name=role.name, places=role.places) for role in shift.roles],
    )  # fmt: skip
    db.session.add(new)
    db.session.flush()
    role_of = {old.id: copy.id for old, copy in zip(shift.roles, new.roles, strict=True)}
    for row in rows:
        if row.status in HOLDING:
            db.session.add(
                Assignment(
                    shift_id=new.id, role_id=role_of[row.role_id], volunteer_id=row.volunteer_id,
                    status=row.status, queue=row.queue, by_id=row.by_id, at=row.at,
                    override_reason="",
                )
            )  # fmt: skip
    db.session.flush()
    shift.moved_to_id = new.id
    _make_wait(new)
    settle(new)
    return new


def free_codes(count: int) -> list[str]:
    """New shift codes; a taken one is drawn again."""
    found: set[str] = set()
    while len(found) < count:
        found |= {codes.random_code(codes.CLASS_CODE) for _ in range(count - len(found))}
        taken = select(Shift.code).where(Shift.code.in_(found))
        found -= set(db.session.scalars(by_hand(taken, "a code is used once in the whole country")))
    return sorted(found)
