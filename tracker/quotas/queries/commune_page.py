"""A commune with its teams, as its page and the explanations of its numbers begin."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased, joinedload

from tracker.core.db import db
from tracker.core.scope import Reach, by_hand, current
from tracker.periods.rules import Period
from tracker.places.models import Commune, Team
from tracker.quotas.models import Quota
from tracker.quotas.queries.given import given, read

Columns = Callable[[], tuple[Any, ...]]


@dataclass(frozen=True)
class CommuneCard:
    """A commune with its teams in force, and the periods for which they were given goals."""

    commune: Commune
    teams: list[Team]
    given: frozenset[Period]
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


def commune_card(code: str, more: Columns = tuple) -> CommuneCard | None:
    """The commune with this code, if the open scope covers it as a whole; `more` gives columns,
    the same each time."""
    rows = db.session.execute(_card(more), {"code": code}).all()
    if not rows or not covers(current(), rows[0][0]):
        return None
    first = rows[0]
    teams = [row[1] for row in rows if row[1]]
    return CommuneCard(first[0], teams, read(first[2]), tuple(first[3:]))


@cache
def _card(more: Columns) -> Any:
    its = aliased(Commune)
    here = select(its.id).where(its.code == bindparam("code")).scalar_subquery()
    in_force = and_(Team.commune_id == Commune.id, Team.ended_on.is_(None))
    return by_hand(
        select(Commune, Team, given(Quota.commune_id == here), *more())
        .outerjoin(Team, in_force)
        .where(Commune.code == bindparam("code"))
        .options(joinedload(Commune.province), joinedload(Team.village)),
        "shown only to whose reach covers the whole commune",
    )


def covers(reach: Reach, commune: Commune) -> bool:
    return (
        reach.everywhere or commune.id in reach.communes or commune.province_id in reach.provinces
    )
