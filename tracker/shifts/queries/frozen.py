"""A campaign's results as they were summed up; until then as the records say them now.

Everything that tells what a campaign came to asks here: the page, its papers, the public page,
certificates and proposals of rewards.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.quotas.rules import Indicator
from tracker.shifts.queries.lists import of_campaign
from tracker.shifts.queries.results import (
    PlaceResult,
    Reckoning,
    Results,
    ShiftResult,
    reckon,
    was_held,
)
from tracker.shifts.queries.work import Tally, by_shift, by_volunteer, stints
from tracker.shifts.rules import Known
from tracker.snapshots.models import Snapshot
from tracker.snapshots.queries import facts_of
from tracker.snapshots.rules import Change, Keys, changes

_WHY = "figures of a campaign that the caller has reached: numbers and places, no names"


def snapshot_of(campaign: Campaign, *, with_keys: bool = False) -> Snapshot | None:
    """The figures of its summing up, with who froze them; none while it is not summed up."""
    if campaign.snapshot_id is None:
        return None
    statement = select(Snapshot).where(Snapshot.id == campaign.snapshot_id)
    statement = statement.options(joinedload(Snapshot.taken_by))
    if with_keys:
        statement = statement.options(undefer(Snapshot.counted))
    return db.session.scalar(by_hand(statement, _WHY))


def reckoned(campaign: Campaign, *, now: datetime) -> Reckoning:
    """Everything the page of the results shows."""
    snapshot = snapshot_of(campaign)
    return reckon(campaign, now=now) if snapshot is None else told(snapshot)


def results_of(campaign: Campaign, *, now: datetime) -> Results:
    return reckoned(campaign, now=now).results


def tallies(campaign: Campaign, *, now: datetime) -> dict[int, Tally]:
    """What each volunteer did, by key."""
    if campaign.snapshot_id is None:
        return by_volunteer(stints(campaign, now=now))
    return reckoned(campaign, now=now).by_volunteer


def minutes_worked(campaign: Campaign, *, now: datetime) -> int:
    """The hours of everybody on its shifts, forgotten check-outs cut at the shift's end."""
    return sum(one.minutes for one in tallies(campaign, now=now).values())


def citizens(campaign: Campaign, *, now: datetime) -> tuple[int, int]:
    """How many lượt and how many people."""
    if campaign.snapshot_id is not None:
        found = results_of(campaign, now=now)
        return found.citizen_turns, found.people
    figures = campaigns.figures(campaign)
    turns = figures[Indicator.ATTENDANCES] + figures[Indicator.TURNS]
    return turns, figures[Indicator.PEOPLE]


def facts(found: Reckoning) -> dict[str, Any]:
    """The results as a snapshot keeps them: numbers, hours and places, no person's name."""
    return {
        "form": 1,
        "results": _plain(found.results),
        "places": [_plain(place) for place in found.places],
        "shifts": [_plain(replace(shift, cancelled_reason="")) for shift in found.shifts],
        "people": {str(key): _plain(one) for key, one in found.by_volunteer.items()},
    }


def keys(campaign: Campaign, *, now: datetime) -> Keys:
    """The rows behind the figures, by key, each with how much it adds."""
    found = stints(campaign, now=now)
    done, lines = by_shift(found), of_campaign(campaign)
    minutes = {
        f"{one.shift_id}/{one.volunteer_id}": one.worked.minutes for one in found if one.worked
    }
    return campaigns.keys(campaign) | {
        "shifts": {str(line.id): 1 for line in lines if was_held(line, done.get(line.id))},
        "volunteers": {str(one.volunteer_id): 1 for one in found if one.worked},
        "presences": dict.fromkeys(minutes, 1),
        "minutes": minutes,
    }


@dataclass(frozen=True)
class Late:
    """What was added and taken back after the summing up, by figure."""

    moved: dict[str, Change]

    def of(self, *figures: str) -> tuple[int, int]:
        """Of these together: how many came, how many went."""
        those = [self.moved[name] for name in figures if name in self.moved]
        return sum(one.gained for one in those), sum(one.lost for one in those)


def late(campaign: Campaign, snapshot: Snapshot, *, now: datetime) -> Late:
    """Bổ sung sau tổng kết: told beside the figures, and in none of them."""
    return Late(changes(snapshot.counted["window"], keys(campaign, now=now)))


def told(snapshot: Snapshot) -> Reckoning:
    """What stands in a snapshot, exactly as it was."""
    found = facts_of(snapshot)
    return Reckoning(
        Results(**found["results"]),
        [PlaceResult(**place) for place in found["places"]],
        [_shift(shift) for shift in found["shifts"]],
        {int(key): _tally(one) for key, one in found["people"].items()},
    )


def with_reasons(found: Reckoning, campaign: Campaign) -> Reckoning:
    """Why shifts were called off, as the records say it now: the words can be put right."""
    said = {line.id: line.cancelled_reason for line in of_campaign(campaign)}
    shifts = [replace(one, cancelled_reason=said.get(one.id, "")) for one in found.shifts]
    return replace(found, shifts=shifts)


def _plain(row: Any) -> dict[str, Any]:
    """As JSON has it: days and moments in words."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in vars(row).items()
    }


def _shift(values: dict[str, Any]) -> ShiftResult:
    moments = {name: datetime.fromisoformat(values[name]) for name in ("starts_at", "ends_at")}
    day = date.fromisoformat(values["local_date"])
    return ShiftResult(**(values | moments | {"local_date": day, "cancelled_reason": ""}))


def _tally(values: dict[str, Any]) -> Tally:
    days = {
        name: date.fromisoformat(values[name]) if values[name] else None
        for name in ("first_day", "last_day")
    }
    by = Counter({Known(name): n for name, n in values["by"].items()})
    return Tally(**(values | days | {"by": by}))
