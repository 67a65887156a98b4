"""A commune with its teams, as its page and the explanations of its numbers begin."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import joinedload

from tracker.core.db import db
from tracker.core.scope import Reach, current
from tracker.periods.rules import PeriodKind, period_of
from tracker.places.models import Commune, Team
from tracker.quotas.models import Quota
from tracker.quotas.queries.prepared import IN_FORCE


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


def commune_card(code: str, today: date, *more: Any) -> CommuneCard | None:
    """The commune with this code, if the open scope covers it as a whole; `more` are columns."""
    in_force = and_(Team.commune_id == Commune.id, Team.ended_on.is_(None))
    rows = db.session.execute(
        select(
            Commune,
            Team,
            _promised(PeriodKind.MONTH, today),
            _promised(PeriodKind.QUARTER, today),
            *more,
        )
        .outerjoin(Team, in_force)
        .where(Commune.code == code)
        .options(joinedload(Commune.province), joinedload(Team.village))
    ).all()
    if not rows or not covers(current(), rows[0][0]):
        return None
    first = rows[0]
    teams = [row[1] for row in rows if row[1]]
    return CommuneCard(first[0], teams, first[2], first[3], tuple(first[4:]))


def covers(reach: Reach, commune: Commune) -> bool:
    return (
        reach.everywhere or commune.id in reach.communes or commune.province_id in reach.provinces
    )


def _promised(kind: PeriodKind, today: date) -> Any:
    return exists().where(
        Quota.commune_id == Commune.id,
        Quota.period_kind == kind,
        Quota.first_day == period_of(kind, today).first,
        Quota.status.in_(IN_FORCE),
    )
