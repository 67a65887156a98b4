"""What happens to a class, on both databases."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from tests.factories import World
from tracker.accounts.models import Account
from tracker.classes import actions, queries
from tracker.classes.actions import ClassPlan, Listed, Minutes
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus, Figures, Opening, Refusal
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.policy import Actor

EARLY = timedelta(minutes=30)
DAY = date(2026, 12, 1)


def actor(account_id: int) -> Actor:
    return Actor(account_id, db.session.get(Account, account_id).name)


def a_plan(world: World, **more: object) -> ClassPlan:
    fields = {
        "commune_id": world.commune_id,
        "team_id": world.team_id,
        "site_id": world.site_id,
        "leader_id": world.leader_id,
        "title": "Thanh toán số, an toàn số",
        "day": DAY,
        "starts": time(19, 30),
        "ends": time(21, 10),
        "skill_ids": world.skill_ids[3:],
        "host_ids": (world.ambassador_id,),
    }
    return ClassPlan(**{**fields, **more})


def deeds(row: ClassSession) -> list[str]:
    statement = (
        select(JournalEntry.deed)
        .where(JournalEntry.subject == "class_session", JournalEntry.subject_id == row.id)
        .order_by(JournalEntry.id)
    )
    return list(db.session.scalars(statement))


@pytest.fixture
def ended(everywhere, world: World) -> ClassSession:
    session = queries.session(world.class_id)
    assert actions.close_check_in(actor(world.leader_id), session=session, now=clock.now()) is None
    return session


def test_eight_weeks_are_eight_classes_with_a_code_and_hours_each(everywhere, world: World):
    planned = actions.plan(actor(world.leader_id), plan=a_plan(world, weeks=8))
    assert [session.local_date for session in planned] == [
        DAY + timedelta(weeks=week) for week in range(8)
    ]
    assert len({session.code for session in planned}) == 8
    assert len({session.secret for session in planned}) == 8
    assert {session.series_id for session in planned} == {planned[0].id}
    last = planned[-1]
    assert clock.local(last.starts_at).time() == time(19, 30)
    assert last.status is ClassStatus.PLANNED
    assert last.opened_at is None
    assert [skill.id for skill in last.skills] == list(world.skill_ids[3:])
    assert [host.account_id for host in last.hosts] == [world.ambassador_id]
    assert deeds(planned[0]) == ["class.plan"]


def test_the_plan_of_an_open_class_keeps_its_hour_and_place(everywhere, world: World):
    leader = actor(world.leader_id)
    session = queries.session(actions.plan(leader, plan=a_plan(world))[0].id)
    changed = a_plan(world, title="Dịch vụ công", day=DAY + timedelta(days=1), host_ids=())
    assert actions.edit(leader, session=session, plan=changed) is None
    assert (session.title, session.local_date, session.hosts) == (
        "Dịch vụ công", DAY + timedelta(days=1), [],
    )  # fmt: skip

    session.status = ClassStatus.OPEN
    db.session.commit()
    moved = actions.edit(leader, session=session, plan=a_plan(world))
    assert moved is Refusal.ALREADY_OPEN
    later_end = a_plan(world, day=DAY + timedelta(days=1), ends=time(21, 30))
    assert actions.edit(leader, session=session, plan=later_end) is None

    session.status = ClassStatus.LOCKED
    db.session.commit()
    assert actions.edit(leader, session=session, plan=later_end) is Refusal.STATUS


def test_check_in_opens_from_half_an_hour_before_and_after_the_end_only_when_insisted(
    everywhere, world: World
):
    leader = actor(world.leader_id)
    session = actions.plan(leader, plan=a_plan(world))[0]
    early = session.starts_at - timedelta(minutes=31)

    def press(now, **more):
        return actions.open_check_in(leader, session=session, now=now, early=EARLY, **more)

    assert press(early) is Opening.TOO_EARLY
    assert press(session.starts_at - EARLY) is Opening.READY
    assert session.status is ClassStatus.OPEN
    assert press(session.starts_at) is Opening.NO
    assert actions.close_check_in(leader, session=session, now=session.ends_at) is None
    assert press(session.ends_at + EARLY) is Opening.ASKS
    assert press(session.ends_at + EARLY, insists=True) is Opening.READY
    assert deeds(session) == ["class.plan", "class.open", "class.close", "class.open"]


def test_a_cancelled_class_stays_with_its_reason_and_takes_its_series_along(
    everywhere, world: World
):
    leader = actor(world.leader_id)
    planned = actions.plan(leader, plan=a_plan(world, weeks=3))
    refused = actions.cancel(leader, session=planned[1], reason="Mưa lũ", checked_in=2)
    assert refused is Refusal.HAS_PEOPLE
    done = actions.cancel(leader, session=planned[1], reason="Mưa lũ", checked_in=0, following=True)
    assert done is None
    assert [session.status for session in planned] == [
        ClassStatus.PLANNED, ClassStatus.CANCELLED, ClassStatus.CANCELLED,
    ]  # fmt: skip
    assert planned[2].cancelled_reason == "Mưa lũ"


def test_hosts_come_and_go_once(everywhere, world: World):
    leader = actor(world.leader_id)
    session = queries.session(world.class_id)
    add = {"session": session, "account_id": world.ambassador_id}
    assert actions.add_host(leader, **add) is True
    assert actions.add_host(leader, **add) is False
    assert actions.add_host(leader, session=session, account_id=world.leader_id) is False
    assert actions.remove_host(leader, **add) is True
    assert actions.remove_host(leader, **add) is False


def test_minutes_agree_lock_and_then_change_only_with_a_reason(ended, world: World):
    leader, now = actor(world.leader_id), clock.now()
    listed = Listed(checked_in=38, gap_percent=10)
    assert actions.lock(leader, session=ended, listed=listed, now=now) is Refusal.NO_HEAD_COUNT

    counted = Figures(40, women=23, elders=9, disabled=1, minorities=34, children=2)
    note = Minutes(counted, content="Chuyển khoản, nhận biết lừa đảo")
    assert actions.note(leader, session=ended, minutes=note, now=now) is None
    assert actions.lock(leader, session=ended, listed=listed, now=now) is None
    assert ended.status is ClassStatus.LOCKED
    assert ended.locked_by_id == world.leader_id

    again = Minutes(Figures(39, children=1), content="Chuyển khoản")
    assert actions.note(leader, session=ended, minutes=again, now=now) is Refusal.STATUS
    assert actions.lock(leader, session=ended, listed=listed, now=now) is Refusal.STATUS

    corrected = actions.correct(
        leader, session=ended, minutes=again, listed=listed, reason="Đếm lại theo ảnh"
    )
    assert corrected is None
    assert ended.head_count == 39
    assert [(row.deed, row.reason) for row in queries.corrections(ended.id)] == [
        ("minutes.correct", "Đếm lại theo ảnh")
    ]
    entry = db.session.scalars(
        select(JournalEntry).where(JournalEntry.deed == "minutes.correct")
    ).one()
    assert "head_count" in entry.details["fields"]
    assert "39" not in str(entry.details)


def test_a_large_gap_needs_its_reason_before_the_lock(ended, world: World):
    leader, now = actor(world.leader_id), clock.now()
    listed = Listed(checked_in=31, gap_percent=10)
    actions.note(leader, session=ended, minutes=Minutes(Figures(24)), now=now)
    assert actions.lock(leader, session=ended, listed=listed, now=now) is Refusal.NO_GAP_REASON
    why = Minutes(Figures(24, gap_reason="Bảy người về sớm"))
    actions.note(leader, session=ended, minutes=why, now=now)
    assert actions.lock(leader, session=ended, listed=listed, now=now) is None


def test_the_commune_opens_locked_minutes_again(ended, world: World):
    head, now = actor(world.head_id), clock.now()
    assert actions.unlock(head, session=ended, reason="Nhầm lớp") is Refusal.STATUS
    actions.note(head, session=ended, minutes=Minutes(Figures(0)), now=now)
    actions.lock(head, session=ended, listed=Listed(0, 10), now=now)
    assert actions.unlock(head, session=ended, reason="Nhầm lớp") is None
    assert ended.status is ClassStatus.ENDED
    assert ended.locked_at is None
    assert [row.reason for row in queries.corrections(ended.id)] == ["Nhầm lớp"]


def test_a_class_asked_for_is_planned_once_and_hosted_by_who_asked(everywhere, world: World):
    ambassador, leader, now = actor(world.ambassador_id), actor(world.leader_id), clock.now()
    request = actions.ask_for_class(ambassador, wish=a_plan(world, weeks=2), now=now)
    waiting = queries.requests_waiting("class")
    assert [(row.id, row.note) for row in waiting] == [(request.id, "Thanh toán số, an toàn số")]

    answer = {"request": request, "leader_id": world.leader_id, "now": now}
    planned = actions.accept_class(leader, **answer)
    assert len(planned) == 2
    assert planned[0].leader_id == world.leader_id
    assert [host.account_id for host in planned[0].hosts] == [world.ambassador_id]
    assert clock.local(planned[0].starts_at).time() == time(19, 30)
    assert actions.accept_class(leader, **answer) == []
    assert actions.decline(leader, request=request, answer="", now=now) is False
    assert queries.requests_waiting("class") == []


def test_a_plan_is_warned_of_site_and_team_but_not_of_what_was_cancelled(everywhere, world: World):
    leader = actor(world.leader_id)
    taken = actions.plan(leader, plan=a_plan(world))[0]
    neighbour = a_plan(world, team_id=world.neighbour_team_id, starts=time(20), weeks=2)

    def look(plan):
        return queries.clashes(plan.hours, site_id=plan.site_id, team_id=plan.team_id)

    found = look(neighbour)
    assert [(clash.title, clash.same_site) for clash in found] == [(taken.title, True)]
    touching = a_plan(world, starts=time(21, 10), ends=time(22))
    assert look(touching) == []
    actions.cancel(leader, session=taken, reason="Mưa", checked_in=0)
    assert look(neighbour) == []
