"""Who ends up on a class's list, how surely, and for whom it counts. On both databases."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.factories import World
from tracker.checkins import actions, doors, queries
from tracker.checkins.actions import Group
from tracker.checkins.models import CheckIn, GuidePresence
from tracker.checkins.rules import Citizen, Entry, Proof, Verdict, Way
from tracker.classes.models import ClassSession, ClassSkill
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.atomic import transaction
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.policy import Actor, Post, Role
from tracker.skills.models import SkillMark

pytestmark = pytest.mark.usefixtures("everywhere")


@pytest.fixture
def ambassador(world: World) -> Actor:
    post = Post(Role.AMBASSADOR, world.province_id, world.commune_id, world.team_id)
    return Actor(world.ambassador_id, "Giàng Thị Mỷ", (post,))


@pytest.fixture
def leader(world: World) -> Actor:
    post = Post(Role.LEADER, world.province_id, world.commune_id, world.team_id)
    return Actor(world.leader_id, "Giàng Seo Phừ", (post,))


def now_proof() -> Proof:
    return Proof(Verdict.CURRENT, clock.now())


def bring(actor: Actor, class_id: int, *mentee_ids: int, skills: tuple[int, ...] = (), **more):
    group = Group(frozenset(mentee_ids), frozenset(skills), more.pop("reason", ""))
    return actions.check_in_group(
        actor, door=doors.door_of(class_id), proof=more.pop("proof", now_proof()), group=group,
        now=clock.now(),
    )  # fmt: skip


def come(class_id: int, name: str, *, way: Way = Way.SELF, proof: Proof | None = None, **facts):
    return actions.check_in_self(
        None, door=doors.door_of(class_id), citizen=Citizen(name, **facts), way=way,
        proof=proof or now_proof(), now=clock.now(),
    )  # fmt: skip


def rows(class_id: int) -> list[CheckIn]:
    return list(
        db.session.scalars(
            select(CheckIn)
            .where(CheckIn.class_id == class_id, CheckIn.removed_at.is_(None))
            .order_by(CheckIn.id)
        )
    )


def teach(class_id: int, *skill_ids: int) -> None:
    db.session.add_all([ClassSkill(class_id=class_id, skill_id=id_) for id_ in skill_ids])
    db.session.commit()


def mentee(world: World, name: str, **more) -> Mentee:
    from tracker.accounts.models import Account
    from tracker.places.models import Team

    return factories.mentee(
        db.session.get_one(Team, world.team_id),
        db.session.get_one(Account, world.ambassador_id),
        name,
        **more,
    )


def test_an_ambassador_brings_people_and_what_they_can_do(world: World, ambassador: Actor):
    teach(world.class_id, *world.skill_ids[:2])
    second = mentee(world, "Vàng Seo Sử").id
    done = bring(ambassador, world.class_id, world.mentee_id, second, skills=world.skill_ids)
    assert (done.people, done.skills) == (2, 2), "skills of another class are not marked"
    assert [(row.way, row.level, row.guide_id) for row in rows(world.class_id)] == [
        (Way.CODE, 3, world.ambassador_id)
    ] * 2
    marks = db.session.scalars(select(SkillMark)).all()
    assert {(mark.mentee_id, mark.level) for mark in marks} == {(world.mentee_id, 3), (second, 3)}
    assert len(marks) == 4
    assert db.session.get_one(Mentee, second).last_seen_on == rows(world.class_id)[0].local_date


def test_saying_it_twice_changes_nothing(world: World, ambassador: Actor):
    teach(world.class_id, world.skill_ids[0])
    for _ in range(2):
        bring(ambassador, world.class_id, world.mentee_id, skills=world.skill_ids[:1])
    assert len(rows(world.class_id)) == 1
    assert len(db.session.scalars(select(SkillMark)).all()) == 1
    assert len(db.session.scalars(select(GuidePresence)).all()) == 1


def test_people_of_others_cannot_be_brought(world: World, ambassador: Actor, leader: Actor):
    for stranger in (world.neighbour_mentee_id, world.far_mentee_id, 987654):
        done = bring(ambassador, world.class_id, world.mentee_id, stranger)
        assert done.not_yours
    assert rows(world.class_id) == []
    assert bring(leader, world.class_id, world.mentee_id).people == 1


def test_any_team_s_class_is_open_to_any_ambassador(world: World, ambassador: Actor):
    """Ruling 16: the lượt belong to the class's team."""
    bring(ambassador, world.far_class_id, world.mentee_id)
    [row] = rows(world.far_class_id)
    assert (row.team_id, row.commune_id) == (world.far_team_id, world.far_commune_id)


def test_who_has_not_agreed_yet_attends_but_gets_no_marks(world: World, ambassador: Actor):
    teach(world.class_id, world.skill_ids[0])
    pending = mentee(world, "Ma Seo Lử", status=MenteeStatus.PENDING).id
    done = bring(ambassador, world.class_id, pending, skills=world.skill_ids[:1])
    assert (done.people, done.skills) == (1, 0)
    assert db.session.scalars(select(SkillMark)).all() == []


def test_taking_somebody_off_needs_a_reason_and_keeps_the_row(world: World, ambassador: Actor):
    bring(ambassador, world.class_id, world.mentee_id)
    assert bring(ambassador, world.class_id, proof=None).needs_reason
    assert len(rows(world.class_id)) == 1
    bring(ambassador, world.class_id, proof=None, reason="mistake")
    assert rows(world.class_id) == []
    kept = db.session.scalars(select(CheckIn)).one()
    assert (kept.removed_reason, kept.removed_by_id) == ("mistake", world.ambassador_id)
    assert bring(ambassador, world.class_id, world.mentee_id, proof=None).people == 1
    assert len(rows(world.class_id)) == 1


def test_nobody_is_at_two_classes_at_the_same_hour(world: World, ambassador: Actor):
    other = mentee(world, "Vàng Seo Sử").id
    bring(ambassador, world.far_class_id, world.mentee_id)
    done = bring(ambassador, world.class_id, world.mentee_id, other)
    there = db.session.get_one(ClassSession, world.far_class_id)
    assert done.people == 1
    assert done.elsewhere == (("Sùng A Páo", there.starts_at),)
    assert [row.mentee_id for row in rows(world.class_id)] == [other]


def test_a_cancelled_or_later_class_keeps_nobody_away(world: World, ambassador: Actor):
    bring(ambassador, world.far_class_id, world.mentee_id)
    there = db.session.get_one(ClassSession, world.far_class_id)
    there.status = ClassStatus.CANCELLED
    db.session.commit()
    assert bring(ambassador, world.class_id, world.mentee_id).elsewhere == ()


def test_a_late_code_counts_for_its_own_time(world: World, ambassador: Actor):
    session = db.session.get_one(ClassSession, world.class_id)
    seen = session.starts_at + timedelta(minutes=3)
    bring(ambassador, world.class_id, world.mentee_id, proof=Proof(Verdict.LATE, seen))
    [row] = rows(world.class_id)
    assert (row.at, row.level, row.is_late) == (seen, 3, True)


def test_a_code_sent_after_half_a_day_proves_less(world: World, ambassador: Actor):
    old = Proof(Verdict.LATE, clock.now() - timedelta(hours=13))
    bring(ambassador, world.class_id, world.mentee_id, proof=old)
    assert rows(world.class_id)[0].level == 2


def test_a_newcomer_waits_for_consent_but_is_counted(world: World):
    done = come(world.class_id, "Thào Thị Sua", village_id=world.village_id, device="one")
    assert done.entry is Entry.RECORDED
    [row] = rows(world.class_id)
    assert (row.level, row.way, row.guide_id) == (3, Way.SELF, None)
    assert db.session.get_one(Mentee, row.mentee_id).status is MenteeStatus.PENDING


def test_a_known_person_is_recognised_without_a_word(world: World):
    done = come(world.class_id, "sung a pao", village_id=world.village_id, device="one")
    assert done.entry is Entry.RECORDED
    assert [row.mentee_id for row in rows(world.class_id)] == [world.mentee_id]


@pytest.mark.parametrize("device", ["one", "two"])
def test_the_same_name_from_the_same_thon_is_one_person(world: World, device: str):
    first = come(world.class_id, "Thào Thị Sua", village_id=world.village_id, device="one")
    again = come(world.class_id, "Thào  thị SUA", village_id=world.village_id, device=device)
    assert len(rows(world.class_id)) == 1
    # Only the phone that said so before hears that it did; a stranger learns nothing.
    assert again.entry is (Entry.ALREADY if device == "one" else Entry.RECORDED)
    assert first.entry is Entry.RECORDED


def test_a_namesake_who_is_elsewhere_is_somebody_else(world: World, ambassador: Actor):
    bring(ambassador, world.far_class_id, world.mentee_id)
    come(world.class_id, "Sùng A Páo", village_id=world.village_id, device="one")
    [row] = rows(world.class_id)
    assert row.mentee_id != world.mentee_id


def test_an_old_code_from_a_stranger_is_kept_and_counts_for_nothing(world: World):
    old = Proof(Verdict.LATE, clock.now() - timedelta(minutes=10))
    come(world.class_id, "Thào Thị Sua", proof=old, device="one")
    [row] = rows(world.class_id)
    assert (row.level, row.is_late, row.at) == (1, True, old.at)


def test_the_poster_proves_its_window_only(world: World):
    come(world.class_id, "Thào Thị Sua", way=Way.POSTER, device="one")
    assert rows(world.class_id)[0].level == 2


def test_a_card_is_worth_more_at_an_open_class(world: World, leader: Actor):
    door = doors.door_of(world.class_id)
    scan = {"door": door, "mentee_id": world.mentee_id, "now": clock.now()}
    assert actions.check_in_card(leader, **scan).entry is Entry.RECORDED
    assert actions.check_in_card(leader, **scan).entry is Entry.ALREADY
    assert rows(world.class_id)[0].level == 3


def test_a_card_scanned_at_another_class_names_only_the_hour(world: World, leader: Actor):
    door, other = doors.door_of(world.class_id), doors.door_of(world.far_class_id)
    actions.check_in_card(leader, door=other, mentee_id=world.mentee_id, now=clock.now())
    done = actions.check_in_card(leader, door=door, mentee_id=world.mentee_id, now=clock.now())
    assert (done.entry, done.at) == (Entry.ELSEWHERE, other.starts_at)


@pytest.mark.parametrize(("status", "level"), [(ClassStatus.OPEN, 2), (ClassStatus.ENDED, 1)])
def test_a_typed_name_proves_more_while_the_person_stands_there(
    world: World, leader: Actor, status: ClassStatus, level: int
):
    db.session.get_one(ClassSession, world.class_id).status = status
    db.session.commit()
    door = doors.door_of(world.class_id)
    actions.type_in(leader, door=door, citizen=Citizen("Cư Thị Sua"), now=clock.now())
    assert rows(world.class_id)[0].level == level


def test_the_head_count_confirms_and_a_correction_takes_it_back(world: World, leader: Actor):
    for name in ("Thào Thị Sua", "Cư Seo Lìn", "Ly Seo Vần"):
        come(world.class_id, name, village_id=world.village_id, device=name)
    session = db.session.get_one(ClassSession, world.class_id)
    session.head_count, session.children, session.status = 4, 1, ClassStatus.LOCKED
    db.session.commit()
    assert actions.confirm_by_head_count(session) == 3
    assert {row.level for row in rows(world.class_id)} == {4}
    first = rows(world.class_id)[0].id
    door = doors.door_of(world.class_id)
    assert actions.remove(leader, door=door, check_in_id=first, reason="absent", now=clock.now())
    db.session.expire_all()
    assert {row.level for row in rows(world.class_id)} == {3}


def test_helpers_mark_those_present_who_agreed(world: World, leader: Actor):
    teach(world.class_id, world.skill_ids[0])
    come(world.class_id, "Thào Thị Sua", device="one")
    come(world.class_id, "Sùng A Páo", village_id=world.village_id, device="two")
    everyone = {row.mentee_id for row in rows(world.class_id)} | {world.neighbour_mentee_id}
    marked = actions.mark_at_class(
        leader, door=doors.door_of(world.class_id), mentee_ids=everyone,
        skill_ids=world.skill_ids, now=clock.now(),
    )  # fmt: skip
    assert marked == 1
    assert db.session.scalars(select(SkillMark.mentee_id)).all() == [world.mentee_id]


def test_the_wall_names_guides_in_full_and_counts_their_people(world: World, ambassador: Actor):
    bring(ambassador, world.class_id, world.mentee_id, mentee(world, "Vàng Seo Sử").id)
    come(world.class_id, "Thào Thị Sua", device="one")
    lines = queries.arrivals(world.class_id)
    assert [(line.guide, line.people) for line in lines] == [(None, 1), ("Giàng Thị Mỷ", 2)]
    assert queries.count(world.class_id) == 3
    assert len(queries.present_ids(world.class_id)) == 3


def test_two_who_race_for_the_same_person_leave_one_row(app, world: World, ambassador: Actor):
    def work(number: int) -> None:
        with app.app_context(), unscoped("test"), transaction():
            if number % 2:
                come(world.class_id, "Sùng A Páo", village_id=world.village_id, device=str(number))
            else:
                bring(ambassador, world.class_id, world.mentee_id)

    _at_once(work, 8)
    assert [row.mentee_id for row in rows(world.class_id)] == [world.mentee_id]


def test_a_crowd_typing_the_same_new_name_leaves_one_person(app, world: World):
    def work(number: int) -> None:
        with app.app_context(), unscoped("test"), transaction():
            come(world.class_id, "Thào Thị Sua", village_id=world.village_id, device=str(number))

    _at_once(work, 8)
    assert len(rows(world.class_id)) == 1
    assert len(db.session.scalars(select(Mentee).where(Mentee.name == "Thào Thị Sua")).all()) == 1


def test_two_classes_racing_for_one_person_do_not_both_get_them(
    app, world: World, ambassador: Actor
):
    def work(number: int) -> None:
        with app.app_context(), unscoped("test"), transaction():
            bring(ambassador, (world.class_id, world.far_class_id)[number % 2], world.mentee_id)

    _at_once(work, 8)
    assert len(rows(world.class_id)) + len(rows(world.far_class_id)) == 1


def _at_once(work, number: int) -> None:
    db.session.rollback()
    errors: list[BaseException] = []
    start = threading.Barrier(number)

    def run(n: int) -> None:
        try:
            start.wait()
            work(n)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_the_earliest_proof_and_the_surest_witness_win_in_any_order(
    world: World, ambassador: Actor, leader: Actor
):
    """Typed by the host at first, brought later, and then an hour's older code arrives."""
    door = doors.door_of(world.class_id)
    actions.note_present(leader, door=door, mentee_id=world.mentee_id, now=clock.now())
    typed_at = rows(world.class_id)[0].at
    bring(ambassador, world.class_id, world.mentee_id)
    [row] = rows(world.class_id)
    db.session.refresh(row)
    assert (row.level, row.way, row.at) == (3, Way.CODE, typed_at)
    assert (row.by_id, row.guide_id) == (world.ambassador_id, world.ambassador_id)
    earlier = clock.now() - timedelta(minutes=40)
    late = Proof(Verdict.LATE, earlier)
    for _again in range(2):
        bring(ambassador, world.class_id, world.mentee_id, proof=late)
        db.session.refresh(row)
        assert (row.at, row.level, row.is_late) == (earlier, 3, True)
    presence = db.session.scalars(select(GuidePresence)).one()
    assert (presence.at, presence.level) == (earlier, 3)
    actions.check_in_card(leader, door=door, mentee_id=world.mentee_id, now=clock.now())
    db.session.refresh(row)
    assert (row.at, row.level) == (earlier, 3)
