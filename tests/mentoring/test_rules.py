"""When something may be written down, how sure it is, and who handles an issue."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tracker.mentoring.rules import (
    Holding,
    Home,
    IssueLevel,
    IssueStatus,
    Refusal,
    homes,
    is_open,
    judge_time,
    may_handle,
    meeting_level,
)
from tracker.policy import Actor, Permission, Post, Role

NOW = datetime(2026, 11, 14, 17, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("delay", "level"),
    [
        pytest.param(timedelta(0), 2, id="at once"),
        pytest.param(timedelta(days=14), 2, id="two weeks later"),
        pytest.param(timedelta(days=14, seconds=1), 1, id="typed long afterwards"),
    ],
)
def test_meeting_level(delay, level):
    assert meeting_level(held_at=NOW - delay, noted_at=NOW, late_days=14) == level


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        pytest.param(NOW, None, id="now"),
        pytest.param(NOW + SECOND, Refusal.IN_FUTURE, id="in a second"),
        pytest.param(NOW - timedelta(days=60), None, id="60 days ago"),
        pytest.param(NOW - timedelta(days=60) - SECOND, Refusal.TOO_OLD, id="longer ago"),
    ],
)
def test_judge_time(at, refusal):
    assert judge_time(at=at, now=NOW, oldest_days=60) is refusal


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (IssueStatus.NEW, True),
        (IssueStatus.WORKING, True),
        (IssueStatus.ESCALATED, True),
        (IssueStatus.RESOLVED, False),
        (IssueStatus.UNRESOLVABLE, False),
    ],
)
def test_is_open(status, expected):
    assert is_open(status) is expected


LEADER = Post(Role.LEADER, province_id=1, commune_id=10, team_id=100)
OFFICER = Post(Role.FOCAL_OFFICER, province_id=1, commune_id=10)
BOARD = Post(Role.PROVINCE_BOARD, province_id=1)
AMBASSADOR = Post(Role.AMBASSADOR, province_id=1, commune_id=10, team_id=100)
TEAM, COMMUNE, PROVINCE = IssueLevel


@pytest.mark.parametrize(
    ("post", "levels"),
    [
        pytest.param(AMBASSADOR, set(), id="an ambassador"),
        pytest.param(LEADER, {TEAM}, id="the leader"),
        pytest.param(OFFICER, {TEAM, COMMUNE}, id="the commune, its teams' too"),
        pytest.param(BOARD, {PROVINCE}, id="the province, only what was passed up"),
    ],
)
def test_who_has_an_issue_on_the_table(post, levels):
    who = Actor(1, "", (post,))
    here = {level for level in IssueLevel if may_handle(who, Holding(level, 1, 10, 100))}
    assert here == levels
    elsewhere = [level for level in IssueLevel if may_handle(who, Holding(level, 2, 20, 200))]
    assert elsewhere == []


def test_homes_are_ones_teams_first_and_each_once():
    who = Actor(1, "", (OFFICER, LEADER, AMBASSADOR, BOARD))
    assert homes(who, Permission.ISSUE_RAISE) == [Home(10, 100), Home(10)]
    assert homes(who, Permission.MENTORING_LOG) == [Home(10, 100)]
