"""A commune with its teams, as its page and the explanations of its numbers begin."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, and_, bindparam, select
from sqlalchemy.orm import aliased, joinedload

from tracker.core.db import db
from tracker.core.scope import Reach, by_hand, current
from tracker.periods.rules import QUOTA_KINDS, PeriodKind, period_of
from tracker.places.models import Commune, Team
from tracker.quotas.models import Quota
from tracker.quotas.queries.prepared import IN_FORCE

Columns = Callable[[], tuple[Any, ...]]

# Their names are those of the days they begin on.
KINDS = QUOTA_KINDS


@dataclass(frozen=True)
class CommuneCard:
    """A commune with its teams in force, and which kinds of quota are running today."""

    commune: Commune
    teams: list[Team]
    has_month: bool
    has_quarter: bool
    # Of whoever asks more about the commune in the same question.
    more: tuple[Any, ...] = ()

    @property
    def short_names(self) -> dict[int, str]:
        """Inside the commune: the thôn's name, where it says which team is meant."""
        homes = Counter(one.village_id for one in self.teams)
        return {
            one.id: one.village.name if one.village and homes[one.village_id] == 1 else one.name
            for one in self.teams
        }


def commune_card(code: str, today: date, more: Columns = tuple) -> CommuneCard | None:
    """The commune with this code, if the open scope covers it as a whole; `more` gives columns,
    the same each time."""
    days = {str(kind): period_of(kind, today).first for kind in KINDS}
    rows = db.session.execute(_card(more), {"code": code, **days}).all()
    if not rows or not covers(current(), rows[0][0]):
        return None
    first = rows[0]
    teams = [row[1] for row in rows if row[1]]
    return CommuneCard(first[0], teams, first[2], first[3], tuple(first[4:]))


@cache
def _card(more: Columns) -> Any:
    in_force = and_(Team.commune_id == Commune.id, Team.ended_on.is_(None))
    return by_hand(
        select(Commune, Team, *(_promised(kind) for kind in KINDS), *more())
        .outerjoin(Team, in_force)
        .where(Commune.code == bindparam("code"))
        .options(joinedload(Commune.province), joinedload(Team.village)),
        "shown only to whose reach covers the whole commune",
    )


def covers(reach: Reach, commune: Commune) -> bool:
    return (
        reach.everywhere or commune.id in reach.communes or commune.province_id in reach.provinces
    )


def _promised(kind: PeriodKind) -> Any:
    """Found out once, not for each team; and asked for one row, not whether there is any: for that
    PostgreSQL reads the quotas of the whole province."""
    its = aliased(Commune)
    here = select(its.id).where(its.code == bindparam("code")).scalar_subquery()
    one = select(Quota.id).where(
        Quota.commune_id == here,
        Quota.period_kind == kind,
        Quota.first_day == bindparam(str(kind), type_=Date),
        Quota.status.in_(IN_FORCE),
        Quota.goal > 0,
    )
    return one.limit(1).scalar_subquery().is_not(None)
