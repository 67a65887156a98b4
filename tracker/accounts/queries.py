"""Named reads about accounts and their posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Account, Membership, SignIn
from tracker.accounts.rules import TEAM_ORDER, is_minor
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.places.models import Commune
from tracker.policy import Actor, Post


@dataclass(frozen=True)
class Signed:
    """A living session: who it belongs to and which row keeps it."""

    actor: Actor
    sign_in_id: int


# One statement, built once: every request of every signed-in person begins with it.
_SIGNED_IN = by_hand(
    select(
        SignIn.id,
        Account.id,
        Account.name,
        Account.birth_year,
        Membership.role,
        func.coalesce(Membership.province_id, Commune.province_id),
        Membership.commune_id,
        Membership.team_id,
    )
    .join(Account, Account.id == SignIn.account_id)
    .outerjoin(Membership, (Membership.account_id == Account.id) & Membership.until.is_(None))
    .outerjoin(Commune, Commune.id == Membership.commune_id)
    .where(
        SignIn.token_digest == bindparam("digest"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        Account.disabled_at.is_(None),
    ),
    "a person's own posts decide the scope, so they are read before it opens",
)


def signed_in(token_digest: str, *, now: datetime) -> Signed | None:
    """Whose session this is, with all their posts; None when it ended, expired or was locked."""
    rows = db.session.execute(_SIGNED_IN, {"digest": token_digest, "now": now}).all()
    if not rows:
        return None
    sign_in_id, account_id, name, birth_year = rows[0][:4]
    posts = tuple(Post(*row[4:]) for row in rows if row[4])
    minor = is_minor(birth_year, today=clock.local_date(now))
    return Signed(Actor(account_id, name, posts, minor), sign_in_id)


def members(team_id: int) -> Sequence[Membership]:
    """Who is in the team now, its head first, with their accounts. Within the open scope."""
    found = db.session.scalars(
        select(Membership)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.team_id == team_id, Membership.until.is_(None))
        .options(contains_eager(Membership.account))
        .order_by(Account.sort_key)
    ).all()
    return sorted(found, key=lambda row: TEAM_ORDER.index(row.role))
