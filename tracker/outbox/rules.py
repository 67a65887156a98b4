"""What a phone kept while it had no signal, and what becomes of it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

MOST_ITEMS = 50
MOST_FIELDS = 400
LONGEST_TITLE = 200
# The form of an entry this server reads; a release reads its own and the one before.
VERSIONS = (1,)
# What is said to be older than this was said by a clock that is wrong.
OLDEST = timedelta(days=60)
# From here on both times are shown: when it happened, and when it was sent.
WORTH_SAYING = timedelta(minutes=10)

_KEY = re.compile(r"[A-Za-z0-9_-]{8,60}")
_PATH = re.compile(r"/[A-Za-z0-9/_.~%-]{0,160}(?:\?[A-Za-z0-9/_.~%=&+-]{0,100})?")
# Stands for the learner whom an earlier entry of the same phone adds.
_NEWCOMER = re.compile(r"new:([A-Za-z0-9_-]{8,60})")
_LAST_MOMENT = 253402300799000  # the year 9999, in milliseconds

Pair = tuple[str, str]


class Verdict(StrEnum):
    """What the phone is told about one entry."""

    RECORDED = "recorded"
    REPEAT = "repeat"
    FIX = "fix"
    REVIEW = "review"
    GONE = "gone"
    LATER = "later"


class Reason(StrEnum):
    """Why the leader has to look at an entry."""

    CLOSED = "closed"
    NOT_YOURS = "not_yours"
    CHANGED = "changed"
    NO_RIGHT = "no_right"
    NOT_THERE = "not_there"


class Status(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    DROPPED = "dropped"


SETTLED = {Verdict.RECORDED, Verdict.REPEAT, Verdict.REVIEW, Verdict.GONE}


@dataclass(frozen=True)
class Item:
    """One form as the phone kept it. `said_at` is its clock, `offset` what the server's is ahead
    of it, in milliseconds, where the phone knew that."""

    key: str
    path: str
    fields: tuple[Pair, ...]
    title: str = ""
    # The whole form in words, as its sender saw it.
    text: str = ""
    said_at: int | None = None
    offset: int | None = None

    @property
    def newcomers(self) -> set[str]:
        """The keys of the entries that add the learners this one is about."""
        found = (_NEWCOMER.fullmatch(value) for _, value in self.fields)
        return {match[1] for match in found if match}

    def naming(self, ids: Mapping[str, int]) -> "Item":
        """The same, with the learners who were added meanwhile in their places."""
        marks = {f"new:{key}": str(id_) for key, id_ in ids.items()}
        return replace(self, fields=tuple((n, marks.get(v, v)) for n, v in self.fields))


@dataclass(frozen=True)
class Outcome:
    """What became of one entry. `said` are sentences beside the fields they are about."""

    verdict: Verdict
    words: str = ""
    go: str = ""
    made: int | None = None
    said: tuple[Pair, ...] = ()
    reason: Reason | None = None
    retry: int | None = None
    mentee_ids: frozenset[int] = field(default=frozenset())


def read(given: Any) -> Item | None:
    """An entry as it came, if it has the shape of one. What is not known in it is ignored."""
    if not isinstance(given, dict) or given.get("v", 1) not in VERSIONS:
        return None
    key, path, fields = given.get("key"), given.get("url"), given.get("fields")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        return None
    if not isinstance(path, str) or path.startswith("//") or not _PATH.fullmatch(path):
        return None
    pairs = _pairs(fields)
    if pairs is None:
        return None
    title, text = (_words(given.get(name)) for name in ("title", "text"))
    return Item(
        key, path, pairs, title, text,
        _number(given.get("at")), _number(given.get("offset")),
    )  # fmt: skip


def effective(said_at: int | None, offset: int | None, received: datetime) -> datetime:
    """When it happened, as far as that can be believed: never after it was received, and not at
    a time at which no phone of ours can have written it."""
    if said_at is None:
        return received
    corrected = said_at + (offset or 0)
    if not 0 <= corrected <= _LAST_MOMENT:
        return received
    moment = datetime.fromtimestamp(corrected / 1000, UTC)
    return min(moment, received) if moment > received - OLDEST else received


def is_worth_saying(happened: datetime, received: datetime) -> bool:
    return received - happened > WORTH_SAYING


def _pairs(fields: Any) -> tuple[Pair, ...] | None:
    if not isinstance(fields, Sequence) or isinstance(fields, str) or len(fields) > MOST_FIELDS:
        return None
    is_right = all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
        for pair in fields
    )
    return tuple((pair[0], pair[1]) for pair in fields) if is_right else None


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and abs(value) < _LAST_MOMENT else None
