"""Which teams, sites, villages and ambassadors stand behind a number: all it is divided by, each
with what was counted of it. Who needs help comes first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, literal, select

from tracker.accounts.models import Account, Membership
from tracker.classes.models import ClassSession
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.core.settings import setting_in_force
from tracker.indicators.queries.formulas import (
    SITES,
    TEAMS,
    VILLAGES,
    guided,
    in_force,
    serving,
)
from tracker.indicators.rules import Formula, Spec
from tracker.mentees.models import Mentorship
from tracker.places.models import Site, Team, Village
from tracker.places.rules import SiteKind
from tracker.quotas.queries.counting import Places, Span, classes_counted

_WHY = "the places and posts behind a count, limited like the count itself"


@dataclass(frozen=True)
class Thing:
    """A place or an ambassador: whether the number counts it, how much was held there or how many
    are guided, and the latest day."""

    id: int
    name: str
    is_counted: bool
    n: int
    last: date | None


def things(spec: Spec, places: Places, span: Span) -> list[Thing]:
    """Those of the indicator's places, by what is lacking, then by name."""
    found = db.session.execute(by_hand(LISTS[spec.formula](spec, places, span), _WHY))
    rows = [Thing(id_, name, bool(is_in), n, last) for id_, name, is_in, n, last in found]
    is_lack = spec.formula is Formula.FEW_LEARNERS
    return sorted(rows, key=lambda one: (one.is_counted is not is_lack, one.n))


def _teams(_spec: Spec, places: Places, span: Span) -> Select[Any]:
    held = _held(ClassSession.team_id, places, span)
    return _with(held, Team, TEAMS, places, span)


def _sites(spec: Spec, places: Places, span: Span) -> Select[Any]:
    held = _held(ClassSession.site_id, places, span)
    kinds = (SiteKind.LEARNING_CORNER,) if spec.formula is Formula.CORNERS else spec.about
    found = _with(held, Site, SITES, places, span)
    return found.where(Site.kind.in_(kinds)) if kinds else found


def _held(what: Any, places: Places, span: Span) -> Any:
    """Of each, the classes that count and the day of the latest."""
    return (
        select(what.label("key"), func.count().label("n"),
               func.max(ClassSession.local_date).label("last"))
        .where(classes_counted(places, span))
        .group_by(what)
        .subquery()
    )  # fmt: skip


def _with(held: Any, row: Any, at: Any, places: Places, span: Span) -> Select[Any]:
    n = func.coalesce(held.c.n, 0)
    return (
        select(row.id, row.name, n > 0, n, held.c.last)
        .outerjoin(held, held.c.key == row.id)
        .where(places.hold(at), in_force(row, span))
        .order_by(row.name)
    )


def _villages(_spec: Spec, places: Places, span: Span) -> Select[Any]:
    named = Village.fluent_since <= span.last
    since = case((named, Village.fluent_since))
    return (
        select(Village.id, Village.name, func.coalesce(named, literal(False)), literal(0), since)
        .where(places.hold(VILLAGES), in_force(Village, span))
        .order_by(Village.name)
    )


def _ambassadors(spec: Spec, places: Places, span: Span) -> Select[Any]:
    """Whoever serves two teams stands here once."""
    how_many = select(func.count(Mentorship.id)).where(guided(span)).scalar_subquery()
    each = (
        select(Membership.account_id.label("key"), how_many.label("n"))
        .where(serving(places, span))
        .distinct()
        .subquery()
    )
    is_few = each.c.n < setting_in_force("one_to_n")
    is_in = is_few if spec.formula is Formula.FEW_LEARNERS else literal(True)
    return (
        select(Account.id, Account.name, is_in, each.c.n, literal(None))
        .join(each, each.c.key == Account.id)
        .order_by(Account.sort_key)
    )


LISTS: dict[Formula, Callable[[Spec, Places, Span], Select[Any]]] = {
    Formula.ACTIVE_TEAMS: _teams,
    Formula.ACTIVE_COMMUNES: _teams,
    Formula.ACTIVE_SITES: _sites,
    Formula.CORNERS: _sites,
    Formula.FLUENT_VILLAGES: _villages,
    Formula.AMBASSADORS: _ambassadors,
    Formula.FEW_LEARNERS: _ambassadors,
}
