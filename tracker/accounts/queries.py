"""Named reads about accounts and their posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from tracker.accounts.models import Account, Membership, SignIn
from tracker.accounts.rules import TEAM_ORDER, is_minor
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.quick import quick
from tracker.core.scope import by_hand
from tracker.places.models import Commune
from tracker.policy import Actor, Post, Role


@dataclass(frozen=True)
class Signed:
    """A living session: who it belongs to and which row keeps it."""

    actor: Actor
    sign_in_id: int


_POST = (
    Membership.role,
    func.coalesce(Membership.province_id, Commune.province_id),
    Membership.commune_id,
    Membership.team_id,
)
# A nomination from outside the team gives no rights until it is approved.
_HELD_NOW = (
    (Membership.account_id == Account.id)
    & Membership.until.is_(None)
    & Membership.awaits_approval.is_(False)
)

# One statement, built once: every request of every signed-in person begins with it.
_SIGNED_IN = by_hand(
    select(SignIn.id, Account.id, Account.name, Account.birth_year, *_POST)
    .join(Account, Account.id == SignIn.account_id)
    .outerjoin(Membership, _HELD_NOW)
    .outerjoin(Commune, Commune.id == Membership.commune_id)
    .where(
        SignIn.token_digest == bindparam("digest"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("now"),
        Account.disabled_at.is_(None),
    ),
    "a person's own posts decide the scope, so they are read before it opens",
)

_ACTOR = by_hand(
    select(Account.id, Account.name, Account.birth_year, *_POST)
    .outerjoin(Membership, _HELD_NOW)
    .outerjoin(Commune, Commune.id == Membership.commune_id)
    .where(Account.id == bindparam("account_id"), Account.disabled_at.is_(None)),
    "what somebody may do is decided by all their posts, also those outside the reader's area",
)


def signed_in(token_digest: str, *, now: datetime) -> Signed | None:
    """Whose session this is, with all their posts; None when it ended, expired or was locked."""
    rows = quick(_SIGNED_IN, {"digest": token_digest, "now": now})
    if not rows:
        return None
    sign_in_id, account_id, name, birth_year = rows[0][:4]
    posts = tuple(Post(*row[4:]) for row in rows if row[4])
    minor = is_minor(birth_year, today=clock.local_date(now))
    return Signed(Actor(account_id, name, posts, minor), sign_in_id)


def actor_of(account_id: int, *, now: datetime) -> Actor | None:
    """Somebody with all the posts they hold now; None when there is none or it is locked."""
    rows = db.session.execute(_ACTOR, {"account_id": account_id}).all()
    if not rows:
        return None
    _, name, birth_year = rows[0][:3]
    posts = tuple(Post(*row[3:]) for row in rows if row[3])
    return Actor(account_id, name, posts, is_minor(birth_year, today=clock.local_date(now)))


def by_phone(phone: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.phone == phone))


def account(account_id: int) -> Account | None:
    """An account by its key. Accounts belong to no area: ask `directory.person` for others'."""
    return db.session.get(Account, account_id)


def last_used_at(row: Account) -> datetime:
    """The last sign-in or the last deed, whichever is later."""
    last_deed = select(func.max(JournalEntry.at)).where(JournalEntry.account_id == row.id)
    reason = "one moment, of the person's own deeds wherever they were done"
    moments = (row.created_at, row.used_at, db.session.scalar(by_hand(last_deed, reason)))
    return max(moment for moment in moments if moment is not None)


def posts_of(account_id: int, *, past: bool = False) -> Sequence[Membership]:
    """What a person holds, everywhere, with the places; with `past` also what they held."""
    statement = (
        select(Membership)
        .where(Membership.account_id == account_id)
        .options(
            joinedload(Membership.team),
            joinedload(Membership.commune).joinedload(Commune.province),
            joinedload(Membership.province),
        )
        .order_by(Membership.until.is_not(None), Membership.since.desc(), Membership.id)
    )
    if not past:
        statement = statement.where(Membership.until.is_(None))
    reason = "all posts of one person: their rights, and what somebody else would take over"
    return db.session.scalars(by_hand(statement, reason)).all()


def as_post(row: Membership) -> Post:
    """The post as the rules see it. The row must come with its commune."""
    province_id = row.province_id or (row.commune.province_id if row.commune else None)
    return Post(row.role, province_id, row.commune_id, row.team_id)


def sign_ins(account_id: int, *, now: datetime) -> Sequence[SignIn]:
    """Where a person is signed in now, newest first."""
    return db.session.scalars(
        select(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.created_at.desc())
    ).all()


def own_events(account_id: int) -> Sequence[JournalEntry]:
    """What was done to one's own account lately, by whomever: newest first."""
    statement = (
        select(JournalEntry)
        .where(JournalEntry.subject == "account", JournalEntry.subject_id == account_id)
        .order_by(JournalEntry.id.desc())
        .limit(5)
    )
    return db.session.scalars(by_hand(statement, "a person's own account")).all()


def names(account_ids: set[int]) -> dict[int, str]:
    """Names of the people who did or wrote something, by key."""
    if not account_ids:
        return {}
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    return {row.id: row.name for row in rows}


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


def whom_to_ask(account_id: int) -> tuple[Role, str] | None:
    """Who can help this person in: the leader of their team, else the focal officer or head."""
    own = posts_of(account_id)
    teams = {row.team_id for row in own if row.team_id}
    communes = {row.commune_id for row in own if row.commune_id}
    by_rank = {Role.LEADER: 0, Role.FOCAL_OFFICER: 1, Role.COMMUNE_HEAD: 2}
    statement = (
        select(Membership.role, Account.name)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.until.is_(None),
            Account.disabled_at.is_(None),
            Account.id != account_id,
            (Membership.role == Role.LEADER) & Membership.team_id.in_(teams)
            | Membership.role.in_([Role.FOCAL_OFFICER, Role.COMMUNE_HEAD])
            & Membership.commune_id.in_(communes),
        )
        .order_by(Account.id)
    )
    rows = db.session.execute(by_hand(statement, "one name, of the person's own team or commune"))
    found = sorted(((row.role, row.name) for row in rows), key=lambda row: by_rank[row[0]])
    return found[0] if found else None
