"""What every part of the demo shares: the rows so far, the lot, and what day it is."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from tracker.core import clock, codes
from tracker.core.bulk import Row, Rows
from tracker.demo.cast import STORY, Place

YEAR = timedelta(days=365)


@dataclass
class Team:
    """A team being made up, with all that happens around it."""

    place: Place
    row: Row
    village: str
    village_id: int
    site_id: int
    # How much this team does: 1.0 is what its quota will ask.
    drive: float
    leader_id: int = 0
    ambassador_ids: list[int] = field(default_factory=list)
    host_ids: list[int] = field(default_factory=list)
    mentees: list[Row] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.row["id"])

    @property
    def commune_id(self) -> int:
        return int(self.row["commune_id"])


@dataclass
class Stage:
    """The same seed gives the same story, told relative to today."""

    now: datetime
    password_hash: str
    skills: dict[str, int]
    sets: dict[str, list[int]]
    communes: dict[str, Row]
    rows: Rows = field(default_factory=Rows)
    rng: Random = field(default_factory=lambda: Random(2026))  # noqa: S311 - a story, no secret
    teams: list[Team] = field(default_factory=list)
    # What each person can do by now: (mentee, skill) → has done it alone.
    seen: dict[tuple[int, int], bool] = field(default_factory=dict)
    _phones: int = 912_000_100

    @property
    def today(self) -> date:
        return clock.local_date(self.now)

    @property
    def first_day(self) -> date:
        return self.today - YEAR

    def code(self, length: int) -> str:
        return "".join(self.rng.choices(codes.ALPHABET, k=length))

    def phone(self) -> str:
        self._phones += 1
        return f"+84{self._phones}"

    def name(self, place: Place) -> str:
        """Somebody's name, as people are called there. Two may share one, as in life."""
        while (name := place.names.draw(self.rng)) in STORY:
            pass
        return name

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return clock.at(day, time(hour, minute))

    def team(self, village: str) -> Team:
        return next(team for team in self.teams if team.village == village)
