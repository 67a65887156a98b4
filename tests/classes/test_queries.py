"""What the lists of classes hold, and for whom."""

from datetime import timedelta

from tests.factories import World, class_session
from tracker.accounts.models import Account
from tracker.classes import queries
from tracker.classes.models import ClassHost, ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import Reach, scope
from tracker.places import queries as places
from tracker.places.models import Site, Team


def plan(world: World, *, team_id: int, in_hours: float) -> ClassSession:
    return class_session(
        db.session.get(Team, team_id),
        db.session.get(Site, world.site_id),
        db.session.get(Account, world.leader_id),
        starts_at=clock.now() + timedelta(hours=in_hours),
        status=ClassStatus.PLANNED,
    )


def test_a_class_is_loaded_whole_and_only_within_reach(everywhere, world: World):
    with scope(Reach(teams=frozenset({world.team_id}))):
        found = queries.session(world.class_id)
        assert found is not None
        assert (found.site.id, found.leader.id) == (world.site_id, world.leader_id)
        assert queries.session(world.far_class_id) is None
        assert [row.id for row in queries.open_now(now=clock.now())] == [world.class_id]


def test_the_host_of_another_teams_class_reads_its_team(everywhere, world: World):
    db.session.add(ClassHost(class_id=world.class_id, account_id=world.neighbour_leader_id))
    db.session.commit()
    db.session.expunge_all()
    with scope(Reach(account=world.neighbour_leader_id, around=frozenset({world.commune_id}))):
        found = queries.session(world.class_id)
        assert found is not None
        assert found.team is not None
        assert found.team.id == world.team_id


def test_a_link_finds_its_class_in_any_case_and_any_area(everywhere, world: World):
    code = db.session.get(ClassSession, world.far_class_id).code
    with scope(Reach()):
        found = queries.by_code(code.lower())
        assert found is not None
        assert found.id == world.far_class_id
        assert queries.by_code("NOSUCH") is None


def test_next_is_what_is_on_now_then_the_soonest_of_team_or_hosting(everywhere, world: World):
    now = clock.now()
    plan(world, team_id=world.team_id, in_hours=20)
    neighbours = plan(world, team_id=world.neighbour_team_id, in_hours=5)

    on_now = queries.next_for(world.ambassador_id, {world.team_id}, now=now)
    assert on_now is not None
    assert on_now.id == world.class_id

    later = now + timedelta(hours=3)
    soonest = queries.next_for(world.ambassador_id, {world.team_id}, now=later)
    assert soonest is not None
    assert soonest.id != neighbours.id

    db.session.add(ClassHost(class_id=neighbours.id, account_id=world.ambassador_id))
    db.session.commit()
    hosted = queries.next_for(world.ambassador_id, {world.team_id}, now=later)
    assert hosted is not None
    assert hosted.id == neighbours.id
    assert queries.next_for(world.ambassador_id, set(), now=now + timedelta(days=30)) is None


def test_upcoming_holds_what_is_planned_and_not_over(everywhere, world: World):
    planned = plan(world, team_id=world.team_id, in_hours=20)
    plan(world, team_id=world.team_id, in_hours=-20)
    plan(world, team_id=world.team_id, in_hours=24 * 20)
    found = queries.upcoming(now=clock.now(), team_ids=[world.team_id])
    assert [row.id for row in found] == [planned.id]


def test_places_are_alphabetical_the_vietnamese_way(everywhere, world: World):
    for name in ("Thôn 10", "Thôn 2", "Đoàn Kết", "Ấp Bắc"):
        db.session.add(Team(commune_id=world.far_commune_id, name=name))
    db.session.commit()
    listed = [team.name for team in places.teams(world.far_commune_id)]
    assert [name for name in listed if "CNSCĐ" not in name] == [
        "Ấp Bắc", "Đoàn Kết", "Thôn 2", "Thôn 10",
    ]  # fmt: skip
