"""Coming in, going out, and what people change about their own account."""

import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.sql import ColumnElement

from tracker.accounts import limits, passwords, queries
from tracker.accounts.limits import Limit, Wait
from tracker.accounts.models import Account, SignIn
from tracker.accounts.rules import Standing, is_minor, session_length, standing
from tracker.core import clock, codes, journal, names, phones
from tracker.core.atomic import atomic, transaction
from tracker.core.db import db
from tracker.policy import Actor, Role

logger = logging.getLogger(__name__)

LIVING = (SignIn.ended_at.is_(None),)


@dataclass(frozen=True)
class Browser:
    """Where a request comes from: an address, the browser's own number, words for it."""

    address: str
    number: str
    words: str


@dataclass(frozen=True)
class Welcome:
    """Signed in. The token goes into the cookie; the table holds only its digest."""

    token: str
    account_id: int
    sign_in_id: int
    name: str


@dataclass(frozen=True)
class Wrong:
    """No such phone, or not its password: nobody learns which."""

    left: int


@dataclass(frozen=True)
class Closed:
    """The right password of an account that is not in use, and who can open it again."""

    standing: Standing
    ask: tuple[Role, str] | None


def sign_in(
    *, phone: str, password: str, keep: bool, browser: Browser, old_token: str, now: datetime
) -> Welcome | Wrong | Closed | Wait:
    """Open a session. A wrong try is counted; the slow digest is made outside any transaction."""
    with transaction():
        counted = _count_try(phone, browser.address, now)
        known = queries.by_phone(phone)
        account_id, digest = (known.id, known.password_hash) if known else (None, None)
    if isinstance(counted, Wait):
        logger.warning("sign-in for %s held back at %s", phones.masked(phone), browser.address)
        return counted
    if not passwords.verify(digest, password) or account_id is None:
        logger.warning("sign-in for %s refused at %s", phones.masked(phone), browser.address)
        return Wrong(counted)
    return _let_in(account_id, password, keep, browser, old_token, now)


def _count_try(phone: str, address: str, now: datetime) -> int | Wait:
    """Tight for one phone at one address, loose for the address, never for the phone alone."""
    tight = limits.hit(Limit.SIGN_IN, f"{phone} {address}", now)
    if isinstance(tight, Wait):
        return tight
    loose = limits.hit(Limit.SIGN_IN_ADDRESS, address, now)
    return loose if isinstance(loose, Wait) else min(tight.left, loose.left)


@atomic
def _let_in(
    account_id: int, password: str, keep: bool, browser: Browser, old_token: str, now: datetime
) -> Welcome | Closed:
    account = db.session.get_one(Account, account_id)
    limits.forget(Limit.SIGN_IN, f"{account.phone} {browser.address}")
    limits.forgive(Limit.SIGN_IN_ADDRESS, browser.address, now)
    how = standing(
        disabled_at=account.disabled_at, last_used_at=queries.last_used_at(account), now=now
    )
    if how is not Standing.OPEN:
        return Closed(how, queries.whom_to_ask(account_id))
    if passwords.is_outdated(account.password_hash or ""):
        account.password_hash = passwords.hash_password(password)
    end_session(old_token, now=now)
    return open_session(account, keep=keep, browser=browser, now=now)


@atomic
def open_session(account: Account, *, keep: bool, browser: Browser, now: datetime) -> Welcome:
    """A new session under a new token. This browser's earlier ones of the account end."""
    digest = codes.digest(browser.number)
    _end(account.id, now, SignIn.browser_digest == digest)
    token = codes.random_token()
    row = SignIn(
        token_digest=codes.digest(token),
        account_id=account.id,
        device=browser.words,
        browser_digest=digest,
        created_at=now,
        expires_at=now + session_length(keep=keep),
    )
    db.session.add(row)
    account.used_at = now
    db.session.flush()
    limits.sweep(now)
    return Welcome(token, account.id, row.id, account.name)


@atomic
def end_session(token: str, *, now: datetime) -> None:
    """Sign out: whatever copy of the cookie survives opens nothing."""
    statement = update(SignIn).where(SignIn.token_digest == codes.digest(token), *LIVING)
    db.session.execute(statement.values(ended_at=now))


@atomic
def end_other_sessions(actor: Actor, *, keep_id: int, now: datetime) -> int:
    """Sign every other device out. Returns how many there were."""
    return _end(actor.account_id, now, SignIn.id != keep_id)


@atomic
def end_one_session(actor: Actor, *, sign_in_id: int, now: datetime) -> bool:
    """Sign one of one's own devices out; False when it is not one's own or has ended."""
    return _end(actor.account_id, now, SignIn.id == sign_in_id) == 1


def end_all_sessions(account_id: int, *, now: datetime) -> int:
    return _end(account_id, now)


class PasswordChange(StrEnum):
    DONE = "done"
    WRONG = "wrong"
    TOO_OFTEN = "too_often"


@atomic
def change_password(
    actor: Actor, *, current: str, new: str, keep_id: int, now: datetime
) -> PasswordChange:
    """Set another password and sign every other device out."""
    if isinstance(limits.hit(Limit.SIGN_IN, f"account {actor.account_id}", now), Wait):
        return PasswordChange.TOO_OFTEN
    account = db.session.get_one(Account, actor.account_id)
    if not passwords.verify(account.password_hash, current):
        return PasswordChange.WRONG
    limits.forget(Limit.SIGN_IN, f"account {actor.account_id}")
    account.password_hash = passwords.hash_password(new)
    end_other_sessions(actor, keep_id=keep_id, now=now)
    journal.record("account.password", account, account_id=actor.account_id)
    return PasswordChange.DONE


@atomic
def note_lock(actor: Actor, *, is_set: bool) -> None:
    """Write down that a lock was set or taken away on some device. Its digits never come here."""
    account = db.session.get_one(Account, actor.account_id)
    deed = "account.pin" if is_set else "account.pin.drop"
    journal.record(deed, account, account_id=actor.account_id)


class Edit(StrEnum):
    DONE = "done"
    STILL_A_MINOR = "still_a_minor"


@atomic
def edit_account(
    actor: Actor, *, account: Account, name: str, birth_year: int | None, now: datetime
) -> Edit:
    """Correct a name or a year of birth.

    Whoever is known as a minor cannot make themselves older: that opens phone numbers.
    """
    today = clock.local_date(now)
    is_own = account.id == actor.account_id
    grows_up = is_minor(account.birth_year, today=today) and not is_minor(birth_year, today=today)
    if is_own and grows_up:
        return Edit.STILL_A_MINOR
    before = {"name": account.name, "birth_year": account.birth_year}
    after = {"name": name, "birth_year": birth_year}
    changed = [field for field in after if before[field] != after[field]]
    if changed:
        rename(account, name)
        account.birth_year = birth_year
        db.session.flush()
        journal.record("account.edit", account, account_id=actor.account_id, fields=changed)
    return Edit.DONE


def rename(account: Account, name: str) -> None:
    account.name = name
    account.search_key = names.search_key(name)
    account.sort_key = names.sort_key(name)


def new_account(*, phone: str, name: str, password_hash: str | None, now: datetime) -> Account:
    return Account(
        phone=phone,
        name=name,
        search_key=names.search_key(name),
        sort_key=names.sort_key(name),
        password_hash=password_hash,
        created_at=now,
    )


def _end(account_id: int, now: datetime, *which: ColumnElement[bool]) -> int:
    statement = (
        update(SignIn)
        .where(SignIn.account_id == account_id, *LIVING, *which)
        .values(ended_at=now)
        .returning(SignIn.id)
    )
    return len(db.session.scalars(statement).all())
