"""How often somebody may try: counted in the database, so that it holds across processes.

The strategy is the `limits` package's; only the table behind it is ours. Keys are stored as
digests: the table names no phone and no address.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import bindparam, case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from tracker.accounts.models import RateHit
from tracker.core import codes
from tracker.core.atomic import aside, keep, transaction
from tracker.core.db import db
from tracker.core.quick import dialect, quick, run_on
from tracker.core.reading import only_reads
from tracker.core.scope import by_hand


class Limit(StrEnum):
    """What is limited. The key says for whom: a phone at an address, an address, a browser."""

    SIGN_IN = "sign_in"
    SIGN_IN_ADDRESS = "sign_in_address"
    INVITATION = "invitation"
    RESET = "reset"
    RESET_ADDRESS = "reset_address"
    CARD = "card"
    CLASS_CODE = "class_code"
    CHECK_IN = "check_in"
    CHECK_IN_ADDRESS = "check_in_address"
    PHOTO = "photo"


# Shortest window first. Further windows make the wait grow for whoever goes on guessing.
# By address it is loose: a whole class shares one Wi-Fi.
_RATES = {
    Limit.SIGN_IN: "6 per 5 minutes; 12 per 30 minutes; 24 per 6 hours",
    Limit.SIGN_IN_ADDRESS: "60 per 5 minutes",
    Limit.INVITATION: "30 per 10 minutes",
    Limit.RESET: "6 per 15 minutes; 12 per 6 hours",
    Limit.RESET_ADDRESS: "30 per 15 minutes",
    Limit.CARD: "60 per 10 minutes",
    Limit.CLASS_CODE: "60 per 10 minutes",
    Limit.CHECK_IN: "30 per 10 minutes",
    Limit.CHECK_IN_ADDRESS: "600 per 10 minutes",
    Limit.PHOTO: "60 per 10 minutes",
}
_ITEMS: dict[Limit, list[RateLimitItem]] = {
    limit: parse_many(rate) for limit, rate in _RATES.items()
}


@dataclass(frozen=True)
class Allowed:
    """It may be tried. `left` more tries remain in the tightest window."""

    left: int


@dataclass(frozen=True)
class Wait:
    """Too often. `seconds` from now it may be tried again."""

    seconds: int

    @property
    def minutes(self) -> int:
        return max(1, math.ceil(self.seconds / 60))


def hit(kind: Limit, key: str, now: datetime) -> Allowed | Wait:
    """Count one try. It stays counted even when the open transaction is refused afterwards."""
    table = _Table(now)
    limiter = FixedWindowRateLimiter(table)
    left = math.inf
    for item in _ITEMS[kind]:
        if not limiter.hit(item, kind, key):
            return Wait(math.ceil(table.get_expiry(item.key_for(kind, key)) - now.timestamp()))
        left = min(left, limiter.get_window_stats(item, kind, key).remaining)
    return Allowed(int(left))


def forgive(kind: Limit, key: str, now: datetime) -> None:
    """Take one try back: it was no guess, the person was right."""
    table = _Table(now)
    for item in _ITEMS[kind]:
        table.incr(item.key_for(kind, key), item.get_expiry(), amount=-1)


def forget(kind: Limit, key: str, now: datetime) -> None:
    """Begin anew for this key."""
    table = _Table(now)
    for item in _ITEMS[kind]:
        table.clear(item.key_for(kind, key))


def sweep(now: datetime) -> int:
    """Drop windows that are over; how many."""
    over = delete(RateHit).where(RateHit.expires_at < now.timestamp())
    with transaction():
        return int(db.session.execute(over).rowcount)  # type: ignore[attr-defined]


_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def _counting(insert: Any) -> Any:
    """Begin a window with the first try, or count within the one that runs."""
    now: Any = bindparam("now")
    first: Any = bindparam("first")
    amount: Any = bindparam("amount")
    ends: Any = bindparam("ends")
    is_over = RateHit.expires_at <= now
    table = RateHit.__table__
    return by_hand(
        insert(table)
        .values(key=bindparam("key"), hits=first, expires_at=ends)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "hits": case((is_over, first), else_=RateHit.hits + amount),
                "expires_at": case((is_over, ends), else_=RateHit.expires_at),
            },
        )
        .returning(table.c.hits, table.c.expires_at),
        "tries are counted by key, whoever makes them",
    )


# Built once: whole classes pass through here in minutes.
_COUNT = {name: _counting(insert) for name, insert in _INSERTS.items()}


class _Table(Storage):
    """The storage that `limits` asks for, on our own table, as seen at one moment."""

    STORAGE_SCHEME = ["tracker"]

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now.timestamp()
        self._seen: dict[str, tuple[Any, ...]] = {}  # how often, and until when

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """How often by now, this time included."""
        counted = {
            "key": codes.digest(key), "now": self._now, "first": max(amount, 0),
            "amount": amount, "ends": self._now + expiry,
        }  # fmt: skip
        self._write(key, counted)
        return self.get(key)

    def get(self, key: str) -> int:
        return int(self._seen[key][0])

    def get_expiry(self, key: str) -> float:
        return float(self._seen[key][1])

    def clear(self, key: str) -> None:
        with transaction():
            db.session.execute(delete(RateHit).where(RateHit.key == codes.digest(key)))

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        raise NotImplementedError("limits end by themselves")

    def _write(self, key: str, counted: dict[str, Any]) -> None:
        statement = _COUNT[dialect()]

        def write() -> None:
            self._seen[key] = quick(statement, counted)[0]

        if only_reads():
            with aside() as connection:
                self._seen[key] = run_on(connection, statement, counted)[0]
            return
        with transaction():
            keep(write)
