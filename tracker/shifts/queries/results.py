"""What a campaign came to, as a whole and by place, as the records say it now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign, Goal
from tracker.places.models import Commune
from tracker.places.text import village_label
from tracker.quotas.queries import Figures
from tracker.quotas.rules import Indicator
from tracker.shifts.queries.lists import Line, of_campaign
from tracker.shifts.queries.work import Tally, by_shift, by_volunteer, stints
from tracker.shifts.rules import Known


@dataclass(frozen=True)
class Results:
    """Lượt tham gia are of volunteers; lượt and người of citizens."""

    planned: int
    held: int
    cancelled: int
    volunteers: int
    presences: int
    minutes: int
    # Of those minutes, by how they are known.
    code_minutes: int
    typed_minutes: int
    open_minutes: int
    # Presences whose end nobody said.
    asked: int
    people: int
    attendances: int
    turns: int
    classes: int

    @property
    def citizen_turns(self) -> int:
        """Lượt người dân: at classes, at meetings, and helped on the spot."""
        return self.attendances + self.turns


@dataclass(frozen=True)
class PlaceResult:
    """A thôn's or a commune's part, against what it was to reach. No key: the common places."""

    key: int | None
    name: str
    turns: int
    people: int
    goal_turns: int | None = None
    goal_people: int | None = None


@dataclass(frozen=True)
class ShiftResult:
    """One shift as the results tell it: whether it took place, and who was there in numbers."""

    id: int
    local_date: date
    starts_at: datetime
    ends_at: datetime
    site_name: str
    village_name: str
    is_held: bool
    is_cancelled: bool
    came: int
    minutes: int
    # Free words, which may name somebody: of the record, never of what is frozen.
    cancelled_reason: str = ""


@dataclass(frozen=True)
class Reckoning:
    """Everything the page of the results shows."""

    results: Results
    places: list[PlaceResult]
    shifts: list[ShiftResult]
    by_volunteer: dict[int, Tally]

    @property
    def held(self) -> list[ShiftResult]:
        return [shift for shift in self.shifts if shift.is_held]


def reckon(campaign: Campaign, *, now: datetime) -> Reckoning:
    """Tổng hợp kết quả as the records say it now, with each place's part.

    Citizens are counted by the one counting of quotas, each once. Of a province's campaign the
    parts are its communes'.
    """
    lines, found = of_campaign(campaign), stints(campaign, now=now)
    whole, parts = campaigns.figures_by_place(campaign)
    if campaign.commune_id is None:
        places = _by_commune(parts, campaigns.communes_of(campaign.id))
    else:
        places = _by_village(parts, campaigns.goals_of(campaign.id), lines)
    shifts = _shifts(lines, by_shift(found))
    people = by_volunteer(found)
    return Reckoning(_results(lines, shifts, people, whole), places, shifts, people)


def _results(
    lines: Sequence[Line], shifts: Sequence[ShiftResult], people: Mapping[int, Tally],
    figures: Figures,
) -> Results:  # fmt: skip
    came = [tally for tally in people.values() if tally.came]
    return Results(
        planned=len(lines) - sum(line.moved_to_id is not None for line in lines),
        held=sum(shift.is_held for shift in shifts),
        cancelled=sum(shift.is_cancelled for shift in shifts),
        volunteers=len(came),
        presences=sum(tally.came for tally in came),
        minutes=sum(tally.minutes for tally in came),
        code_minutes=sum(tally.by[Known.CODE] for tally in came),
        typed_minutes=sum(tally.by[Known.TYPED] for tally in came),
        open_minutes=sum(tally.by[Known.OPEN] for tally in came),
        asked=sum(tally.asked for tally in came),
        people=figures[Indicator.PEOPLE],
        attendances=figures[Indicator.ATTENDANCES],
        turns=figures[Indicator.TURNS],
        classes=figures[Indicator.CLASSES],
    )


def was_held(line: Line, tally: Tally | None) -> bool:
    """A shift took place when it was opened, or somebody was there."""
    return not line.is_cancelled and bool(line.opened_at or (tally and tally.came))


def _shifts(lines: Sequence[Line], done: Mapping[int, Tally]) -> list[ShiftResult]:
    found = []
    for line in lines:
        tally = done.get(line.id, Tally())
        is_held = was_held(line, tally)
        found.append(
            ShiftResult(
                line.id, line.local_date, line.starts_at, line.ends_at, line.site_name,
                line.village_name, is_held, line.is_cancelled, tally.came,
                tally.minutes, line.cancelled_reason,
            )
        )  # fmt: skip
    return found


def _by_village(
    parts: Mapping[int | None, Figures], goals: Sequence[Goal], lines: Sequence[Line]
) -> list[PlaceResult]:
    """What a team did on its ground is its thôn's; what no team did, the commune's."""
    homes = {line.team_id: (line.village_id, line.village_name) for line in lines if line.team_id}
    named = {goal.village_id: _label(goal) for goal in goals if goal.village_id}
    turns: dict[int | None, int] = {}
    people: dict[int | None, int] = {}
    for team_id, figures in parts.items():
        village_id, name = homes.get(team_id or 0, (None, ""))
        named.setdefault(village_id or 0, name)
        turns[village_id] = turns.get(village_id, 0) + _turns(figures)
        people[village_id] = people.get(village_id, 0) + figures[Indicator.PEOPLE]
    wanted = {goal.village_id: goal for goal in goals if goal.village_id}
    keys = [*wanted, *(key for key in turns if key not in wanted)]
    return [
        PlaceResult(
            key, named.get(key or 0, ""), turns.get(key, 0), people.get(key, 0),
            wanted[key].turns if key in wanted else None,
            wanted[key].people if key in wanted else None,
        )
        for key in keys
    ]  # fmt: skip


def _by_commune(
    parts: Mapping[int | None, Figures], communes: Iterable[tuple[Commune, Goal | None]]
) -> list[PlaceResult]:
    found = []
    for commune, goal in communes:
        figures = parts.get(commune.id)
        found.append(
            PlaceResult(
                commune.id, commune.name, _turns(figures) if figures else 0,
                figures[Indicator.PEOPLE] if figures else 0,
                goal.turns if goal else None, goal.people if goal else None,
            )
        )  # fmt: skip
    return found


def _turns(figures: Figures) -> int:
    return figures[Indicator.ATTENDANCES] + figures[Indicator.TURNS]


def _label(goal: Goal) -> str:
    return str(village_label(goal.village.kind, goal.village.name)) if goal.village else ""
