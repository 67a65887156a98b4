"""Which posts somebody may give, and the places where they may give them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.rules import GIVES, SEATS
from tracker.core.db import db
from tracker.core.names import place_key
from tracker.places.models import Commune, Province, Team
from tracker.policy import Actor, Breadth, Post, Role

_MOST_TEAMS = 400


@dataclass(frozen=True)
class Offered:
    """What a form may offer: roles, and teams or communes to choose from.

    Whoever works for the whole country names the place by its official code.
    """

    roles: Sequence[Role]
    teams: Sequence[Team]
    communes: Sequence[Commune]
    by_code: bool


def offered(actor: Actor) -> Offered:
    """Everything the actor may give, within the open scope."""
    roles = [role for role in Role if any(role in GIVES.get(own, ()) for own in actor.roles)]
    by_code = Role.ADMIN in actor.roles
    seats = {SEATS[role] for role in roles}
    teams = _teams() if Breadth.TEAM in seats and not by_code else []
    return Offered(roles, teams, [] if by_code else _communes(actor), by_code)


def post_at(
    role: Role, *, team: Team | None, commune: Commune | None, province: Province | None
) -> Post | None:
    """The post of this role at the narrowest place given, or None when the place is missing."""
    if commune is None and team is not None:
        commune = team.commune
    match SEATS[role]:
        case Breadth.TEAM if team is not None:
            return Post(role, team.commune.province_id, team.commune_id, team.id)
        case Breadth.COMMUNE if commune is not None:
            return Post(role, commune.province_id, commune.id)
        case Breadth.PROVINCE if province is not None:
            return Post(role, province.id)
        case Breadth.ALL:
            return Post(role)
    return None


def province_by_code(code: str) -> Province | None:
    return db.session.scalar(select(Province).where(Province.code == code))


def commune_of_actor(actor: Actor) -> Commune | None:
    """The commune of somebody who works for exactly one."""
    communes = {post.commune_id for post in actor.posts if post.commune_id}
    return db.session.get(Commune, communes.pop()) if len(communes) == 1 else None


def _teams() -> Sequence[Team]:
    rows = db.session.scalars(
        select(Team)
        .where(Team.ended_on.is_(None))
        .options(joinedload(Team.commune))
        .limit(_MOST_TEAMS)
    ).all()
    return sorted(rows, key=lambda row: (row.commune.search_key, place_key(row.name)))


def _communes(actor: Actor) -> Sequence[Commune]:
    """The communes of a province, for whoever gives commune posts in all of them."""
    provinces = {
        post.province_id
        for post in actor.posts
        if SEATS[post.role] is Breadth.PROVINCE and GIVES.get(post.role)
    }
    if not provinces:
        return []
    rows = db.session.scalars(
        select(Commune).where(Commune.province_id.in_(provinces), Commune.ended_on.is_(None))
    ).all()
    return sorted(rows, key=lambda row: row.search_key)
