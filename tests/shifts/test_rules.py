"""The rules of shifts as tables."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.campaigns.rules import Days, Door, Stage, door, next_stages, slug_of, wave_of
from tracker.shifts.rules import (
    Candidate,
    Filled,
    Flaw,
    Hours,
    Look,
    PlaceStatus,
    Refusal,
    ShiftStatus,
    Standing,
    clashes,
    flaws,
    is_absent,
    look,
    may_join,
    may_leave,
    settle,
    suggest,
    weeks_between,
    worked,
)
from tracker.volunteers.rules import Age, age_on, slot_of

NOON = datetime(2027, 6, 5, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHIFT = Hours(NOON, NOON + 2 * HOUR)
A, W = PlaceStatus.ASSIGNED, PlaceStatus.WAITING


def people(*said: str) -> list[Standing]:
    """ "A" has a place, "w" waits; a minor before "-", busy before "!", present before "*"."""
    return [
        Standing(
            number,
            1,
            number,
            A if "A" in one else W,
            is_minor="-" in one,
            is_free="!" not in one,
            has_come="*" in one,
        )
        for number, one in enumerate(said, 1)
    ]


@pytest.mark.parametrize(
    ("standing", "places", "changes"),
    [
        (["A", "A", "w"], 2, {}),
        (["A", "w", "w"], 2, {2: A}),
        (["A", "w!", "w"], 2, {3: A}),  # busy elsewhere: the next one
        (["w-"], 3, {}),  # a minor waits for a grown-up
        (["w-", "w"], 3, {1: A, 2: A}),
        (["w-", "w"], 1, {2: A}),  # the one place goes to the grown-up
        (["A-", "A-"], 3, {1: W, 2: W}),  # the grown-up gave up
        (["A-", "A-", "w"], 2, {2: W, 3: A}),
        (["A", "A-", "w-"], 3, {3: A}),
        (["A-", "w!"], 2, {1: W}),
        (["A-*", "A-", "w-"], 3, {2: W}),  # who was noted present keeps place and hours
        (["A-*", "w-", "w"], 2, {3: A}),
    ],
)
def test_settling(standing, places, changes):
    assert settle(people(*standing), {1: places}) == changes


def test_roles_do_not_take_each_others_places():
    rows = [Standing(1, 1, 1, A, is_minor=False), Standing(2, 2, 2, W, is_minor=False)]
    assert settle(rows, {1: 5, 2: 0}) == {}


@pytest.mark.parametrize(
    ("begins", "meets"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_two_shifts_of_a_day_are_fine(begins, meets):
    other = Hours(NOON + begins * HOUR, NOON + (begins + 2) * HOUR)
    assert clashes(SHIFT, [other]) is meets


@pytest.mark.parametrize(
    ("came", "left", "now", "minutes", "asked"),
    [
        (None, None, 9, 0, False),
        (0, 2, 9, 120, False),
        (-1, 2, 9, 120, False),  # early birds count from the start
        (0.5, 2.5, 9, 120, False),  # who stayed longer and said so
        (0, None, 9, 120, True),  # forgot: the shift's end, and asked
        (0, None, 1, 60, False),  # still there
    ],
)
def test_hours(came, left, now, minutes, asked):
    at = [None if hours is None else NOON + hours * HOUR for hours in (came, left, now)]
    found = worked(at[0], at[1], SHIFT, now=at[2])
    assert (found.minutes, found.is_asked) == (minutes, asked)


def filled(assigned: int, *, leader: bool = True, status=ShiftStatus.PLANNED) -> Filled:
    return Filled(NOON, NOON + 2 * HOUR, status, 3, assigned, 0, 2, leader)


@pytest.mark.parametrize(
    ("before", "one", "found"),
    [
        (72, filled(1, leader=False), []),
        (72, filled(0, leader=False), [Flaw.EMPTY]),
        (47, filled(1), [Flaw.BELOW_MINIMUM]),
        (47, filled(3, leader=False), [Flaw.NO_LEADER]),
        (47, filled(0, leader=False), [Flaw.EMPTY, Flaw.NO_LEADER]),
        (47, filled(0, status=ShiftStatus.CANCELLED), []),
        (-1, filled(0), []),
        (24 * 40, filled(0), []),
    ],
)
def test_flaws(before, one, found):
    now = NOON - before * HOUR
    assert flaws(one, now=now, ahead=48 * HOUR, soon=timedelta(days=21)) == found


def test_looks():
    assert look(filled(1), now=NOON - HOUR) is Look.PLACES_LEFT
    assert look(filled(3), now=NOON - HOUR) is Look.FULL
    assert look(filled(3), now=NOON) is Look.ON_NOW
    assert look(filled(3), now=NOON + 3 * HOUR) is Look.DONE
    assert look(filled(0, status=ShiftStatus.CANCELLED), now=NOON) is Look.CANCELLED


def test_joining_and_leaving():
    assert may_join(ShiftStatus.PLANNED, SHIFT, now=NOON + HOUR) is None
    assert may_join(ShiftStatus.PLANNED, SHIFT, now=NOON + 2 * HOUR) is Refusal.OVER
    assert may_join(ShiftStatus.CANCELLED, SHIFT, now=NOON) is Refusal.CANCELLED
    day = 24 * HOUR
    assert may_leave(NOON, now=NOON - day, limit=day) is None
    assert may_leave(NOON, now=NOON - day + HOUR, limit=day) is Refusal.TOO_LATE


def test_nobody_is_absent_from_a_shift_called_off():
    assert is_absent(A, None, ShiftStatus.DONE, over=True)
    assert not is_absent(A, None, ShiftStatus.CANCELLED, over=True)
    assert not is_absent(A, NOON, ShiftStatus.DONE, over=True)
    assert not is_absent(W, None, ShiftStatus.DONE, over=True)


def test_suggestions_are_near_free_and_rested():
    def one(key, *, village=None, available=True, free=True, minor=False, shifts=0):
        return Candidate(key, village, available, free, minor, shifts)

    crowd = [
        one(1, shifts=4), one(2, village=7, shifts=2), one(3, village=7, shifts=1),
        one(4, village=7, free=False), one(5, village=7, minor=True),
        one(6, village=7, available=False),
    ]  # fmt: skip
    alone = suggest(crowd, village_id=7, has_adult=False)
    assert [who.volunteer_id for who in alone] == [3, 2, 1, 6]
    together = suggest(crowd, village_id=7, has_adult=True)
    assert together[0].volunteer_id == 5


@pytest.mark.parametrize(
    ("year", "age"), [(2012, Age.CHILD), (2011, Age.MINOR), (2009, Age.MINOR), (2008, Age.ADULT)]
)
def test_ages_go_by_the_year_alone(year, age):
    assert age_on(year, date(2027, 6, 5)) is age


def test_slots_and_slugs_and_waves():
    assert slot_of(datetime(2027, 6, 5, 19, 30, tzinfo=UTC)) == "6-evening"
    assert slot_of(datetime(2027, 6, 6, 7, 30, tzinfo=UTC)) == "7-morning"
    assert slug_of("thanh nien – he 2027", {"thanh-nien-he-2027"}) == "thanh-nien-he-2027-2"
    assert slug_of("2027", ()) == "cd-2027"
    assert slug_of("!!!", ()) == "chien-dich"
    june = Days(date(2027, 6, 1), date(2027, 6, 30))
    assert wave_of(date(2027, 6, 30), [(4, june)]) == 4
    assert wave_of(date(2027, 7, 1), [(4, june)]) is None


def test_a_campaigns_life():
    assert next_stages(Stage.PREPARING) == [Stage.ENROLLING]
    assert next_stages(Stage.RUNNING) == [Stage.CLOSED, Stage.ENROLLING]
    assert door(Stage.PREPARING, opens_at=None, now=NOON) is Door.PREPARING
    assert door(Stage.ENROLLING, opens_at=NOON + HOUR, now=NOON) is Door.NOT_YET
    assert door(Stage.RUNNING, opens_at=NOON, now=NOON) is Door.OPEN
    assert door(Stage.CLOSED, opens_at=None, now=NOON) is Door.OVER


def test_a_copied_plan_keeps_its_weekdays():
    for day in range(1, 29):
        moved = weeks_between(date(2026, 6, 6), date(2027, 6, day))
        first = date(2026, 6, 6) + moved
        assert (first.weekday(), 0 <= (first - date(2027, 6, day)).days < 7) == (5, True)
