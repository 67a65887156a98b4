"""How communes are ranked: the formula that stands above the table (ruling 12). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

Pair = tuple[int, int | None]

# Each rate counts up to this for the score, and is shown in full (ruling 4).
CAP_TENTHS = 1200


class Lack(StrEnum):
    """Why a commune cannot be ranked."""

    GOALS = "goals"
    ADULTS = "adults"


class Refusal(StrEnum):
    """Why a ranking is not published."""

    NO_REASON = "no_reason"
    NOBODY = "nobody"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Entry:
    """A commune with what it is ranked by."""

    code: str
    name: str
    people: Pair
    classes: Pair
    issues: Pair
    # People guided and adults living there.
    guided: Pair
    active_teams: Pair
    commune_id: int = 0

    @property
    def rates(self) -> tuple[Pair, Pair, Pair]:
        return self.people, self.classes, self.issues

    @property
    def lacks(self) -> list[Lack]:
        lacks = [] if all(d for _n, d in self.rates) else [Lack.GOALS]
        return lacks + ([] if self.guided[1] else [Lack.ADULTS])

    @property
    def score(self) -> int:
        """Tenths of a per cent: the mean of the three rates, each counted up to 120 %."""
        return sum(min(tenths(pair) or 0, CAP_TENTHS) for pair in self.rates) // 3

    @property
    def active(self) -> int:
        return tenths(self.active_teams) or 0

    @property
    def per_thousand(self) -> int | None:
        """Tenths of a person guided per 1,000 adults."""
        n, adults = self.guided
        return n * 10_000 // adults if adults else None


@dataclass(frozen=True)
class Ranked:
    rank: int
    entry: Entry


@dataclass(frozen=True)
class Burst:
    """Many marks of one account in a short time: to be looked at before publishing."""

    commune: str
    skill: str
    marks: int
    minutes: int


def tenths(pair: Pair) -> int | None:
    n, d = pair
    return n * 1000 // d if d else None


def ranking(entries: Iterable[Entry]) -> tuple[list[Ranked], list[Entry]]:
    """Best first; equal scores are told apart by active teams, else they share the rank."""
    entries = list(entries)
    able = [entry for entry in entries if not entry.lacks]
    able.sort(key=lambda entry: (-entry.score, -entry.active, entry.name))
    ranked: list[Ranked] = []
    for place, entry in enumerate(able, 1):
        last = ranked[-1] if ranked else None
        is_tie = last is not None and _standing(last.entry) == _standing(entry)
        ranked.append(Ranked(last.rank if last is not None and is_tie else place, entry))
    return ranked, [entry for entry in entries if entry.lacks]


def is_burst(marks: int, first: datetime, last: datetime, *, most: int, minutes: int) -> bool:
    return marks >= most and last - first <= timedelta(minutes=minutes)


def _standing(entry: Entry) -> tuple[int, int]:
    return entry.score, entry.active
