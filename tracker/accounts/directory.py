"""Reads for administration: the people of a place, who waits for approval, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, case, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.accounts.models import Account, Membership
from tracker.core import clock, names
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.places.models import Commune
from tracker.policy import Role

PAGE_SIZE = 50


Row = TypeVar("Row")


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """One page of a list, and whether there is another."""

    rows: Sequence[Row]
    has_more: bool


def people(
    *, text: str = "", role: Role | None = None, team_id: int | None = None, page: int = 1,
    with_phones: bool = False,
) -> Slice[Account]:  # fmt: skip
    """Who holds a post in the open scope, by given name, with those posts.

    Found without marks: `dang` is Đặng. Digits find a phone for those who may see phones.
    """
    found = select(Membership.account_id).where(Membership.until.is_(None))
    if role is not None:
        found = found.where(Membership.role == role)
    if team_id is not None:
        found = found.where(Membership.team_id == team_id)
    statement = select(Account).where(Account.id.in_(found))
    key = names.search_key(text)
    if key:
        matches = [Account.search_key.contains(key, autoescape=True)]
        digits = "".join(filter(str.isdigit, text)).removeprefix("0")
        if with_phones and len(digits) >= 3:
            matches.append(Account.phone.contains(digits))
        statement = statement.where(or_(*matches))
        # Whoever typed the marks means them: exact names come first.
        statement = statement.order_by(case((Account.name.icontains(text), 0), else_=1))
    return _slice(statement.order_by(Account.sort_key, Account.id).options(*_posts()), page)


def person(account_id: int) -> Account | None:
    """Somebody who holds or held a post in the open scope, else None."""
    inside = select(Membership.account_id).where(Membership.account_id == account_id)
    statement = select(Account).where(Account.id == account_id, Account.id.in_(inside))
    return db.session.scalar(statement.options(*_posts()))


def membership(membership_id: int) -> Membership | None:
    """One post in the open scope, with whose and where it is."""
    return db.session.scalar(
        select(Membership)
        .where(Membership.id == membership_id)
        .options(
            joinedload(Membership.account),
            joinedload(Membership.team),
            joinedload(Membership.commune).joinedload(Commune.province),
        )
    )


def nominations() -> Sequence[Membership]:
    """Ambassadors in the open scope who wait for approval, oldest first."""
    return db.session.scalars(
        select(Membership)
        .where(
            Membership.role == Role.AMBASSADOR,
            Membership.until.is_(None),
            Membership.approved_on.is_(None),
            Membership.nominated_by_id.is_not(None),
        )
        .options(
            joinedload(Membership.account),
            joinedload(Membership.team),
            joinedload(Membership.commune),
        )
        .order_by(Membership.id)
        .limit(200)
    ).all()


def deeds(
    *, deed: str = "", first: date | None = None, last: date | None = None, page: int = 1
) -> Slice[JournalEntry]:
    """The journal in the open scope, newest first."""
    statement = select(JournalEntry)
    if deed:
        statement = statement.where(JournalEntry.deed == deed)
    if first:
        statement = statement.where(JournalEntry.at >= clock.start_of(first))
    if last:
        statement = statement.where(JournalEntry.at < clock.end_of(last))
    return _slice(statement.order_by(JournalEntry.id.desc()), page)


def kinds_of_deeds() -> Sequence[str]:
    """Which deeds the journal in the open scope knows."""
    return db.session.scalars(
        select(JournalEntry.deed).distinct().order_by(JournalEntry.deed)
    ).all()


def _posts() -> tuple[Any, ...]:
    """A person's posts in the open scope, with their places."""
    loaded = selectinload(Account.memberships)
    return (
        loaded.joinedload(Membership.team),
        loaded.joinedload(Membership.commune),
        loaded.joinedload(Membership.province),
    )


def _slice(statement: Select[Row], page: int) -> Slice[Row]:
    rows = db.session.scalars(
        statement.limit(PAGE_SIZE + 1).offset((max(page, 1) - 1) * PAGE_SIZE)
    ).all()
    return Slice(rows[:PAGE_SIZE], len(rows) > PAGE_SIZE)
