"""Decisions about a class, as tables."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.classes import rules
from tracker.classes.rules import ClassStatus, Figures, Hours, Opening, Refusal, Stage

START = datetime(2026, 11, 17, 12, 30, tzinfo=UTC)
END = START + timedelta(minutes=100)
HOURS = Hours(START, END)
EARLY, LATE = timedelta(minutes=30), timedelta(minutes=60)
PLANNED, OPEN, ENDED, LOCKED, CANCELLED = ClassStatus


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("status", "now", "answer"),
    [
        (PLANNED, START - minutes(30.1), Opening.TOO_EARLY),
        (PLANNED, START - minutes(30), Opening.READY),
        (PLANNED, END, Opening.READY),
        (PLANNED, END + minutes(0.1), Opening.ASKS),
        (ENDED, END - minutes(10), Opening.READY),
        (ENDED, END + minutes(10), Opening.ASKS),
        (OPEN, START, Opening.NO),
        (LOCKED, START, Opening.NO),
        (CANCELLED, START, Opening.NO),
    ],
)
def test_when_check_in_may_open(status, now, answer):
    assert rules.opening(status, HOURS, now=now, early=EARLY) is answer


@pytest.mark.parametrize(
    ("status", "now", "stage"),
    [
        (PLANNED, START - minutes(600), Stage.COMING),
        (PLANNED, END, Stage.COMING),
        (PLANNED, END + minutes(1), Stage.TO_LOCK),
        (OPEN, END + LATE, Stage.ON_NOW),
        (OPEN, END + LATE + minutes(1), Stage.TO_LOCK),
        (ENDED, START, Stage.TO_LOCK),
        (LOCKED, START, Stage.PAST),
        (CANCELLED, START - minutes(600), Stage.PAST),
    ],
)
def test_in_which_list_a_class_stands(status, now, stage):
    assert rules.stage(status, HOURS, now=now, late=LATE) is stage


@pytest.mark.parametrize(
    ("counted", "checked_in", "children", "gap", "agrees"),
    [
        (40, 38, 2, 0, True),  # day script 2: two children without a record
        (40, 40, 2, 0, True),  # the children may be on the list as well
        (40, 38, 0, 2, True),  # 5 % off
        (24, 31, 0, 7, False),  # “Quét được 31, đếm được 24”
        (40, 36, 0, 4, True),  # exactly 10 %
        (40, 35, 0, 5, False),
        (0, 0, 0, 0, True),
        (0, 1, 0, 1, False),
        (10, 0, 10, 0, True),
    ],
)
def test_the_eye_and_the_list(counted, checked_in, children, gap, agrees):
    numbers = {"counted": counted, "checked_in": checked_in, "children": children}
    assert rules.head_count_gap(**numbers) == gap
    assert rules.head_count_agrees(**numbers, gap_percent=10) is agrees


@pytest.mark.parametrize(
    ("status", "figures", "refusal"),
    [
        (ENDED, Figures(40), None),
        (ENDED, Figures(24), Refusal.NO_GAP_REASON),
        (ENDED, Figures(24, gap_reason="Bảy người về sớm"), None),
        (ENDED, None, Refusal.NO_HEAD_COUNT),
        (OPEN, Figures(40), Refusal.STATUS),
        (LOCKED, Figures(40), Refusal.STATUS),
    ],
)
def test_when_minutes_may_be_locked(status, figures, refusal):
    assert rules.may_lock(status, figures, checked_in=40, gap_percent=10) is refusal


@pytest.mark.parametrize(
    ("status", "checked_in", "refusal"),
    [
        (PLANNED, 0, None),
        (OPEN, 0, None),
        (OPEN, 1, Refusal.HAS_PEOPLE),
        (ENDED, 0, None),
        (LOCKED, 0, Refusal.STATUS),
        (CANCELLED, 0, Refusal.STATUS),
    ],
)
def test_what_may_be_cancelled(status, checked_in, refusal):
    assert rules.may_cancel(status, checked_in=checked_in) is refusal


@pytest.mark.parametrize(
    ("status", "now", "refusal"),
    [
        (OPEN, START - minutes(20), None),
        (PLANNED, START - minutes(1), Refusal.NOT_STARTED),
        (PLANNED, START, None),
        (ENDED, END, None),
        (LOCKED, END, Refusal.STATUS),
        (CANCELLED, END, Refusal.STATUS),
    ],
)
def test_what_may_be_ended(status, now, refusal):
    assert rules.may_end(status, HOURS, now=now) is refusal


def test_no_group_is_larger_than_the_whole():
    assert Figures(40, women=23, elders=9, minorities=34, disabled=1, children=2).too_large == []
    assert Figures(20, women=23, children=21).too_large == ["women", "children"]


def test_weekly_keeps_the_weekday_over_month_and_year():
    days = rules.weekly(date(2026, 12, 15), 4)
    assert days == [date(2026, 12, 15), date(2026, 12, 22), date(2026, 12, 29), date(2027, 1, 5)]


def test_touching_hours_do_not_overlap():
    after = Hours(END, END + minutes(60))
    assert not HOURS.overlaps(after)
    assert HOURS.overlaps(Hours(END - minutes(1), END + minutes(60)))


@pytest.mark.parametrize(
    ("days", "plausible"), [(-61, False), (-60, True), (400, True), (401, False)]
)
def test_for_which_days_a_class_may_be_entered(days, plausible):
    today = date(2026, 11, 17)
    assert rules.is_plausible(today + timedelta(days=days), today=today) is plausible
