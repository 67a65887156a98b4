"""What the page of a team shows beside its figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Account, Membership
from tracker.accounts.training import trained_day
from tracker.checkins.models import GuidePresence
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.core.settings import setting_in_force
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.mentoring.models import Meeting
from tracker.periods.queries import rule_columns, rule_from
from tracker.periods.rules import QUOTA_KINDS, Period, PeriodKind, WindowRule, period_of
from tracker.places.models import Commune, Team
from tracker.policy import Role
from tracker.quotas.models import Quota, QuotaRevision
from tracker.quotas.queries.given import given, read
from tracker.quotas.queries.goals import Plan, plan_from
from tracker.quotas.queries.prepared import IN_FORCE, Cover, cover, covered, reach_params

_TEAM = bindparam("team", type_=Integer)
_FIRST, _LAST = (bindparam(name, type_=Date) for name in ("first", "last"))
# What counts in 1 kèm 5 (mentees.rules.counts), as a database asks it.
GUIDED = (MenteeStatus.ACTIVE, MenteeStatus.PAUSED, MenteeStatus.DONE)


@dataclass(frozen=True)
class TeamCard:
    """A team, with its goals in force of the periods that run and of the one asked for; for which
    periods it was ever given goals; and the rule of the report windows."""

    team: Team
    quotas: Sequence[Quota]
    given: frozenset[Period]
    rule: WindowRule

    def plan(self, period: Period) -> Plan:
        """By which decisions the team has its goals, and what was revised."""
        return plan_from([one for one in self.quotas if _is_of(one, period)])


@dataclass(frozen=True)
class Member:
    """Somebody of the team. `floor` is the five of 1 kèm 5, as it is set here."""

    account_id: int
    name: str
    sort_key: str
    roles: frozenset[Role]
    guides: int
    floor: int
    sessions: int
    last: date | None
    trained_on: date | None


def team_card(team_id: int, today: date, asked: Period | None = None) -> TeamCard | None:
    """The team, if it is within reach."""
    days: dict[str, Any] = {str(kind): period_of(kind, today).first for kind in QUOTA_KINDS}
    asked = asked or period_of(PeriodKind.MONTH, today)
    days |= {"asked_kind": str(asked.kind), "asked_first": asked.first}
    values = {"team": team_id, **days, **reach_params()}
    rows = db.session.execute(_card(cover()), values).unique().all()
    if not rows:
        return None
    team, _quota, found, *rule = rows[0]
    quotas = [row[1] for row in rows if row[1]]
    return TeamCard(team, quotas, read(found), rule_from(rule))


def _is_of(quota: Quota, period: Period) -> bool:
    return (quota.period_kind, quota.first_day) == (period.kind, period.first)


@cache
def _card(cover: Cover) -> Any:
    return by_hand(
        select(Team, Quota, given(Quota.team_id == bindparam("team")), *rule_columns())
        .outerjoin(Quota, _promised())
        .where(Team.id == bindparam("team"), covered(cover, Team.commune_id, Team.id))
        .order_by(Quota.id)
        .options(
            joinedload(Team.commune).joinedload(Commune.province),
            joinedload(Team.village),
            joinedload(Quota.decision),
            joinedload(Quota.revisions).joinedload(QuotaRevision.decision),
        ),
        "limited to the teams within reach",
    )


def teams_within_reach(*, limit: int) -> Sequence[Team]:
    """For whoever has several: the teams in force, by commune and name."""
    return db.session.scalars(
        select(Team)
        .join(Commune, Commune.id == Team.commune_id)
        .where(Team.ended_on.is_(None))
        .options(joinedload(Team.commune))
        .order_by(Commune.search_key, Team.name)
        .limit(limit)
    ).all()


def members(team: Team, today: date) -> list[Member]:
    """Who is in the team, how many each guides, and how often they were out this month."""
    month = period_of(PeriodKind.MONTH, today)
    values = {"team": team.id, "first": month.first, "last": month.last}
    return _one_each(db.session.execute(_members(), values))


@cache
def _members() -> Any:
    met, led = _meetings(), _classes()
    met_now = met.where(Meeting.local_date.between(_FIRST, _LAST))
    led_now = led.where(ClassSession.local_date.between(_FIRST, _LAST))
    columns: tuple[Any, ...] = (
        Account.id,
        Account.name,
        Account.sort_key,
        Membership.role,
        _guided(),
        setting_in_force("one_to_n"),
        met_now.with_only_columns(func.count()).scalar_subquery(),
        led_now.with_only_columns(func.count()).scalar_subquery(),
        met.with_only_columns(func.max(Meeting.local_date)).scalar_subquery(),
        led.with_only_columns(func.max(ClassSession.local_date)).scalar_subquery(),
        trained_day(Account.id),
    )
    return by_hand(
        select(*columns)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.team_id == _TEAM,
            Membership.until.is_(None),
            Account.disabled_at.is_(None),
        ),
        "the people of a team already found within reach, and only how many they guide",
    )


def _one_each(rows: Iterable[Any]) -> list[Member]:
    """A person with two posts in the team is one member with two roles."""
    found: dict[int, Member] = {}
    for id_, name, sort_key, role, guides, floor, met, led, last_met, last_led, trained in rows:
        before = found[id_].roles if id_ in found else frozenset[Role]()
        last = max((day for day in (last_met, last_led) if day), default=None)
        found[id_] = Member(
            id_, name, sort_key, before | {role}, guides, floor, met + led, last, trained
        )
    return list(found.values())


def _promised() -> ColumnElement[bool]:
    periods: list[tuple[Any, str]] = [(kind, str(kind)) for kind in QUOTA_KINDS]
    periods.append((bindparam("asked_kind", type_=String), "asked_first"))
    return and_(
        Quota.team_id == Team.id,
        Quota.status.in_(IN_FORCE),
        or_(
            *(
                and_(Quota.period_kind == kind, Quota.first_day == bindparam(first, type_=Date))
                for kind, first in periods
            )
        ),
    )


def _guided() -> ColumnElement[int]:
    return (
        select(func.count(Mentee.id))
        .where(
            Mentee.ambassador_id == Account.id,
            Mentee.team_id == _TEAM,
            Mentee.status.in_(GUIDED),
        )
        .scalar_subquery()
    )


def _meetings() -> Select[Any]:
    return select(Meeting).where(
        Meeting.guide_id == Account.id, Meeting.team_id == _TEAM, Meeting.removed_at.is_(None)
    )


def _classes() -> Select[Any]:
    """Classes the person led or came to as a guide."""
    was_there = exists().where(
        GuidePresence.class_id == ClassSession.id, GuidePresence.account_id == Account.id
    )
    held = (ClassStatus.OPEN, ClassStatus.ENDED, ClassStatus.LOCKED)
    return select(ClassSession).where(
        ClassSession.team_id == _TEAM,
        ClassSession.status.in_(held),
        or_(ClassSession.leader_id == Account.id, was_there),
    )
