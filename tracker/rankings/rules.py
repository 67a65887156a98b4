"""How communes are ranked: the formula that stands above the table (ruling 12). Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tracker.quotas.rules import tenths_of_percent

Pair = tuple[int, int | None]

# Each rate counts up to this for the score, and is shown in full (ruling 4).
CAP_TENTHS = 1200


class Lack(StrEnum):
    """Why a commune cannot be ranked."""

    GOALS = "goals"
    ADULTS = "adults"
    # Some were guided, but so few that no figure about them may be public.
    FEW = "few"


class Refusal(StrEnum):
    """Why a ranking is not published."""

    NO_REASON = "no_reason"
    NOBODY = "nobody"
    UNCHANGED = "unchanged"
    # What looks odd, of communes that nobody asked about it, and nobody said to have looked.
    UNSEEN = "unseen"


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
    kind: str = ""
    # Classes whose minutes are not locked: not in the figures.
    unlocked: int = 0

    @property
    def rates(self) -> tuple[Pair, Pair, Pair]:
        return self.people, self.classes, self.issues

    def lacks(self, floor: int) -> list[Lack]:
        lacks = [] if all(d for _n, d in self.rates) else [Lack.GOALS]
        lacks += [] if self.guided[1] else [Lack.ADULTS]
        is_few = any(0 < n < floor for n in (self.guided[0], self.people[0]))
        return lacks + ([Lack.FEW] if is_few else [])

    @property
    def score(self) -> int:
        """Tenths of a per cent: the mean of the three rates, each counted up to 120 %."""
        whole = sum(min(tenths(pair) or 0, CAP_TENTHS) for pair in self.rates)
        return (2 * whole + 3) // 6

    @property
    def active(self) -> int:
        return tenths(self.active_teams) or 0

    @property
    def per_thousand(self) -> int | None:
        """Tenths of a person guided per 1,000 adults."""
        n, adults = self.guided
        return (2 * 10_000 * n + adults) // (2 * adults) if adults else None


@dataclass(frozen=True)
class Ranked:
    rank: int
    entry: Entry


@dataclass(frozen=True)
class Unranked:
    """A commune that cannot be ranked, and why not."""

    entry: Entry
    lacks: list[Lack]


@dataclass(frozen=True)
class Burst:
    """Many marks of one account in a short time: to be looked at before publishing."""

    commune_id: int
    commune: str
    code: str
    skill: str
    marks: int
    minutes: int
    name: str = ""
    name_en: str = ""


def tenths(pair: Pair) -> int | None:
    n, d = pair
    return tenths_of_percent(n, d) if d else None


def ranking(entries: Iterable[Entry], *, floor: int = 0) -> tuple[list[Ranked], list[Unranked]]:
    """Best first; equal scores are told apart by active teams, else they share the rank."""
    asked = [(entry, entry.lacks(floor)) for entry in entries]
    able = [entry for entry, lacks in asked if not lacks]
    able.sort(key=lambda entry: (-entry.score, -entry.active, entry.name))
    ranked: list[Ranked] = []
    for place, entry in enumerate(able, 1):
        last = ranked[-1] if ranked else None
        is_tie = last is not None and _standing(last.entry) == _standing(entry)
        ranked.append(Ranked(last.rank if last is not None and is_tie else place, entry))
    return ranked, [Unranked(entry, lacks) for entry, lacks in asked if lacks]


def densest(moments: Sequence[datetime], *, minutes: int) -> tuple[int, int]:
    """The most moments within so many minutes of each other, and how many minutes they took."""
    moments = sorted(moments)
    best = (0, 0)
    for at, first in enumerate(moments):
        beyond = bisect_right(moments, first + timedelta(minutes=minutes))
        taken = int((moments[beyond - 1] - first).total_seconds() // 60) + 1
        best = max(best, (beyond - at, min(taken, minutes)), key=lambda found: found[0])
    return best


def _standing(entry: Entry) -> tuple[int, int]:
    return entry.score, entry.active
