"""A new password with a leader's help: eight digits, fifteen minutes, once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update

from tracker.accounts import actions, limits, passwords, queries
from tracker.accounts.limits import Limit, Wait
from tracker.accounts.models import Account, ResetCode
from tracker.accounts.rules import RESET_DIGITS, RESET_LENGTH, RESET_TRIES, may_manage
from tracker.accounts.tokens import reset_code
from tracker.core import codes, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.policy import Actor


class Reset(StrEnum):
    DONE = "done"
    WRONG = "wrong"


@dataclass(frozen=True)
class _Claim:
    """A code that may be tried once more, and what it must match."""

    id: int
    account_id: int
    code_hash: str


@atomic
def issue(actor: Actor, *, account: Account, secret: str, now: datetime) -> ResetCode | None:
    """Make a code; None when the actor may not act for this account, or it is locked.

    Earlier codes of the account end. The code itself is never stored: `shown` makes it again.
    """
    held = queries.posts_of(account.id)
    posts = [queries.as_post(post) for post in held]
    if account.disabled_at or not may_manage(actor, account_id=account.id, posts=posts):
        return None
    db.session.execute(
        update(ResetCode)
        .where(ResetCode.account_id == account.id, ResetCode.expires_at > now)
        .values(expires_at=now)
    )
    nonce = codes.random_token()
    row = ResetCode(
        account_id=account.id,
        nonce=nonce,
        code_hash=passwords.hash_password(reset_code(secret, nonce, digits=RESET_DIGITS)),
        issued_by_id=actor.account_id,
        issued_at=now,
        expires_at=now + RESET_LENGTH,
    )
    db.session.add(row)
    db.session.flush()
    journal.record(
        "account.reset_code",
        account,
        account_id=actor.account_id,
        commune_id=next((post.commune_id for post in held if post.commune_id), None),
    )
    return row


def shown(
    actor: Actor, *, reset_id: int, account_id: int, secret: str, now: datetime
) -> str | None:
    """The digits, for whoever issued them and while they are good."""
    row = db.session.get(ResetCode, reset_id)
    if row is None or (row.issued_by_id, row.account_id) != (actor.account_id, account_id):
        return None
    if row.used_at or row.expires_at <= now:
        return None
    return reset_code(secret, row.nonce, digits=RESET_DIGITS)


def redeem(*, phone: str, code: str, password: str, address: str, now: datetime) -> Reset | Wait:
    """Set the password that was forgotten, and sign every device out.

    Every wrong answer looks the same and takes as long, also for a phone nobody has.
    """
    for kind, key in ((Limit.RESET, f"{phone} {address}"), (Limit.RESET_ADDRESS, address)):
        counted = limits.hit(kind, key, now)
        if isinstance(counted, Wait):
            return counted
    claim = _try_once(phone, now)
    if not passwords.verify(claim.code_hash if claim else None, code) or claim is None:
        return _again(phone, password)
    return _set(claim, passwords.hash_password(password), now)


@atomic
def _try_once(phone: str, now: datetime) -> _Claim | None:
    """Count a try on the account's open code, before it is compared: five, however parallel."""
    newest = (
        select(ResetCode.id)
        .join(Account, Account.id == ResetCode.account_id)
        .where(Account.phone == phone, Account.disabled_at.is_(None))
        .order_by(ResetCode.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        update(ResetCode)
        .where(
            ResetCode.id == newest,
            ResetCode.used_at.is_(None),
            ResetCode.expires_at > now,
            ResetCode.tries < RESET_TRIES,
        )
        .values(tries=ResetCode.tries + 1)
        .returning(ResetCode.id, ResetCode.account_id, ResetCode.code_hash)
        .execution_options(synchronize_session=False)
    )
    row = db.session.execute(statement).one_or_none()
    return _Claim(*row) if row else None


@atomic
def _set(claim: _Claim, password_hash: str, now: datetime) -> Reset:
    taken = db.session.scalar(
        update(ResetCode)
        .where(ResetCode.id == claim.id, ResetCode.used_at.is_(None))
        .values(used_at=now)
        .returning(ResetCode.id)
    )
    if taken is None:
        return Reset.WRONG
    account = db.session.get_one(Account, claim.account_id)
    account.password_hash = password_hash
    account.used_at = now
    actions.end_all_sessions(account.id, now=now)
    journal.record("account.reset", account, account_id=account.id)
    return Reset.DONE


@atomic
def _again(phone: str, password: str) -> Reset:
    """The answer of the first time was lost: whoever sends the password just set was let in."""
    account = queries.by_phone(phone)
    used_at = account and db.session.scalar(
        select(ResetCode.used_at)
        .where(ResetCode.account_id == account.id)
        .order_by(ResetCode.id.desc())
        .limit(1)
    )
    digest = account.password_hash if account and used_at else None
    return Reset.DONE if passwords.verify(digest, password) else Reset.WRONG
