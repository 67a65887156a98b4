"""What an indicator is, and what its number says. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.periods.rules import Period
from tracker.quotas.rules import tenths_of_percent, whole_percent


class Formula(StrEnum):
    """How an indicator is counted: one counting function each (ruling 15)."""

    PEOPLE = "people"
    ATTENDANCES = "attendances"
    CLASSES = "classes"
    ISSUES = "issues"
    TURNS = "turns"
    QUOTA = "quota"
    SKILL = "skill"
    VNEID = "vneid"
    CORNERS = "corners"
    ACTIVE_TEAMS = "active_teams"
    ACTIVE_COMMUNES = "active_communes"
    ACTIVE_SITES = "active_sites"
    AMBASSADORS = "ambassadors"
    FEW_LEARNERS = "few_learners"
    FLUENT_VILLAGES = "fluent_villages"


class Unit(StrEnum):
    """What is counted. Lượt and người never stand without their word (ruling 3)."""

    PEOPLE = "people"
    ATTENDANCES = "attendances"
    CLASSES = "classes"
    ISSUES = "issues"
    TURNS = "turns"
    TEAMS = "teams"
    SITES = "sites"
    COMMUNES = "communes"
    VILLAGES = "villages"
    AMBASSADORS = "ambassadors"
    # Of a goal, in whole per cent; of a population, in tenths.
    PERCENT = "percent"
    RATE = "rate"


class Reckoned(StrEnum):
    """Which days count."""

    PERIOD = "period"
    # From the beginning to the period's end: what is known by then.
    UNTIL = "until"
    # The days before the period's end that make something active (ruling 11).
    ACTIVE = "active"
    AT_END = "at_end"


class FigureKind(StrEnum):
    """What the commune types in, because no row of ours tells it."""

    ADULTS = "adults"
    # Of one team's area: by it a commune's goals are shared out.
    TEAM_ADULTS = "team_adults"


class Group(StrEnum):
    """How a page arranges them."""

    WORK = "work"
    QUOTA = "quota"
    RESULT = "result"
    NETWORK = "network"


@dataclass(frozen=True)
class Value:
    """A number with what it is made of. `without` counts places that lack a denominator."""

    n: int
    d: int | None = None
    without: int = 0

    @property
    def tenths(self) -> int | None:
        """Tenths of a per cent, never capped (ruling 4); None without a base."""
        return tenths_of_percent(self.n, self.d) if self.d else None

    @property
    def percent(self) -> int | None:
        return whole_percent(self.n, self.d) if self.d else None

    def __add__(self, other: "Value") -> "Value":
        bases = [value.d for value in (self, other) if value.d is not None]
        total = sum(bases) if bases else None
        return Value(self.n + other.n, total, self.without + other.without)


def total_of(parts: Iterable[Value]) -> Value:
    """Of communes: those that do not know their base add nothing, and are counted."""
    whole = Value(0)
    for part in parts:
        whole += part if part.d is not None else Value(0, None, part.without)
    return whole


@dataclass(frozen=True)
class Spec:
    """One indicator, as the catalogue defines it."""

    code: str
    formula: Formula
    unit: Unit
    reckoned: Reckoned
    # Skills, site kinds or the metric the formula is about.
    about: tuple[str, ...]
    # What it is divided by: adults, goal, teams, …; empty for a plain count.
    base: str
    has_floor: bool
    # The row of the requirements it was made for; people read the `basis` among the words.
    source: str
    words: tuple[tuple[str, str], ...]

    @property
    def is_share(self) -> bool:
        return self.unit in {Unit.PERCENT, Unit.RATE}

    @property
    def needs_typed_base(self) -> bool:
        return self.base == FigureKind.ADULTS

    @property
    def group(self) -> Group:
        if self.formula is Formula.QUOTA:
            return Group.QUOTA
        if self.formula in {Formula.SKILL, Formula.VNEID}:
            return Group.RESULT
        in_period = self.reckoned is Reckoned.PERIOD
        return Group.WORK if in_period else Group.NETWORK


@dataclass(frozen=True)
class Target:
    """What a province set out to reach by a year. Without an indicator it is measured elsewhere."""

    province_code: str
    indicator: str
    who: str
    who_en: str
    year: int
    percent: int
    # Where the province says so; `source` is the row of the requirements.
    basis: str
    basis_en: str
    source: str


def active_until(period: Period, today: date) -> date:
    """The day up to which something counts as active: the period's last; while it runs, today."""
    return today if period.holds(today) else period.last


def weights(known: list[int | None]) -> list[int]:
    """Who has no number yet weighs as much as the others do on average."""
    given = [n for n in known if n is not None]
    usual = sum(given) // len(given) if given else 0
    return [usual if n is None else n for n in known]


def shares(total: int, weights: list[int]) -> list[int]:
    """The total divided by weight, in whole numbers that add up to it (largest remainders first).

    Without any weight everyone gets the same. Where there is enough for all who weigh anything,
    nobody of them goes without: the largest parts give it up.
    """
    weights = weights if any(weights) else [1] * len(weights)
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    without = [i for i, weight in enumerate(weights) if weight and not parts[i]]
    if total >= sum(map(bool, weights)):
        for i in without:
            parts[parts.index(max(parts))] -= 1
            parts[i] = 1
    return parts
