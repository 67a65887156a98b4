"""Decisions at the class door. Pure: `now` and the settings are passed in."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tracker.classes.rules import ClassStatus

STEP_SECONDS = 30
CODE_DIGITS = 6
# Online, a code lives from one step before its own to two after: at most two minutes.
STEPS_BACK = 2
STEPS_AHEAD = 1
# What was seen longer ago than this is marked as sent late.
_LATE = timedelta(minutes=10)
_MOST_AHEAD = 12 * 3600 // STEP_SECONDS

_DIGITS = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")
_STAMP = re.compile(r"([0-9]{1,12})\.([0-9a-f]{32})")


class Way(StrEnum):
    """How somebody was checked in."""

    CODE = "code"
    POSTER = "poster"
    CARD = "card"
    SELF = "self"
    TYPED = "typed"


class Verdict(StrEnum):
    """What becomes of a class code."""

    CURRENT = "current"
    LATE = "late"
    TOO_OLD = "too_old"
    FUTURE = "future"
    WRONG = "wrong"
    OTHER_CLASS = "other_class"
    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"


ACCEPTED = {Verdict.CURRENT, Verdict.LATE}


class Entry(StrEnum):
    """What became of one person at the door."""

    RECORDED = "recorded"
    ALREADY = "already"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Citizen:
    """What somebody without an account says of themselves. `device` is their browser's number."""

    name: str
    village_id: int | None = None
    phone: str | None = None
    device: str = ""


class RemovalReason(StrEnum):
    """Why somebody is taken off a class's list again."""

    MISTAKE = "mistake"
    ABSENT = "absent"
    DOUBLE = "double"
    OTHER = "other"


@dataclass(frozen=True)
class Window:
    """When a class's codes mean anything: from a little before its start until after its end."""

    starts_at: datetime
    ends_at: datetime
    early: timedelta
    late: timedelta

    @property
    def opens_at(self) -> datetime:
        return self.starts_at - self.early

    @property
    def first_step(self) -> int:
        return step_at(self.opens_at)

    @property
    def last_step(self) -> int:
        return step_at(self.ends_at + self.late)

    def holds(self, moment: datetime) -> bool:
        return self.first_step <= step_at(moment) <= self.last_step


@dataclass(frozen=True)
class Hours:
    """How a class stands towards the clock: all that decides whether its door is open."""

    status: ClassStatus
    window: Window
    closed_at: datetime | None
    late_accept: timedelta

    def is_open(self, now: datetime) -> bool:
        """Whether people are arriving right now, so that seeing someone proves something."""
        return self.status is ClassStatus.OPEN and self.window.holds(now)

    def was_open(self, moment: datetime) -> bool:
        """The same for a moment that has passed: a class that is over was open until it closed."""
        if self.status is ClassStatus.CANCELLED or self.closed_at is None:
            return self.is_open(moment)
        return moment < self.closed_at and self.window.holds(moment)

    def has_begun(self, now: datetime) -> bool:
        """Nobody was at a class that was called off, or that is still to come."""
        return self.status is not ClassStatus.CANCELLED and now >= self.window.opens_at


@dataclass(frozen=True)
class Proof:
    """A judged code. `at` is the moment the code was on the wall: the class's own clock."""

    verdict: Verdict
    at: datetime | None = None

    @property
    def is_accepted(self) -> bool:
        return self.verdict in ACCEPTED and self.at is not None


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def step_start(step: int) -> datetime:
    return datetime.fromtimestamp(step * STEP_SECONDS, UTC)


def seconds_left(moment: datetime) -> int:
    """Until the next code: 30 down to 1."""
    return STEP_SECONDS - int(moment.timestamp()) % STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """The six digits on the wall in one 30-second step. Derived, never stored (complaint 42)."""
    tag = hmac.digest(secret.encode(), f"v1|{step}".encode(), hashlib.sha256)
    return f"{int.from_bytes(tag[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


@dataclass(frozen=True)
class Ahead:
    """The codes from one step on, for a wall that may lose its network: six digits each."""

    first: int
    last: int
    digits: str


def codes_ahead(secret: str, *, window: Window, now: datetime) -> Ahead:
    """Every code from now until the class's last one, twelve hours at most.

    The screen gets codes and never the secret: that also seals stamps, and a screen that was left
    open in a hall must be worth no more than what it shows.
    """
    first = step_at(now)
    last = min(window.last_step, first + _MOST_AHEAD)
    return Ahead(first, last, "".join(code_at(secret, step) for step in range(first, last + 1)))


def steps_of(code: str, *, secret: str, steps: Iterable[int]) -> list[int]:
    """Those of the steps that show this code, in their order. Usually one, or none."""
    if not _DIGITS.fullmatch(code):
        return []
    return [step for step in steps if hmac.compare_digest(code_at(secret, step), code)]


def is_current(code: str, *, secret: str, now: datetime) -> bool:
    """Whether the code is on this class's wall now, give or take the minute a phone needs."""
    return bool(steps_of(code, secret=secret, steps=_current_steps(now)))


def judge_code(code: str, *, secret: str, window: Window, now: datetime, late: bool) -> Proof:
    """Was this code on the wall, and may it still be used?

    `late` says that it was seen earlier and is only sent now: then every past step of the window
    will do and dates it, the earliest where several show the same digits. Without it only the
    last minute's codes are current. No other clock than the server's is asked.
    """
    first, last, here = window.first_step, window.last_step, step_at(now)
    # Almost every code is a current one: four digests then, instead of the whole evening's.
    near = [step for step in _current_steps(now) if first <= step <= last]
    if not late and steps_of(code, secret=secret, steps=[here] if here in near else []):
        return Proof(Verdict.CURRENT, now)
    current = steps_of(code, secret=secret, steps=near)
    if current:
        return Proof(Verdict.CURRENT, min(now, step_start(current[0])) if late else now)
    steps = steps_of(code, secret=secret, steps=range(first, last + 1))
    past = [step for step in steps if step < here]
    if past:
        return Proof(Verdict.LATE if late else Verdict.TOO_OLD, step_start(past[0]))
    return Proof(Verdict.FUTURE if steps else Verdict.WRONG)


def judge_entry(code: str, *, secret: str, hours: Hours, now: datetime, late: bool) -> Proof:
    """What becomes of a code at this class's door: its status first, then the code itself.

    A class that was closed still takes codes that were on its wall before, as long as late ones
    are accepted: what happened in the room has happened.
    """
    if hours.status is ClassStatus.CANCELLED:
        return Proof(Verdict.CANCELLED)
    if now > hours.window.ends_at + hours.late_accept:
        return Proof(Verdict.CLOSED)
    if hours.status is ClassStatus.PLANNED or now < hours.window.opens_at:
        return Proof(Verdict.NOT_OPEN_YET)
    proof = judge_code(code, secret=secret, window=hours.window, now=now, late=late)
    if hours.is_open(now) or (hours.status is ClassStatus.OPEN and proof.at is not None):
        return proof
    shown_at = _shown_at(code, proof, secret=secret, now=now)
    if shown_at is None or (hours.closed_at is not None and shown_at >= hours.closed_at):
        return Proof(Verdict.CLOSED)
    return proof


def evidence_level(
    way: Way, *, is_open: bool, delay: timedelta, late_proof: timedelta, is_late: bool = False
) -> int:
    """How sure an attendance is (ruling 6), before the head-count is known.

    3 for the rotating code or a card scanned inside an open class; 2 for the poster in its window,
    for what was sent late, and for a name the host typed while the class was on; 1 for what was
    typed afterwards, and for an old code that somebody without an account brings: it may be a
    photograph that went round, so it is kept but proves nothing.
    """
    if way is Way.TYPED:
        return 2 if is_open else 1
    if way is Way.CARD and not is_open:
        return 1
    if way is Way.SELF and is_late:
        return 1
    if way is Way.POSTER or delay > late_proof:
        return 2
    return 3


def is_sent_late(*, seen_at: datetime, now: datetime) -> bool:
    return now - seen_at > _LATE


def stamp(secret: str, *, owner: str, seen_at: datetime) -> str:
    """Proof that this browser saw a current code: filling in a form may then take its time.

    Bound to the account or device, so that a copy is worth nothing elsewhere.
    """
    seconds = int(seen_at.timestamp())
    return f"{seconds}.{_seal(secret, owner, seconds)}"


def judge_stamp(
    text: str, *, secret: str, owner: str, now: datetime, life: timedelta
) -> datetime | None:
    """When the code was seen, or None when the stamp is forged, someone else's or too old."""
    parts = _STAMP.fullmatch(text)
    if parts is None:
        return None
    seconds = int(parts[1])
    if not hmac.compare_digest(_seal(secret, owner, seconds), parts[2]):
        return None
    seen_at = datetime.fromtimestamp(seconds, UTC)
    return seen_at if seen_at <= now <= seen_at + life else None


def _current_steps(now: datetime) -> range:
    here = step_at(now)
    return range(here - STEPS_BACK, here + STEPS_AHEAD + 1)


def _shown_at(code: str, proof: Proof, *, secret: str, now: datetime) -> datetime | None:
    """When an accepted or old code went up on the wall; None for one that never did."""
    if proof.verdict is Verdict.CURRENT:
        return step_start(steps_of(code, secret=secret, steps=_current_steps(now))[0])
    return proof.at


def _seal(secret: str, owner: str, seconds: int) -> str:
    said = f"seen|{owner}|{seconds}".encode()
    return hmac.digest(secret.encode(), said, hashlib.sha256).hex()[:32]
