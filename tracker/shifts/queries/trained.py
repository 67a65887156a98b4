"""How many of a province's ambassadors and teams were trained, commune by commune."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, distinct, func, select

from tracker.accounts.models import Account, Membership
from tracker.accounts.training import presences
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import Days, Kind, Topic
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.places.models import Commune, Team
from tracker.policy import Role
from tracker.shifts.models import Shift
from tracker.shifts.queries.training import in_office

_WHY = "numbers of a province the caller reads, nobody's name"
Asked = list[ColumnElement[bool]]


@dataclass(frozen=True)
class Trained:
    """A commune's people and teams, and how many were trained: of a team, somebody."""

    guides: int = 0
    guides_trained: int = 0
    others: int = 0
    others_trained: int = 0
    teams: int = 0
    teams_trained: int = 0
    sessions: int = 0
    last_day: date | None = None

    def __add__(self, other: "Trained") -> "Trained":
        days = [day for day in (self.last_day, other.last_day) if day]
        return Trained(
            self.guides + other.guides, self.guides_trained + other.guides_trained,
            self.others + other.others, self.others_trained + other.others_trained,
            self.teams + other.teams, self.teams_trained + other.teams_trained,
            self.sessions + other.sessions, max(days, default=None),
        )  # fmt: skip

    @property
    def people(self) -> int:
        return self.guides + self.others

    @property
    def is_owed(self) -> bool:
        """There are people, and none of them was trained."""
        return bool(self.people) and not (self.guides_trained or self.others_trained)


def trained_in(province_id: int, *, topic: Topic | None, days: Days | None) -> dict[int, Trained]:
    """By commune: of everybody in office, who was taught this topic in these days, wherever.

    Sessions are those held in the commune.
    """
    asked = _asked(topic, days)
    communes = select(Commune.id).where(
        Commune.province_id == province_id, Commune.ended_on.is_(None)
    )
    here = Membership.commune_id.in_(communes)
    people, teams = _by_commune(_people(here, asked)), _by_commune(_teams(here, asked))
    sessions = _by_commune(_sessions(asked))
    counted = {key: [*map(int, found), *teams[key]] for key, found in people.items()}
    return {
        key: Trained(*numbers, *sessions.get(key, (0, None))) for key, numbers in counted.items()
    }


def _by_commune(statement: Select[Any]) -> dict[int, Any]:
    return {row[0]: row[1:] for row in db.session.execute(by_hand(statement, _WHY))}


def _asked(topic: Topic | None, days: Days | None) -> Asked:
    found: Asked = []
    if days is not None:
        found.append(Shift.__table__.c.local_date.between(days.first, days.last))
    if topic is not None:
        about = select(Campaign.id, Campaign.topics).where(Campaign.kind == Kind.TRAINING)
        ids = [key for key, topics in db.session.execute(by_hand(about, _WHY)) if topic in topics]
        found.append(Campaign.__table__.c.id.in_(ids))
    return found


def _members(*columns: Any, here: ColumnElement[bool], asked: Asked) -> Select[Any]:
    """Who is in office here, with a mark on whoever was taught."""
    taught = select(presences(*asked).c.account_id).distinct().subquery()
    mark = case((taught.c.account_id.is_not(None), 1), else_=0).label("taught")
    return (
        select(*columns, mark)
        .select_from(Membership)
        .join(Account, Account.id == Membership.account_id)
        .join(Team, Team.id == Membership.team_id)
        .outerjoin(taught, taught.c.account_id == Membership.account_id)
        .where(here, *in_office())
    )


def _people(here: ColumnElement[bool], asked: Asked) -> Select[Any]:
    """Each person once in a commune; an ambassador who is of the team too is an ambassador."""
    guide = func.max(case((Membership.role == Role.AMBASSADOR, 1), else_=0)).label("guide")
    rows = _members(Membership.commune_id, Membership.account_id, guide, here=here, asked=asked)
    each = rows.group_by(Membership.commune_id, Membership.account_id, "taught").subquery().c
    other = 1 - each.guide
    return select(
        each.commune_id, func.sum(each.guide), func.sum(each.guide * each.taught),
        func.sum(other), func.sum(other * each.taught),
    ).group_by(each.commune_id)  # fmt: skip


def _teams(here: ColumnElement[bool], asked: Asked) -> Select[Any]:
    each = _members(Membership.commune_id, Membership.team_id, here=here, asked=asked).subquery().c
    trained = case((each.taught == 1, each.team_id))
    return select(
        each.commune_id, func.count(distinct(each.team_id)), func.count(distinct(trained))
    ).group_by(each.commune_id)


def _sessions(asked: Asked) -> Select[Any]:
    there = presences(*asked).c
    return select(
        there.commune_id, func.count(distinct(there.shift_id)), func.max(there.day)
    ).group_by(there.commune_id)
