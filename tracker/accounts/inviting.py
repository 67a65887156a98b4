"""Bringing people in: one link, one person, one post, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload
from sqlalchemy.sql import Select

from tracker.accounts import actions, passwords, queries
from tracker.accounts.actions import Browser, Welcome
from tracker.accounts.managing import appointed
from tracker.accounts.models import Account, Invitation
from tracker.accounts.rules import (
    INVITATION_LENGTH,
    Entry,
    Validity,
    may_give,
)
from tracker.accounts.tokens import invitation_code
from tracker.core import codes, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.scope import by_hand, unscoped
from tracker.places.models import Commune
from tracker.policy import Actor, Post

_OPENING = "who holds the link sees whose invitation it is, and nothing else"


@dataclass(frozen=True)
class Offer:
    """An invitation as its holder sees it, and whether it lets them in."""

    row: Invitation
    entry: Entry

    @property
    def post(self) -> Post:
        province_id = self.row.province_id
        if province_id is None and self.row.commune is not None:
            province_id = self.row.commune.province_id
        return Post(self.row.role, province_id, self.row.commune_id, self.row.team_id)


@dataclass(frozen=True)
class Newcomer:
    """Who joins without an account. The digest is made before any transaction begins."""

    name: str
    phone: str
    password: str
    password_hash: str


class Refusal(StrEnum):
    NOT_OPEN = "not_open"
    PHONE_KNOWN = "phone_known"
    OTHER_PHONE = "other_phone"


@dataclass(frozen=True)
class Joined:
    """Who is in now. `welcome` is a session for somebody who was not signed in."""

    account_id: int
    welcome: Welcome | None = None


@atomic
def invite(
    actor: Actor, *, post: Post, name: str, phone: str | None, secret: str, now: datetime
) -> Invitation | None:
    """Make an invitation into one post; None when the actor may not give it."""
    if not may_give(actor, post):
        return None
    nonce = codes.random_token()
    row = Invitation(
        token_digest=codes.digest(invitation_code(secret, nonce)),
        nonce=nonce,
        role=post.role,
        province_id=None if post.commune_id else post.province_id,
        commune_id=post.commune_id,
        team_id=post.team_id,
        name=name,
        phone=phone,
        invited_by_id=actor.account_id,
        created_at=now,
        expires_at=now + INVITATION_LENGTH,
    )
    db.session.add(row)
    db.session.flush()
    journal.record("invitation.create", row, account_id=actor.account_id, role=post.role)
    return row


@atomic
def withdraw(actor: Actor, *, invitation: Invitation, now: datetime) -> bool:
    """Close an open invitation; False when it was used or closed before."""
    if judge(invitation, now) not in {Entry.OPEN, Entry.EXPIRED}:
        return False
    invitation.revoked_at = now
    db.session.flush()
    journal.record("invitation.withdraw", invitation, account_id=actor.account_id)
    return True


def judge(row: Invitation, now: datetime) -> Entry:
    return Validity(row.expires_at, row.used_at, row.revoked_at).judge(now)


def offer(code: str, *, now: datetime) -> Offer | None:
    """What the link offers. It ends with the right of whoever sent it."""
    row = db.session.scalar(_opened(code))
    return _judged(row, now) if row else None


@atomic
def accept(
    code: str, *, who: Actor | None, newcomer: Newcomer | None, browser: Browser, now: datetime
) -> Joined | Refusal:
    """Take the post that is offered, as whoever is signed in or as somebody new.

    The invitation alone gives the right to this one post, so it is written outside any scope.
    A repeat by the same person is answered like the first time.
    """
    with unscoped("the invitation is the right to exactly this post"):
        row = db.session.scalar(_opened(code).with_for_update(of=Invitation))
        if row is None:
            return Refusal.NOT_OPEN
        found = _judged(row, now)
        if found.entry is Entry.USED:
            return _again(row, who, newcomer, browser, now)
        if found.entry is not Entry.OPEN:
            return Refusal.NOT_OPEN
        account = _known(who, row) if who else _arrived(row, newcomer, now)
        if isinstance(account, Refusal):
            return account
        _join(found, account, now)
        if who:
            return Joined(account.id)
        return Joined(
            account.id, actions.open_session(account, keep=True, browser=browser, now=now)
        )


def open_invitations(*, team_id: int | None, now: datetime) -> Sequence[Invitation]:
    """Invitations of the place that still let somebody in, newest first."""
    statement = (
        _with_places(select(Invitation))
        .where(
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.id.desc())
        .limit(100)
    )
    if team_id is not None:
        statement = statement.where(Invitation.team_id == team_id)
    return db.session.scalars(statement).all()


def invitation(invitation_id: int) -> Invitation | None:
    return db.session.scalar(_with_places(select(Invitation)).where(Invitation.id == invitation_id))


def _with_places(statement: "Select[Invitation]") -> "Select[Invitation]":
    return statement.options(
        joinedload(Invitation.team),
        joinedload(Invitation.commune).joinedload(Commune.province),
        joinedload(Invitation.province),
        joinedload(Invitation.invited_by),
    )


def _opened(code: str) -> "Select[Invitation]":
    statement = _with_places(select(Invitation))
    return by_hand(statement.where(Invitation.token_digest == codes.digest(code)), _OPENING)


def _judged(row: Invitation, now: datetime) -> Offer:
    found = Offer(row, judge(row, now))
    if found.entry is not Entry.OPEN:
        return found
    inviter = queries.actor_of(row.invited_by_id, now=now)
    if inviter is None or not may_give(inviter, found.post):
        return Offer(row, Entry.WITHDRAWN)
    return found


def _known(who: Actor, row: Invitation) -> Account | Refusal:
    """Whoever is signed in, unless the invitation names somebody else's number."""
    account = db.session.get_one(Account, who.account_id)
    return account if row.phone in {None, account.phone} else Refusal.OTHER_PHONE


def _arrived(row: Invitation, newcomer: Newcomer | None, now: datetime) -> Account | Refusal:
    """The account of somebody who was not signed in: new, or one that waits for its owner."""
    if newcomer is None:
        return Refusal.NOT_OPEN
    if row.phone is not None and row.phone != newcomer.phone:
        return Refusal.OTHER_PHONE
    account = queries.by_phone(newcomer.phone)
    if account is None:
        return _created(newcomer, now)
    # Only whoever wrote the number into the invitation says whose account it is.
    if account.password_hash is not None or account.disabled_at or row.phone is None:
        return Refusal.PHONE_KNOWN
    actions.rename(account, newcomer.name)
    account.password_hash = newcomer.password_hash
    return account


def _created(newcomer: Newcomer, now: datetime) -> Account | Refusal:
    account = actions.new_account(
        phone=newcomer.phone, name=newcomer.name, password_hash=newcomer.password_hash, now=now
    )
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError:  # another invitation was accepted with this phone a moment ago
        return Refusal.PHONE_KNOWN
    return account


def _join(found: Offer, account: Account, now: datetime) -> None:
    row = found.row
    row.used_at = now
    row.used_by_id = account.id
    held = {queries.as_post(post) for post in queries.posts_of(account.id)}
    if found.post not in held:
        inviter = queries.actor_of(row.invited_by_id, now=now)
        assert inviter is not None  # noqa: S101 - judged a moment ago, in this transaction
        db.session.add(appointed(inviter, account_id=account.id, post=found.post, now=now))
    db.session.flush()
    journal.record("invitation.accept", row, account_id=account.id, role=row.role)


def _again(
    row: Invitation, who: Actor | None, newcomer: Newcomer | None, browser: Browser, now: datetime
) -> Joined | Refusal:
    """The answer of the first time was lost on the way: the same person gets it again."""
    if who is not None:
        return Joined(who.account_id) if who.account_id == row.used_by_id else Refusal.NOT_OPEN
    account = db.session.get(Account, row.used_by_id)
    if newcomer is None or account is None or account.phone != newcomer.phone:
        return Refusal.NOT_OPEN
    if account.disabled_at or not passwords.verify(account.password_hash, newcomer.password):
        return Refusal.NOT_OPEN
    return Joined(account.id, actions.open_session(account, keep=True, browser=browser, now=now))
