"""Marks: who gets the credit, what is kept, what can be taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests import factories
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.mentees.models import Mentee
from tracker.policy import Actor, Post, Role
from tracker.skills import actions, queries
from tracker.skills.models import SkillMark
from tracker.skills.rules import (
    SEEN_BY_GUIDE,
    NotApplicable,
    Progress,
    SkillState,
    Undone,
    UndoReason,
)

pytestmark = pytest.mark.usefixtures("everywhere")


def actor(account_id, role, world, *, team=True):
    post = Post(role, world.province_id, world.commune_id, world.team_id if team else None)
    return Actor(account_id, "", (post,))


@pytest.fixture
def guide(world):
    return actor(world.ambassador_id, Role.AMBASSADOR, world)


def mark(who, world, state=SkillState.ALONE, *, mentees=None, skills=None, **more):
    now = more.pop("now", None) or clock.now()
    return actions.mark(
        who,
        mentee_ids=mentees or [world.mentee_id],
        skill_ids=skills or [world.skill_ids[0]],
        state=state,
        level=more.pop("level", SEEN_BY_GUIDE),
        at=more.pop("at", now),
        now=now,
        **more,
    )


def marks():
    return db.session.scalars(select(SkillMark).order_by(SkillMark.id)).all()


def mentee(world):
    return db.session.get(Mentee, world.mentee_id)


def test_a_mark_counts_for_the_team_that_guides(world, guide):
    assert mark(guide, world, skills=world.skill_ids[:2]) == 2
    assert {(row.commune_id, row.team_id) for row in marks()} == {(world.commune_id, world.team_id)}
    known = queries.states([world.mentee_id])[world.mentee_id]
    assert known == dict.fromkeys(world.skill_ids[:2], SkillState.ALONE)
    assert db.session.scalar(select(func.count(JournalEntry.id))) == 1


def test_at_a_class_the_credit_is_the_class_team(world, guide):
    """Ruling 10 and 16: whoever guides the person, the work at a class is the class's."""
    mark(guide, world, mentees=[world.far_mentee_id], class_id=world.class_id, level=3)
    [row] = marks()
    assert (row.commune_id, row.team_id, row.level) == (world.commune_id, world.team_id, 3)


def test_the_same_class_marks_once(world, guide):
    second = actor(world.second_ambassador_id, Role.AMBASSADOR, world)
    assert mark(guide, world, class_id=world.class_id) == 1
    both = world.skill_ids[:2]
    assert mark(second, world, class_id=world.class_id, skills=both) == 1
    assert [row.noted_by_id for row in marks()] == [guide.account_id, second.account_id]


def test_two_helpers_leave_two_marks_and_one_state(world, guide):
    second = actor(world.second_ambassador_id, Role.AMBASSADOR, world)
    assert mark(guide, world) == 1
    assert mark(guide, world) == 0
    assert mark(second, world) == 1
    assert queries.progress_of([mentee(world)])[world.mentee_id] == Progress(1, 5)


def test_what_does_not_apply_needs_a_reason_and_lowers_nothing(world, guide):
    with pytest.raises(ValueError, match="reason"):
        mark(guide, world, SkillState.NOT_APPLICABLE)
    mark(guide, world, SkillState.NOT_APPLICABLE, not_applicable=NotApplicable.NO_DEVICE)
    mark(guide, world, skills=world.skill_ids[1:])
    progress = queries.progress_of([mentee(world)])[world.mentee_id]
    assert progress == Progress(4, 4)
    assert progress.is_complete


def test_nothing_seen_is_no_mark(world, guide):
    with pytest.raises(ValueError, match="take the earlier marks back"):
        mark(guide, world, SkillState.NOT_STARTED)


def test_the_next_skill_is_the_first_that_is_left(world, guide):
    mark(guide, world)
    following = queries.next_skill([mentee(world)])[world.mentee_id]
    assert following.id == world.skill_ids[1]
    mark(guide, world, skills=world.skill_ids)
    assert queries.next_skill([mentee(world)]) == {world.mentee_id: None}


def test_a_mark_taken_back_stays_on_record_and_may_come_again(world, guide):
    mark(guide, world, class_id=world.class_id)
    [row] = marks()
    undone = actions.undo(guide, mark=row, reason=UndoReason.MISTAKE, now=clock.now())
    assert undone is Undone.DONE
    assert queries.states([world.mentee_id]) == {world.mentee_id: {}}

    assert mark(guide, world, class_id=world.class_id) == 1
    history = queries.history(world.mentee_id, world.skill_ids[0])
    assert [at.mark.undone_reason for at in history] == [None, UndoReason.MISTAKE]
    assert history[0].place.site.startswith("Nhà văn hóa")


@pytest.mark.parametrize(
    ("role", "own", "verdict"),
    [
        pytest.param(Role.AMBASSADOR, True, Undone.TOO_LATE, id="the guide, a day later"),
        pytest.param(Role.LEADER, False, Undone.DONE, id="the leader, at any time"),
        pytest.param(Role.FOCAL_OFFICER, False, Undone.DONE, id="the commune, at any time"),
    ],
)
def test_who_may_take_back_an_older_mark(world, guide, role, own, verdict):
    mark(guide, world, now=clock.now() - timedelta(hours=25))
    [row] = marks()
    account_id = guide.account_id if own else world.leader_id
    who = actor(account_id, role, world, team=role is not Role.FOCAL_OFFICER)
    assert actions.undo(who, mark=row, reason=UndoReason.OTHER, now=clock.now()) is verdict


def test_another_teams_leader_takes_nothing_back(world, guide):
    mark(guide, world)
    [row] = marks()
    post = Post(Role.LEADER, world.province_id, world.commune_id, world.neighbour_team_id)
    stranger = Actor(world.neighbour_leader_id, "", (post,))
    undone = actions.undo(stranger, mark=row, reason=UndoReason.OTHER, now=clock.now())
    assert undone is Undone.NOT_YOURS


def test_vneid_is_what_the_person_declared_and_who_noted_it(world, guide):
    on = clock.today()
    actions.declare_vneid(guide, mentee=mentee(world), on=on)
    assert (mentee(world).vneid_on, mentee(world).vneid_noted_by_id) == (on, guide.account_id)
    actions.declare_vneid(guide, mentee=mentee(world), on=None)
    assert (mentee(world).vneid_on, mentee(world).vneid_noted_by_id) == (None, None)


def test_day_script_6_her_set_is_four_of_the_applicable_ones():
    """Bà Hoàng Thị Sửu, born 1951, no phone: four skills on a tablet, VNeID not possible."""
    actions.load_catalogue()
    commune = factories.commune(factories.province("Thái Nguyên"), "Xã Lam Vỹ")
    team = factories.team(commune)
    ha = factories.account("Lường Thị Hà", Role.AMBASSADOR, team)
    suu = factories.mentee(team, ha, "Hoàng Thị Sửu", birth_year=1951, skill_set="cao_tuoi")
    guide = Actor(ha.id, ha.name, (Post(Role.AMBASSADOR, None, commune.id, team.id),))
    skills = {skill.code: skill.id for skill in queries.sets_of({"cao_tuoi"})["cao_tuoi"]}

    def mark(code, state, why=None):
        now = clock.now()
        actions.mark(
            guide, mentee_ids=[suu.id], skill_ids=[skills[code]], state=state,
            level=SEEN_BY_GUIDE, at=now, now=now, not_applicable=why,
        )  # fmt: skip

    for code in ("TB01", "GT01", "AT01", "AT02"):
        mark(code, SkillState.ALONE)
    mark("DV01", SkillState.NOT_APPLICABLE, NotApplicable.NO_DEVICE)

    standing = queries.standings([suu])[suu.id]
    assert standing.progress == Progress(4, 4)
    assert standing.next_skill is None
