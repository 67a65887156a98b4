"""The plan of an earlier campaign once more, on the days of another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from tracker.campaigns.models import Campaign, Goal, Squad, Wave
from tracker.campaigns.rules import Days, is_editable
from tracker.core import clock, codes, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.places.models import Site
from tracker.policy import Actor
from tracker.shifts import rules
from tracker.shifts.actions.planning import free_codes, teams_of
from tracker.shifts.models import Shift, ShiftRole
from tracker.shifts.rules import ShiftStatus


@dataclass(frozen=True)
class Copied:
    """What was taken over; and what was not, because its day or its place is no longer there."""

    shifts: int
    outside: int
    without_place: int


@atomic
def copy_plan(actor: Actor, *, source: Campaign, target: Campaign) -> Copied | None:
    """Shifts on the same weekdays with their hours, roles and numbers; waves, goals and squads
    where there are none yet. Nobody's place is copied, nor who led. None: it is closed."""
    if not is_editable(target.stage):
        return None
    planned = _planned(source)
    by = rules.weeks_between(source.first_day, target.first_day)
    here = Days(target.first_day, target.last_day)
    inside = [
        shift for shift in planned if here.holds(Days(shift.local_date + by, shift.local_date + by))
    ]
    sites = set(
        db.session.scalars(
            select(Site.id).where(Site.commune_id == target.commune_id, Site.ended_on.is_(None))
        )
    )
    chosen = [shift for shift in inside if shift.site_id in sites]
    _copy_shifts(target, chosen, by)
    _copy_frame(source, target, by)
    db.session.flush()
    journal.record(
        "campaign.copy", target, account_id=actor.account_id, source=source.id, shifts=len(chosen)
    )
    return Copied(len(chosen), len(planned) - len(inside), len(inside) - len(chosen))


def _planned(source: Campaign) -> Sequence[Shift]:
    """As it was planned: what was moved at its first hour, what was only called off not at all."""
    moved = select(Shift.moved_to_id).where(
        Shift.campaign_id == source.id, Shift.moved_to_id.is_not(None)
    )
    statement = (
        select(Shift)
        .where(
            Shift.campaign_id == source.id,
            (Shift.status != ShiftStatus.CANCELLED) | Shift.moved_to_id.is_not(None),
            Shift.id.not_in(moved),
        )
        .options(selectinload(Shift.roles))
        .order_by(Shift.starts_at, Shift.id)
        .limit(rules.MOST_SHIFTS)
    )
    return db.session.scalars(statement).all()


def _copy_shifts(target: Campaign, chosen: Sequence[Shift], by: timedelta) -> None:
    teams = teams_of(target.commune_id or 0)
    made = [
        _copy(target, shift, code, by, teams)
        for shift, code in zip(chosen, free_codes(len(chosen)), strict=True)
    ]
    db.session.add_all(made)
    db.session.flush()
    for shift in made[1:]:
        shift.series_id = made[0].id


def _copy(
    target: Campaign, shift: Shift, code: str, by: timedelta, teams: Mapping[int, int]
) -> Shift:
    # Whole days of a Vietnamese clock: nobody's evening moves by an hour.
    return Shift(
        code=code, secret=codes.random_token(), campaign_id=target.id,
        commune_id=target.commune_id, team_id=teams.get(shift.site_id), site_id=shift.site_id,
        status=ShiftStatus.PLANNED, starts_at=shift.starts_at + by, ends_at=shift.ends_at + by,
        local_date=clock.local_date(shift.starts_at + by), minimum=shift.minimum, note=shift.note,
        roles=[
            ShiftRole(name=role.name, places=role.places) for role in shift.roles if role.places
        ],
    )  # fmt: skip


def _copy_frame(source: Campaign, target: Campaign, by: timedelta) -> None:
    here = Days(target.first_day, target.last_day)
    if not _any(Wave, target):
        for wave in db.session.scalars(select(Wave).where(Wave.campaign_id == source.id)):
            days = Days(max(wave.first_day + by, here.first), min(wave.last_day + by, here.last))
            if days.is_plausible:
                db.session.add(
                    Wave(campaign_id=target.id, name=wave.name, first_day=days.first,
                         last_day=days.last)
                )  # fmt: skip
    if not _any(Goal, target):
        for goal in db.session.scalars(select(Goal).where(Goal.campaign_id == source.id)):
            db.session.add(
                Goal(campaign_id=target.id, commune_id=goal.commune_id,
                     village_id=goal.village_id, turns=goal.turns, people=goal.people)
            )  # fmt: skip
    if not _any(Squad, target):
        names = select(Squad.name).where(Squad.campaign_id == source.id).order_by(Squad.id)
        db.session.add_all(
            Squad(campaign_id=target.id, name=name) for name in db.session.scalars(names)
        )


def _any(table: type[Wave] | type[Goal] | type[Squad], campaign: Campaign) -> bool:
    number = select(func.count(table.id)).where(table.campaign_id == campaign.id)
    return bool(db.session.scalar(number))
