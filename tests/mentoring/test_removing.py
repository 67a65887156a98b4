"""A buổi kèm or a lượt hỗ trợ written down wrongly: it counts no more, and stays on record."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.mentoring.test_actions import another, guide, leader, log
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.scope import Reach, scope
from tracker.histories import queries as histories
from tracker.mentees.models import Mentee
from tracker.mentoring import actions, queries, removing
from tracker.mentoring.actions import NewTurn
from tracker.mentoring.rules import Channel, Home, RemovalReason, TurnResult
from tracker.places.models import Team
from tracker.policy import Actor, Post, Role
from tracker.quotas import queries as quotas
from tracker.quotas.queries.team_page import members
from tracker.quotas.rules import Indicator
from tracker.skills.models import SkillMark
from tracker.skills.rules import SkillState, Undone, UndoReason

pytestmark = pytest.mark.usefixtures("everywhere")

__all__ = ["guide", "leader"]


def remove(who, meeting, *, hours=0):
    now = meeting.noted_at + timedelta(hours=hours)
    return removing.remove_meeting(who, meeting=meeting, reason=RemovalReason.MISTAKE, now=now)


def figures(world):
    today = clock.today()
    span = quotas.Span(today - timedelta(days=30), today)
    [found] = quotas.count(quotas.Ask(quotas.teams([world.team_id]), span))
    return found[world.team_id]


def test_a_wrong_meeting_counts_nowhere_and_stays(world, guide):
    nothing = figures(world)
    second, now = another(world), clock.now()
    both = frozenset({world.mentee_id, second})
    seen_before = log(guide, world, held_at=now - timedelta(days=3)).local_date
    one = figures(world)
    wrong = log(guide, world, mentee_ids=both, skills={world.skill_ids[4]: SkillState.ALONE})
    assert figures(world)[Indicator.PEOPLE] == 2

    assert remove(guide, wrong, hours=24) is Undone.DONE
    assert figures(world) == one != nothing
    person = db.session.get(Mentee, world.mentee_id)
    assert (person.last_seen_on, db.session.get(Mentee, second).last_seen_on) == (seen_before, None)
    marks = db.session.scalars(select(SkillMark).where(SkillMark.meeting_id == wrong.id)).all()
    assert {(mark.undone_by_id, mark.undone_reason) for mark in marks} == {
        (world.ambassador_id, UndoReason.MEETING)
    }
    assert len(histories.history(second).events) == 1  # that somebody guides them
    [row] = [one for one in members_of(world) if one.account_id == world.ambassador_id]
    assert row.last == seen_before

    month = queries.log(now.date() - timedelta(days=30), clock.today())
    assert (month.meetings, month.people) == (1, 1)
    kept = [row.meeting for day in month.days for row in day.meetings if row.meeting.removed_at]
    assert [(one.id, one.removed_reason) for one in kept] == [(wrong.id, RemovalReason.MISTAKE)]
    deeds = db.session.scalars(select(JournalEntry.deed).order_by(JournalEntry.id)).all()
    assert deeds[-2:] == ["skill.undo", "meeting.remove"]
    assert remove(guide, wrong) is Undone.ALREADY


def members_of(world):
    return members(db.session.get(Team, world.team_id), clock.today())


def test_who_takes_back_what_and_until_when(world, guide, leader):
    other = Actor(world.second_ambassador_id, "", guide.posts)
    place = (world.province_id, world.commune_id, world.neighbour_team_id)
    neighbour = Actor(world.neighbour_leader_id, "", (Post(Role.LEADER, *place),))
    meeting = log(guide, world)
    assert remove(other, meeting) is Undone.NOT_YOURS
    assert remove(neighbour, meeting) is Undone.NOT_YOURS
    assert remove(guide, meeting, hours=25) is Undone.TOO_LATE
    assert meeting.removed_at is None
    assert remove(leader, meeting, hours=999) is Undone.DONE
    # What the leader wrote for somebody is also that guide's own.
    assert remove(guide, log(leader, world, guide_id=world.ambassador_id)) is Undone.DONE


def test_whoever_left_loses_the_mark_of_a_wrong_meeting_too(world, guide):
    second = another(world)
    meeting = log(guide, world, mentee_ids=frozenset({world.mentee_id, second}))
    db.session.get(Mentee, second).ambassador_id = world.second_ambassador_id
    db.session.commit()
    with scope(Reach(account=world.ambassador_id)):
        assert remove(guide, meeting) is Undone.DONE
    assert set(db.session.scalars(select(SkillMark.undone_reason))) == {UndoReason.MEETING}


def test_a_wrong_help_turn_counts_no_more(world, guide):
    now = clock.now()
    entry = NewTurn(
        home=Home(world.commune_id, world.team_id), subject="VNeID", channel=Channel.PHONE,
        site_id=None, result=TurnResult.DONE, turns=3, at=now,
    )  # fmt: skip
    turn = actions.log_turn(guide, entry=entry, now=now)
    assert figures(world)[Indicator.TURNS] == 3
    reason = RemovalReason.TWICE
    assert removing.remove_turn(guide, turn=turn, reason=reason, now=now) is Undone.DONE
    assert figures(world)[Indicator.TURNS] == 0
    assert queries.log(clock.today(), clock.today()).turns == 0
