"""Meetings, help turns and issues as rows: when, whose, and how sure."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tracker.accounts.models import Account
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import Reach, scope
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.mentoring import actions, issue_actions, queries
from tracker.mentoring import issue_queries as issues
from tracker.mentoring.actions import NewMeeting, NewTurn
from tracker.mentoring.issue_actions import NewIssue
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.mentoring.rules import (
    Channel,
    Handled,
    Home,
    IssueKind,
    IssueLevel,
    IssueStatus,
    IssueStep,
    Refusal,
    TurnResult,
)
from tracker.places.models import Team
from tracker.policy import Actor, Post, Role
from tracker.skills.models import SkillMark
from tracker.skills.rules import SkillState

pytestmark = pytest.mark.usefixtures("everywhere")


@pytest.fixture
def guide(world):
    post = Post(Role.AMBASSADOR, world.province_id, world.commune_id, world.team_id)
    return Actor(world.ambassador_id, "", (post,))


@pytest.fixture
def leader(world):
    post = Post(Role.LEADER, world.province_id, world.commune_id, world.team_id)
    return Actor(world.leader_id, "", (post,))


@pytest.fixture
def officer(world):
    post = Post(Role.FOCAL_OFFICER, world.province_id, world.commune_id)
    return Actor(world.officer_id, "", (post,))


@pytest.fixture
def board(world):
    return Actor(world.board_id, "", (Post(Role.PROVINCE_BOARD, world.province_id),))


def log(who, world, *, now=None, **more):
    now = now or clock.now()
    entry = {
        "mentee_ids": frozenset({world.mentee_id}),
        "skills": {world.skill_ids[3]: SkillState.ALONE},
        "guide_id": who.account_id,
        "channel": Channel.AT_HOME,
        "held_at": now - timedelta(hours=2),
        **more,
    }
    return actions.log_meeting(who, entry=NewMeeting(**entry), now=now)


def another(world, name="Thào Thị Dợ", **more):
    team = db.session.get(Team, world.team_id)
    return factories.mentee(team, db.session.get(Account, world.ambassador_id), name, **more).id


def test_a_meeting_of_several_people_and_skills(world, guide):
    second = another(world)
    shown, alone = world.skill_ids[4], world.skill_ids[3]
    meeting = log(
        guide, world,
        mentee_ids=frozenset({world.mentee_id, second}),
        skills={alone: SkillState.ALONE, shown: SkillState.SHOWN},
    )  # fmt: skip
    assert (meeting.team_id, meeting.level, meeting.noted_by_id) == (world.team_id, 2, None)
    there = db.session.scalars(select(MeetingMentee.mentee_id))
    assert set(there) == {world.mentee_id, second}
    marks = db.session.scalars(select(SkillMark)).all()
    assert {(mark.mentee_id, mark.skill_id, mark.state) for mark in marks} == {
        (person, skill, state)
        for person in (world.mentee_id, second)
        for skill, state in ((alone, SkillState.ALONE), (shown, SkillState.SHOWN))
    }
    assert {mark.at for mark in marks} == {meeting.held_at}
    person = db.session.get(Mentee, world.mentee_id)
    db.session.refresh(person)
    assert person.last_seen_on == meeting.local_date


def test_what_is_told_late_counts_less(world, guide):
    now = clock.now()
    late = log(guide, world, now=now, held_at=now - timedelta(days=15))
    assert late.level == 1
    assert db.session.scalars(select(SkillMark.level)).all() == [1]


def test_refusals_leave_nothing_behind(world, guide):
    now = clock.now()
    waiting = another(world, status=MenteeStatus.PENDING)
    neighbour = frozenset({world.mentee_id, world.neighbour_mentee_id})
    for expected, entry in [
        (Refusal.IN_FUTURE, {"held_at": now + timedelta(minutes=1)}),
        (Refusal.TOO_OLD, {"held_at": now - timedelta(days=61)}),
        (Refusal.NOT_CHOOSABLE, {"mentee_ids": frozenset({waiting})}),
        (Refusal.NOT_CHOOSABLE, {"mentee_ids": frozenset()}),
        (Refusal.TWO_TEAMS, {"mentee_ids": neighbour}),
        (Refusal.NOT_A_GUIDE, {"guide_id": world.second_ambassador_id}),
        (Refusal.NOTHING_DONE, {"skills": {}}),
    ]:
        assert log(guide, world, now=now, **entry) is expected
    assert db.session.scalars(select(Meeting)).all() == []


def test_the_leader_writes_for_whoever_guided(world, leader):
    meeting = log(leader, world, guide_id=world.ambassador_id)
    assert (meeting.guide_id, meeting.noted_by_id) == (world.ambassador_id, world.leader_id)


def test_the_log_names_who_is_visible_and_counts_the_others(app, world, guide):
    second = another(world)
    log(guide, world, mentee_ids=frozenset({world.mentee_id, second}))
    log(guide, world, now=clock.now() + timedelta(minutes=1))
    db.session.get(Mentee, second).ambassador_id = world.second_ambassador_id
    db.session.commit()

    today = clock.today()
    with scope(Reach(account=world.ambassador_id)):
        month = queries.log(today - timedelta(days=1), today)
    assert (month.meetings, month.people, month.turns) == (2, 2, 0)
    rows = [row for day in month.days for row in day.meetings]
    assert [(row.names, row.others) for row in rows] == [(["Sùng A Páo"], 0), (["Sùng A Páo"], 1)]


def test_a_help_turn_counts_turns_and_no_person(world, guide):
    now = clock.now()
    entry = NewTurn(
        home=Home(world.commune_id, world.team_id), subject="Nộp hồ sơ khai sinh trực tuyến",
        channel=Channel.AT_SITE, site_id=world.site_id, result=TurnResult.DONE, turns=3, at=now,
    )  # fmt: skip
    turn = actions.log_turn(guide, entry=entry, now=now)
    assert (turn.turns, turn.team_id, turn.local_date) == (3, world.team_id, clock.local_date(now))
    assert actions.log_turn(guide, entry=entry, now=now - timedelta(minutes=1)) is Refusal.IN_FUTURE


def raised(who, world, **home):
    home = Home(**(home or {"commune_id": world.commune_id, "team_id": world.team_id}))
    entry = NewIssue(home, IssueKind.VNEID, "VNeID: đổi máy")
    return issue_actions.raise_issue(who, entry=entry, now=clock.now())


def steps(issue):
    return [event.step for event in issues.issue(issue.id).events]


def test_an_issue_is_resolved_by_the_team_and_counts_for_it(world, guide, leader):
    issue = raised(guide, world)
    assert (issue.level, issue.status) == (IssueLevel.TEAM, IssueStatus.NEW)
    now = clock.now()
    assert issue_actions.take(leader, issue=issue, now=now) is Handled.DONE
    words = "Đổi thiết bị tại Công an xã."
    assert issue_actions.resolve(leader, issue=issue, words=words, now=now) is Handled.DONE
    assert (issue.status, issue.resolved_on) == (IssueStatus.RESOLVED, clock.local_date(now))
    assert (issue.team_id, issue.resolved_by_id) == (world.team_id, world.leader_id)
    assert steps(issue) == [IssueStep.RAISED, IssueStep.TAKEN, IssueStep.RESOLVED]

    again = issue_actions.resolve(leader, issue=issue, words="Nữa.", now=now)
    assert again is Handled.CLOSED
    assert issue.resolution == words


def test_an_issue_goes_up_and_leaves_the_hands_below(world, guide, leader, officer, board):
    issue, now = raised(guide, world), clock.now()
    assert issue_actions.take(guide, issue=issue, now=now) is Handled.NOT_YOURS
    assert issue_actions.take(board, issue=issue, now=now) is Handled.NOT_YOURS

    up = issue_actions.escalate(leader, issue=issue, note="Nhờ xã.", now=now)
    assert (up, issue.level) == (Handled.DONE, IssueLevel.COMMUNE)
    assert issue_actions.take(leader, issue=issue, now=now) is Handled.NOT_YOURS

    up = issue_actions.escalate(officer, issue=issue, note="Nhờ tỉnh.", now=now)
    assert (up, issue.level) == (Handled.DONE, IssueLevel.PROVINCE)
    assert (issue.status, issue.escalated_at) == (IssueStatus.ESCALATED, now)
    assert issue_actions.take(officer, issue=issue, now=now) is Handled.NOT_YOURS

    top = issue_actions.escalate(board, issue=issue, note="Nhờ ai?", now=now)
    assert top is Handled.NO_LEVEL_ABOVE
    gave_up = issue_actions.give_up(board, issue=issue, reason="Chờ quy định mới.", now=now)
    assert (gave_up, issue.status) == (Handled.DONE, IssueStatus.UNRESOLVABLE)
    assert issue.resolved_on is None


def test_without_a_team_the_commune_has_it_first(world, officer):
    issue = raised(officer, world, commune_id=world.commune_id)
    assert (issue.level, issue.team_id) == (IssueLevel.COMMUNE, None)


def test_notes_end_with_the_issue(world, guide, leader):
    issue, now = raised(guide, world), clock.now()
    assert issue_actions.add_note(guide, issue=issue, text="Vẫn vậy.", now=now) is Handled.DONE
    issue_actions.give_up(leader, issue=issue, reason="Không có sóng.", now=now)
    assert issue_actions.add_note(guide, issue=issue, text="?", now=now) is Handled.CLOSED
