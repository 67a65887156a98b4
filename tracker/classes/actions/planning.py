"""Planning a class, changing the plan, calling it off. One function per intent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select

from tracker.classes import queries, rules
from tracker.classes.actions.holding import hold
from tracker.classes.models import ClassHost, ClassSession
from tracker.classes.rules import ClassStatus, Hours, Refusal
from tracker.core import clock, codes, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.policy import Actor
from tracker.skills.models import Skill


@dataclass(frozen=True)
class ClassPlan:
    """What is decided about a class before it happens. Its hours are of a Vietnamese clock."""

    commune_id: int
    team_id: int | None
    site_id: int
    leader_id: int
    title: str
    day: date
    starts: time
    ends: time
    weeks: int = 1
    skill_ids: tuple[int, ...] = ()
    host_ids: tuple[int, ...] = ()
    audience: str = ""
    language: str = ""
    partner: str = ""
    guest_teacher: str = ""

    @property
    def hours(self) -> list[Hours]:
        """Every week's hours, in order."""
        return [
            Hours(clock.at(day, self.starts), clock.at(day, self.ends))
            for day in rules.weekly(self.day, self.weeks)
        ]


@atomic
def plan(actor: Actor, *, plan: ClassPlan) -> list[ClassSession]:
    """Plan one class, or one a week. Each gets its own code, secret and hours (complaint 39)."""
    skills = _skills(plan.skill_ids)
    fresh = _free_codes(plan.weeks)
    planned = [
        ClassSession(
            code=code,
            secret=codes.random_token(),
            commune_id=plan.commune_id,
            team_id=plan.team_id,
            status=ClassStatus.PLANNED,
            skills=list(skills),
            hosts=[ClassHost(account_id=id_) for id_ in _hosts(plan)],
        )
        for code in fresh
    ]
    for session, hours in zip(planned, plan.hours, strict=True):
        _write(session, plan, hours)
    db.session.add_all(planned)
    db.session.flush()
    if plan.weeks > 1:
        for session in planned:
            session.series_id = planned[0].id
    journal.record("class.plan", planned[0], account_id=actor.account_id, weeks=plan.weeks)
    return planned


@atomic
def edit(actor: Actor, *, session: ClassSession, plan: ClassPlan) -> Refusal | None:
    """Change one class of a plan. Once its door is open, its start and place stand."""
    hold(session)
    if not rules.may_plan(session.status):
        return Refusal.STATUS
    hours = plan.hours[0]
    moved = (hours.starts_at, plan.site_id) != (session.starts_at, session.site_id)
    if moved and session.status is ClassStatus.OPEN:
        return Refusal.ALREADY_OPEN
    _write(session, plan, hours)
    session.skills = list(_skills(plan.skill_ids))
    _set_hosts(session, _hosts(plan))
    changed = [
        column.key
        for column in db.inspect(session).mapper.column_attrs
        if db.inspect(session).attrs[column.key].history.has_changes()
    ]
    db.session.flush()
    journal.record("class.edit", session, account_id=actor.account_id, fields=changed)
    return None


@atomic
def add_host(actor: Actor, *, session: ClassSession, account_id: int) -> bool:
    """Let somebody help with the class. False when they do already."""
    hold(session)
    helping = {session.leader_id, *(host.account_id for host in session.hosts)}
    if account_id in helping or session.status is ClassStatus.CANCELLED:
        return False
    session.hosts.append(ClassHost(account_id=account_id))
    journal.record("class.host.add", session, account_id=actor.account_id, host=account_id)
    return True


@atomic
def remove_host(actor: Actor, *, session: ClassSession, account_id: int) -> bool:
    hold(session)
    found = [host for host in session.hosts if host.account_id == account_id]
    for host in found:
        session.hosts.remove(host)
        db.session.delete(host)
        journal.record("class.host.remove", session, account_id=actor.account_id, host=account_id)
    return bool(found)


@atomic
def cancel(
    actor: Actor, *, session: ClassSession, reason: str, checked_in: int, following: bool = False
) -> Refusal | None:
    """Call a class off; it stays visible with its reason. `following` takes the rest of its
    series that is still planned with it."""
    hold(session)
    refusal = rules.may_cancel(session.status, checked_in=checked_in)
    if refusal:
        return refusal
    for each in [session, *(queries.rest_of_series(session) if following else [])]:
        each.status = ClassStatus.CANCELLED
        each.cancelled_reason = reason
        journal.record("class.cancel", each, account_id=actor.account_id, reason=reason)
    return None


def _write(session: ClassSession, plan: ClassPlan, hours: Hours) -> None:
    session.site_id = plan.site_id
    session.leader_id = plan.leader_id
    session.title = plan.title
    session.starts_at = hours.starts_at
    session.ends_at = hours.ends_at
    session.local_date = clock.local_date(hours.starts_at)
    session.audience = plan.audience
    session.language = plan.language
    session.partner = plan.partner
    session.guest_teacher = plan.guest_teacher


def _hosts(plan: ClassPlan) -> list[int]:
    """The leader hosts anyway."""
    return [id_ for id_ in dict.fromkeys(plan.host_ids) if id_ != plan.leader_id]


def _set_hosts(session: ClassSession, account_ids: Iterable[int]) -> None:
    wanted = set(account_ids)
    for host in list(session.hosts):
        if host.account_id not in wanted:
            session.hosts.remove(host)
            db.session.delete(host)
    there = {host.account_id for host in session.hosts}
    session.hosts.extend(ClassHost(account_id=id_) for id_ in sorted(wanted - there))


def _skills(skill_ids: Sequence[int]) -> Sequence[Skill]:
    return db.session.scalars(select(Skill).where(Skill.id.in_(skill_ids))).all()


def _free_codes(count: int) -> list[str]:
    """New class codes. Nearly a thousand million exist; a taken one is drawn again."""
    found: set[str] = set()
    while len(found) < count:
        found |= {codes.random_code(codes.CLASS_CODE) for _ in range(count - len(found))}
        found -= queries.codes_taken(found)
    return sorted(found)
