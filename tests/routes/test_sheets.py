"""The paper bridge: expected people get lines, and what was ticked on paper comes back."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests import factories
from tests.factories import World
from tests.html import validate
from tests.routes.test_checkins import Room
from tests.routes.test_sending import entry, verdicts
from tests.routes.test_sending import send as deliver
from tests.web import Web, text
from tracker.checkins.models import SheetLine
from tracker.checkins.numbers import shown
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.skills.models import SkillMark


@pytest.fixture
def room(app: Flask, world: World) -> Room:
    room = Room(app, world.class_id)
    room.teach(*world.skill_ids[:2])
    return room


@pytest.fixture
def leader(web: Web, world: World) -> Web:
    return web.sign_in(world.leader_id)


@pytest.fixture
def people(app: Flask, world: World) -> list[int]:
    """Four of the team, in the order of their given names."""
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(factories.Team, world.team_id)
        guide = db.session.get_one(factories.Account, world.ambassador_id)
        names = ("Vàng Thị Bình", "Vàng Thị An", "Vàng Thị Dung", "Vàng Thị Chi")
        made = {name.split()[-1]: factories.mentee(team, guide, name).id for name in names}
        return [made[name] for name in sorted(made)]


@pytest.fixture
def sheet(leader: Web, room: Room, people: list[int]) -> str:
    """The address of a sheet with the four on its first lines."""
    made = leader.post(f"/buoi-hoc/{room.class_id}/to-giay", {"mentee": people})
    assert made.headers["Location"] == f"/in/buoi-hoc/{room.class_id}"
    return f"/giay/{room.code.lower()}"


def number(room: Room, line: int) -> str:
    return shown(line, sheet=room.code)


def test_lines_stay_as_they_were_printed(
    app, leader: Web, room: Room, sheet: str, people: list[int], world: World
):
    choice = text(leader.get(f"/buoi-hoc/{room.class_id}/to-giay"))
    assert "Đã có 4 người trên tờ." in choice
    assert "Vàng Thị An" not in choice
    leader.post(f"/buoi-hoc/{room.class_id}/to-giay", {"mentee": [world.mentee_id, people[0]]})
    with app.app_context(), unscoped("test"):
        lines = db.session.query(SheetLine).order_by(SheetLine.number)
        assert [row.mentee_id for row in lines] == [*people, world.mentee_id]
    printed = text(leader.get(f"/in/buoi-hoc/{room.class_id}"))
    for line, name in enumerate(("An", "Bình", "Chi", "Dung"), start=1):
        assert re.search(rf"{number(room, line)}</td><td>Vàng Thị {name}</td>", printed)


def test_only_people_one_may_see_are_put_on_a_sheet(leader: Web, room: Room, world: World):
    path = f"/buoi-hoc/{room.class_id}/to-giay"
    others = [world.neighbour_mentee_id, world.far_mentee_id]
    assert leader.post(path, {"mentee": others}).status_code == 422
    assert leader.post(path, {}).status_code == 422
    page = text(leader.get(path))
    assert "Thào Thị Dợ" not in page
    assert "Hoàng Thị Sửu" not in page


def test_who_came_last_week_is_ticked(app, leader: Web, room: Room, people, world: World):
    with app.app_context(), unscoped("test"):
        this = db.session.get_one(ClassSession, room.class_id)
        team = db.session.get_one(factories.Team, world.team_id)
        site = db.session.get_one(factories.Site, this.site_id)
        host = db.session.get_one(factories.Account, world.leader_id)
        earlier = factories.class_session(
            team, site, host, starts_at=this.starts_at - timedelta(days=7)
        )
        factories.check_in(earlier, db.session.get_one(Mentee, people[2]))
        factories.check_in(earlier, db.session.get_one(Mentee, world.neighbour_mentee_id))
    page = text(leader.get(f"/buoi-hoc/{room.class_id}/to-giay"))
    ticked = re.findall(r'name="mentee" value="(\d+)" checked', page)
    assert set(map(int, ticked)) == {people[2], world.neighbour_mentee_id}


def test_numbers_ticks_skills_and_newcomers_in_one_post(
    app, leader: Web, room: Room, sheet: str, people: list[int], world: World
):
    first, second = world.skill_ids[:2]
    done = leader.post(
        sheet,
        {
            "codes": f"{number(room, 1)} {number(room, 3)}",
            "skill": [str(first)],
            "skill-4": [str(second)],
            "name-2": "Thào A Mới",
            "village-2": str(world.village_id),
        },
        follow=True,
    )
    assert "Đã ghi 4 người có mặt. Đã ghi 4 lượt “Tự làm được”." in text(done)
    rows = room.rows()
    assert {(row.way, row.level) for row in rows} == {("typed", 2)}
    assert {people[0], people[2], people[3]} < {row.mentee_id for row in rows}
    with app.app_context(), unscoped("test"):
        marks = {(mark.mentee_id, mark.skill_id) for mark in db.session.query(SkillMark)}
    assert marks == {(people[n], first) for n in (0, 2, 3)} | {(people[3], second)}
    again = leader.post(sheet, {"codes": number(room, 1)}, follow=True)
    assert "Đã ghi 0 người có mặt." in text(again)
    assert len(room.rows()) == 4
    assert "Đã có mặt lúc" in text(leader.get(sheet))


def test_typed_afterwards_it_is_the_weakest_evidence(leader: Web, room: Room, sheet: str):
    room.change(status=ClassStatus.ENDED, closed_at=clock.now())
    leader.post(sheet, {"mentee": ["1", "2"]})
    assert [row.level for row in room.rows()] == [1, 1]


def test_one_slip_and_nothing_is_recorded_and_nothing_typed_is_lost(
    leader: Web, room: Room, sheet: str
):
    good, slip = number(room, 1), number(room, 2)
    slip = slip[:2] + str((int(slip[2]) + 1) % 10)
    refused = leader.post(
        sheet,
        {
            "codes": f"{good} {slip} {number(room, 50)}",
            "name-1": "Lý 012345678901",
            "name-3": "Sùng A Mới",
        },
    )
    page = text(refused)
    assert refused.status_code == 422
    assert "<title>Lỗi:" in page
    assert f"Mã {slip} không có trên tờ này." in page
    assert f"Mã {number(room, 50)} không có trên tờ này." in page
    assert "Không ghi số căn cước" in page
    assert 'value="Sùng A Mới"' in page
    assert re.search(r'name="mentee" value="1" checked', page)
    assert room.rows() == []
    assert leader.post(sheet, {}).status_code == 422


def test_before_the_class_and_after_a_cancelled_one_nobody_was_there(
    leader: Web, room: Room, sheet: str
):
    room.change(status=ClassStatus.CANCELLED)
    assert leader.post(sheet, {"mentee": ["1"]}).status_code == 422
    assert room.rows() == []


def test_a_person_who_was_erased_leaves_the_sheet(app, leader: Web, room: Room, sheet, people):
    with app.app_context(), unscoped("test"):
        db.session.get_one(Mentee, people[1]).status = MenteeStatus.ERASED
        db.session.commit()
    for path in (sheet, f"/in/buoi-hoc/{room.class_id}"):
        page = text(leader.get(path))
        assert "Vàng Thị Bình" not in page
        assert f">{number(room, 2)}<" not in page
    assert leader.post(sheet, {"codes": number(room, 2)}).status_code == 422


def test_a_sheet_is_its_hosts_alone(browse: Callable[[], Web], room: Room, sheet, world: World):
    for path in (sheet, f"/buoi-hoc/{room.class_id}/to-giay"):
        for stranger in (world.far_leader_id, world.neighbour_leader_id, world.ambassador_id):
            assert browse().sign_in(stranger).get(path).status_code == 404
            assert browse().sign_in(stranger).post(path, {"mentee": ["1"]}).status_code == 404
        assert browse().get(path).headers["Location"].startswith("/dang-nhap")


def test_the_pages_are_proper_html(leader: Web, room: Room, sheet: str, people):
    leader.post(sheet, {"mentee": ["1"]})
    pages = {
        path: text(leader.get(path))
        for path in (
            sheet,
            f"/buoi-hoc/{room.class_id}/to-giay",
            f"/in/buoi-hoc/{room.class_id}",
        )
    }
    assert validate(pages) == []


def test_a_sheet_that_waited_on_the_phone_is_taken_once(
    leader: Web, room: Room, sheet: str, world: World
):
    seen_at = clock.now() - timedelta(minutes=20)
    room.change(status=ClassStatus.ENDED, closed_at=clock.now() - timedelta(minutes=5))
    fields = [["mentee", "1"], ["mentee", "2"], ["codes", ""]]
    kept = entry(sheet, fields, at=int(seen_at.timestamp() * 1000), offset=0)
    first = deliver(leader, [kept], world.leader_id)
    assert verdicts(first) == ["recorded"]
    assert first.json["results"][0]["words"] == "Đã ghi 2 người có mặt."
    assert verdicts(deliver(leader, [kept], world.leader_id)) == ["repeat"]
    assert [(row.level, row.is_late) for row in room.rows()] == [(2, True)] * 2
    slip = entry(sheet, [["codes", "12"]])
    assert verdicts(deliver(leader, [slip], world.leader_id)) == ["fix"]
