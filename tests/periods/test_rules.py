"""Where periods begin and end, to the second, wherever the server stands (ruling 2, 14)."""

import time
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core import clock
from tracker.periods.rules import (
    Period,
    PeriodKind,
    WindowRule,
    due_of,
    following,
    period_named,
    period_of,
    previous,
    range_of,
    since_new_year,
    window_waited_for,
)

MONTH, QUARTER, HALF, YEAR, WINDOW, RANGE = PeriodKind
DAYS = st.dates(date(2021, 1, 1), date(2099, 12, 31))


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Ho_Chi_Minh"])
def _server_elsewhere(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def local(day: str, second: str) -> date:
    """The day a moment of the Vietnamese clock belongs to, having been stored in UTC."""
    moment = datetime.fromisoformat(f"{day}T{second}+07:00")
    return clock.local_date(datetime.fromtimestamp(moment.timestamp(), tz=clock.ZONE))


@pytest.mark.usefixtures("_server_elsewhere")
@pytest.mark.parametrize(
    ("last_day", "kind", "before", "after"),
    [
        ("2026-03-31", QUARTER, "2026-q1", "2026-q2"),
        ("2026-06-30", QUARTER, "2026-q2", "2026-q3"),
        ("2026-06-30", HALF, "2026-n1", "2026-n2"),
        ("2026-09-30", QUARTER, "2026-q3", "2026-q4"),
        ("2026-12-31", QUARTER, "2026-q4", "2027-q1"),
        ("2026-12-31", HALF, "2026-n2", "2027-n1"),
        ("2026-12-31", YEAR, "2026", "2027"),
        ("2026-12-31", MONTH, "2026-12", "2027-01"),
        ("2026-02-15", WINDOW, "2026-b1", "2026-b2"),
        ("2026-05-15", WINDOW, "2026-b2", "2026-b3"),
        ("2026-08-15", WINDOW, "2026-b3", "2026-b4"),
        ("2026-11-15", WINDOW, "2026-b4", "2027-b1"),
    ],
)
def test_a_period_ends_with_the_last_second_of_its_last_day(last_day, kind, before, after):
    next_day = str(date.fromisoformat(last_day) + timedelta(days=1))
    assert period_of(kind, local(last_day, "23:59:59")).code == before
    assert period_of(kind, local(next_day, "00:00:00")).code == after


@pytest.mark.usefixtures("_server_elsewhere")
@pytest.mark.parametrize("due", ["2026-02-19", "2026-05-19", "2026-08-19", "2026-11-19"])
def test_a_report_is_late_from_the_first_second_after_its_due_day(due):
    window = period_of(WINDOW, date.fromisoformat(due) - timedelta(days=4))
    next_day = str(date.fromisoformat(due) + timedelta(days=1))
    assert due_of(window) == date.fromisoformat(due)
    assert not due_of(window) < local(due, "23:59:59")
    assert due_of(window) < local(next_day, "00:00:00")


def test_the_report_of_day_script_3():
    window = period_named("2026-b4")
    assert (window.first, window.last) == (date(2026, 8, 16), date(2026, 11, 15))
    assert since_new_year(window) == Period(RANGE, date(2026, 1, 1), date(2026, 11, 15))
    assert period_named("2027-b1").first == date(2026, 11, 16)


def test_the_days_of_the_report_are_settings():
    rule = WindowRule(cut_off_day=20, due_day=25, month_of_quarter=3)
    window = period_named("2026-b1", lambda: rule)
    assert (window.first, window.last) == (date(2025, 12, 21), date(2026, 3, 20))
    assert due_of(window, rule) == date(2026, 3, 25)


@given(day=DAYS, kind=st.sampled_from([MONTH, QUARTER, HALF, YEAR, WINDOW]))
def test_periods_follow_each_other_without_gap_or_overlap(day, kind):
    period = period_of(kind, day)
    assert period.holds(day)
    assert period_named(period.code) == period
    assert following(period).first == period.last + timedelta(days=1)
    assert previous(following(period)) == period


@pytest.mark.parametrize(
    "code",
    ["", "2026-13", "2026-00", "2026-q5", "2026-n3", "2026-b0", "1999", "2026-1", "2026-q", "x",
     "2026-02-30_2026-03-01", "2026-03-02_2026-03-01", "2026-01-01_2099-01-01", "²026"],
)  # fmt: skip
def test_what_is_no_period_is_none(code):
    assert period_named(code) is None


def test_a_free_range_has_neighbours_as_long_as_itself():
    june = range_of(date(2027, 6, 1), date(2027, 7, 31))
    assert period_named(june.code) == june
    assert previous(june).days == following(june).days == june.days == 61


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 11, 15), "2026-b4"),  # the cut-off itself: still running, and asked for
        (date(2026, 11, 19), "2026-b4"),
        (date(2026, 12, 14), "2026-b4"),  # late, and still the one that is missing
        (date(2026, 12, 15), "2027-b1"),
    ],
)
def test_which_report_somebody_waits_for(day, code):
    assert window_waited_for(day).code == code
