"""In which periods goals are in force: a column of the question a page begins with.

A longer period adds up the shorter ones inside it; knowing them, its page asks once for all.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select, type_coerce

from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.periods.rules import QUOTA_KINDS, Period, PeriodKind, period_of
from tracker.quotas.models import Quota
from tracker.quotas.queries.prepared import IN_FORCE


def given(whose: ColumnElement[bool]) -> Any:
    """The periods of these quotas; `read` makes sense of it."""
    kind, first = type_coerce(Quota.period_kind, String), cast(Quota.first_day, String)
    periods = (
        select((kind + " " + first).label("name"))
        .where(whose, Quota.status.in_(IN_FORCE), Quota.goal > 0)
        .distinct()
        .subquery()
    )
    return select(func.aggregate_strings(periods.c.name, ",")).scalar_subquery()


def read(said: str | None) -> frozenset[Period]:
    named = (one.split() for one in said.split(",")) if said else ()
    return frozenset(
        period_of(PeriodKind(kind), date.fromisoformat(first)) for kind, first in named
    )


def given_to(team_ids: Iterable[int]) -> frozenset[Period]:
    """The same of teams already found within reach."""
    column = given(Quota.team_id.in_(list(team_ids)))
    return read(db.session.scalar(by_hand(select(column), "periods of goals, and no more of them")))


def inside(found: Iterable[Period], period: Period) -> list[Period]:
    """Those of them that lie in the period as a whole, itself apart."""
    shorter = (one for one in found if period.covers(one) and one != period)
    return sorted(shorter, key=lambda one: (one.first, one.last))


def usual_kind(found: frozenset[Period], today: date) -> PeriodKind:
    """What a page is about that was asked for no period: the month, or the quarter where only
    that has goals."""
    month, quarter = (period_of(kind, today) in found for kind in QUOTA_KINDS)
    return PeriodKind.QUARTER if quarter and not month else PeriodKind.MONTH
