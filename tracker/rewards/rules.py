"""Decisions about đề nghị khen thưởng. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class RewardKind(StrEnum):
    """What is proposed (seed H16; facts §5)."""

    COMMUNE_MERIT = "commune_merit"
    PROVINCE_MERIT = "province_merit"
    UNION_MERIT = "union_merit"


class RewardStatus(StrEnum):
    PROPOSED = "proposed"
    AWARDED = "awarded"
    DECLINED = "declined"


class Refusal(StrEnum):
    """Why a proposal stays as it is."""

    ALREADY = "already"
    DECIDED = "decided"


class Order(StrEnum):
    """How candidates can be lined up."""

    HOURS = "gio"
    SHIFTS = "ca"
    NAME = "ten"


@dataclass(frozen=True)
class Merit:
    """What the records say about somebody, or about a squad. Nobody types it."""

    shifts: int = 0
    minutes: int = 0
    # Of those minutes: by the code at both ends.
    code_minutes: int = 0
    people: int = 1

    def __add__(self, other: "Merit") -> "Merit":
        return Merit(
            self.shifts + other.shifts,
            self.minutes + other.minutes,
            self.code_minutes + other.code_minutes,
            self.people + other.people,
        )


@dataclass(frozen=True)
class Candidate:
    """Somebody, or a squad, that could be proposed."""

    key: int
    name: str
    sort_key: str
    unit: str
    merit: Merit
    is_squad: bool = False


def lined_up(candidates: Iterable[Candidate], order: Order) -> list[Candidate]:
    """The most first; who is level, by name."""
    by_name = sorted(candidates, key=lambda one: one.sort_key)
    if order is Order.NAME:
        return by_name
    if order is Order.SHIFTS:
        return sorted(by_name, key=lambda one: -one.merit.shifts)
    return sorted(by_name, key=lambda one: -one.merit.minutes)
