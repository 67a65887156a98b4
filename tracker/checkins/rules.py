"""Decisions at the class door. Pure: `now` and the settings are passed in."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

STEP_SECONDS = 30
CODE_DIGITS = 6
# Online, a code lives from one step before its own to two after: at most two minutes.
STEPS_BACK = 2
STEPS_AHEAD = 1


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
    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Window:
    """When a class's codes mean anything: from a little before its start until after its end."""

    starts_at: datetime
    ends_at: datetime
    early: timedelta
    late: timedelta

    @property
    def first_step(self) -> int:
        return step_at(self.starts_at - self.early)

    @property
    def last_step(self) -> int:
        return step_at(self.ends_at + self.late)

    def holds(self, moment: datetime) -> bool:
        return self.first_step <= step_at(moment) <= self.last_step


@dataclass(frozen=True)
class Proof:
    """A judged code. `at` is the moment the code was on the wall: the class's own clock."""

    verdict: Verdict
    at: datetime | None = None


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def step_start(step: int) -> datetime:
    return datetime.fromtimestamp(step * STEP_SECONDS, UTC)


def code_at(secret: str, step: int) -> str:
    """The six digits on the wall in one 30-second step. Derived, never stored (complaint 42)."""
    tag = hmac.digest(secret.encode(), f"v1|{step}".encode(), hashlib.sha256)
    return f"{int.from_bytes(tag[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def steps_of(code: str, *, secret: str, window: Window) -> list[int]:
    """Every step of the window that shows this code, earliest first. Usually one, or none."""
    return [
        step
        for step in range(window.first_step, window.last_step + 1)
        if hmac.compare_digest(code_at(secret, step), code)
    ]


def judge_code(code: str, *, secret: str, window: Window, now: datetime, late: bool) -> Proof:
    """Was this code on the wall, and may it still be used?

    `late` says that it was seen earlier and is only sent now: then every past step of the window
    will do and dates it. Without it only the last minute's codes are current.
    """
    here = step_at(now)
    steps = steps_of(code, secret=secret, window=window)
    current = [step for step in steps if here - STEPS_BACK <= step <= here + STEPS_AHEAD]
    if current:
        return Proof(Verdict.CURRENT, min(now, step_start(current[0]) if late else now))
    past = [step for step in steps if step < here]
    if past:
        verdict = Verdict.LATE if late else Verdict.TOO_OLD
        return Proof(verdict, step_start(past[0]))
    return Proof(Verdict.FUTURE if steps else Verdict.WRONG)


def evidence_level(way: Way, *, is_open: bool, delay: timedelta, late_proof: timedelta) -> int:
    """How sure an attendance is (ruling 6), before the head-count is known.

    3 for the rotating code or a card scanned inside an open class; 2 for the poster in its window
    or what was sent late; 1 for what was typed afterwards.
    """
    if way is Way.TYPED:
        return 1
    if way is Way.POSTER or delay > late_proof:
        return 2
    if way is Way.CARD and not is_open:
        return 1
    return 3
