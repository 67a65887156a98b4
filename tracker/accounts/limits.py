"""How often somebody may try: counted in the database, so that it holds across processes.

The rates are read as the `limits` package reads them; the windows are counted in our own table.
Keys are stored as digests: the table names no phone and no address.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from limits import RateLimitItem, parse_many
from sqlalchemy import bindparam, case, delete

from tracker.accounts.models import RateHit
from tracker.core import codes
from tracker.core.atomic import aside, keep, transaction
from tracker.core.db import db
from tracker.core.quick import for_each_dialect, quick, run_on
from tracker.core.reading import only_reads


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
    OUTBOX = "outbox"
    VERIFY = "verify"
    SIGN_UP = "sign_up"
    OWN_PAPER = "own_paper"


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
    # Batches of up to fifty: a bus of volunteers that comes back into the signal.
    Limit.OUTBOX: "60 per 1 minute",
    Limit.VERIFY: "60 per 10 minutes",
    Limit.SIGN_UP: "120 per 10 minutes",
    # Each is a process of its own for a second.
    Limit.OWN_PAPER: "60 per 10 minutes",
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
    left = math.inf
    for item in _ITEMS[kind]:
        hits, ends = _count(item, kind, key, now)
        if hits > item.amount:
            return Wait(math.ceil(ends - now.timestamp()))
        left = min(left, item.amount - hits)
    return Allowed(int(left))


def forgive(kind: Limit, key: str, now: datetime) -> None:
    """Take one try back: it was no guess, the person was right."""
    for item in _ITEMS[kind]:
        _count(item, kind, key, now, amount=-1)


def forget(kind: Limit, key: str) -> None:
    """Begin anew for this key."""
    digests = [_digest(item, kind, key) for item in _ITEMS[kind]]
    with transaction():
        db.session.execute(delete(RateHit).where(RateHit.key.in_(digests)))


def sweep(now: datetime) -> int:
    """Drop windows that are over; how many."""
    over = delete(RateHit).where(RateHit.expires_at < now.timestamp())
    with transaction():
        return int(db.session.execute(over).rowcount)  # type: ignore[attr-defined]


def _counting(insert: Any) -> Any:
    """Begin a window with the first try, or count within the one that runs."""
    now: Any = bindparam("now")
    first: Any = bindparam("first")
    amount: Any = bindparam("amount")
    ends: Any = bindparam("ends")
    is_over = RateHit.expires_at <= now
    table = RateHit.__table__
    return (
        insert(table)
        .values(key=bindparam("key"), hits=first, expires_at=ends)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "hits": case((is_over, first), else_=RateHit.hits + amount),
                "expires_at": case((is_over, ends), else_=RateHit.expires_at),
            },
        )
        .returning(table.c.hits, table.c.expires_at)
    )


# Built once: whole classes pass through here in minutes.
_COUNT = for_each_dialect(_counting, "tries are counted by key, whoever makes them")


@lru_cache(maxsize=500)  # a class behind one Wi-Fi address
def _digest(item: RateLimitItem, kind: Limit, key: str) -> str:
    return codes.digest(item.key_for(kind, key))


def _count(
    item: RateLimitItem, kind: Limit, key: str, now: datetime, *, amount: int = 1
) -> tuple[Any, ...]:
    """How often in this window by now, this time included, and when it ends."""
    moment = now.timestamp()
    counted = {
        "key": _digest(item, kind, key), "now": moment, "first": max(amount, 0),
        "amount": amount, "ends": moment + item.get_expiry(),
    }  # fmt: skip
    if only_reads():
        with aside() as connection:
            return run_on(connection, _COUNT, counted)[0]
    with transaction():
        return keep(lambda: quick(_COUNT, counted)[0])
