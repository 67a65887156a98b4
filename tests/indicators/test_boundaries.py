"""The last second of a period and the first of the next, written down and counted, while the server
lives in another time zone (ruling 14)."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine

from tests.factories import World
from tracker.core import clock
from tracker.indicators import queries
from tracker.mentoring import actions
from tracker.mentoring.models import SupportTurn
from tracker.mentoring.rules import Channel, Home, TurnResult
from tracker.periods.rules import PeriodKind, due_of, following, period_of
from tracker.policy import Actor
from tracker.quotas.queries.counting import Level, Places
from tracker.reports.rules import is_overdue

QUARTERS = [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]
CUT_OFFS = [date(2026, month, 15) for month in (2, 5, 8, 11)]
ENDS = [
    *((PeriodKind.MONTH, day) for day in QUARTERS),
    *((PeriodKind.QUARTER, day) for day in QUARTERS),
    (PeriodKind.HALF, QUARTERS[1]),
    (PeriodKind.HALF, QUARTERS[3]),
    (PeriodKind.YEAR, QUARTERS[3]),
    *((PeriodKind.WINDOW, day) for day in CUT_OFFS),
]


@pytest.fixture(autouse=True)
def _server_elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def last_second(day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T23:59:59+07:00")


def test_each_second_counts_in_its_own_period(world: World, everywhere: None):
    for day in sorted({day for _kind, day in ENDS}):
        for at, turns in ((last_second(day), 3), (last_second(day) + timedelta(seconds=1), 5)):
            help_given(world, at, turns)
    for kind, day in ENDS:
        before = period_of(kind, day)
        assert before.last == day
        inside = [end for end in {day for _kind, day in ENDS} if before.holds(end)]
        begun = [end for end in inside if end != day]
        # Of every other boundary inside both seconds count; of its own beginning the second one.
        first = 5 if before.first - timedelta(days=1) in {end for _kind, end in ENDS} else 0
        assert counted(world, before) == first + 8 * len(begun) + 3, before.code
        assert counted(world, following(before)) >= 5


@pytest.mark.parametrize("month", [2, 5, 8, 11])
def test_a_report_is_overdue_from_the_first_second_of_the_20th(month: int):
    window = period_of(PeriodKind.WINDOW, date(2026, month, 15))
    due = due_of(window)
    assert due == date(2026, month, 19)
    with time_machine.travel(last_second(due), tick=False):
        assert not is_overdue(None, due, clock.today())
    with time_machine.travel(last_second(due) + timedelta(seconds=1), tick=False):
        assert is_overdue(None, due, clock.today())


def help_given(world: World, at: datetime, turns: int) -> None:
    entry = actions.NewTurn(
        Home(world.commune_id, world.team_id), "VNeID", Channel.AT_SITE, None, TurnResult.DONE,
        turns, at,
    )  # fmt: skip
    done = actions.log_turn(Actor(world.ambassador_id, ""), entry=entry, now=at)
    assert isinstance(done, SupportTurn)


def counted(world: World, period) -> int:
    places = Places(Level.TEAM, (world.team_id,))
    return queries.values(places, period, ["turns"])[world.team_id]["turns"].n
