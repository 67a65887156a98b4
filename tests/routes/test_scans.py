"""Scanning a card: what strangers learn (nothing), what a host can do (one tap)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.factories import World
from tests.html import validate
from tests.web import Web, text
from tracker.cards import actions
from tracker.cards.rules import LossReason
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassHost
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.policy import Actor

UNKNOWN = "/t/ZZZZZZZZZZZZ"


@pytest.fixture
def card(app, world: World) -> tuple[str, str]:
    """The code and the number of Sùng A Páo's card."""
    return issue(app, world, world.mentee_id)


def issue(app, world: World, mentee_id: int) -> tuple[str, str]:
    with app.app_context(), unscoped("test"):
        person = db.session.get_one(Mentee, mentee_id)
        given = actions.issue(Actor(world.leader_id, ""), mentee=person, now=clock.now())
        return given.code, given.number


def check_ins(app) -> list[CheckIn]:
    with app.app_context(), unscoped("test"):
        return db.session.query(CheckIn).all()


def test_a_stranger_sees_the_same_bytes_for_any_code(browse, card):
    code, number = card
    bodies = {browse().get(path).data for path in (f"/t/{code}", UNKNOWN, f"/t/{number}", "/t/1")}
    assert len(bodies) == 1
    page = bodies.pop().decode()
    assert "Thẻ của chương trình. Xin gửi lại UBND xã." in page
    assert "Páo" not in page


def test_a_replaced_and_an_erased_card_say_so(browse, card, app, world):
    code, _number = card
    with app.app_context(), unscoped("test"):
        person = db.session.get_one(Mentee, world.mentee_id)
        leader = Actor(world.leader_id, "")
        new = actions.replace(leader, mentee=person, reason=LossReason.LOST, now=clock.now()).code
    for web in (browse(), browse().sign_in(world.leader_id)):
        page = text(web.get(f"/t/{code}"))
        assert "Thẻ đã thay" in page
        assert "Páo" not in page
    with app.app_context(), unscoped("test"):
        db.session.get_one(Mentee, world.mentee_id).status = MenteeStatus.ERASED
        db.session.commit()
    for web in (browse(), browse().sign_in(world.leader_id)):
        for old in (code, new):
            assert "Thông tin không còn" in text(web.get(f"/t/{old}"))


def test_one_tap_and_the_holder_is_there(web: Web, card, app, world):
    code, _number = card
    leader = web.sign_in(world.leader_id)
    page = text(leader.get(f"/t/{code.lower()}"))
    assert "Sùng A Páo" in page
    assert "Sín Chải" in page
    assert check_ins(app) == []
    done = leader.post(f"/t/{code}", {"class_id": world.class_id}, follow=True)
    assert "Đã ghi có mặt: Sùng A Páo." in text(done)
    again = leader.post(f"/t/{code}", {"class_id": world.class_id}, follow=True)
    assert "đã được ghi trước đó" in text(again)
    (row,) = check_ins(app)
    assert (row.way, row.level, row.mentee_id) == ("card", 3, world.mentee_id)


def test_a_host_may_scan_the_card_of_another_team(web: Web, app, world):
    """Anyone may attend any class; the host sees name and thôn, no more (ruling 16)."""
    code, _number = issue(app, world, world.neighbour_mentee_id)
    with app.app_context(), unscoped("test"):
        db.session.add(ClassHost(class_id=world.class_id, account_id=world.ambassador_id))
        db.session.commit()
    host = web.sign_in(world.ambassador_id)
    page = text(host.get(f"/t/{code}"))
    assert "Thào Thị Dợ" in page
    assert f"/nguoi-hoc/{world.neighbour_mentee_id}" not in page
    host.post(f"/t/{code}", {"class_id": world.class_id})
    assert len(check_ins(app)) == 1


def test_an_ambassador_without_a_class_gets_to_their_own_mentee(browse, card, app, world):
    code, _number = card
    mine = browse().sign_in(world.ambassador_id).get(f"/t/{code}")
    assert mine.status_code == 303
    assert mine.headers["Location"] == f"/nguoi-hoc/{world.mentee_id}"
    nobody = text(browse().sign_in(world.second_ambassador_id).get(f"/t/{code}"))
    assert "Páo" not in nobody


def test_only_an_open_class_of_ones_own_takes_a_card(web: Web, card, app, world):
    code, _number = card
    leader = web.sign_in(world.leader_id)
    assert leader.post(f"/t/{code}", {"class_id": world.far_class_id}).status_code == 404
    assert leader.post(f"/t/{code}", {"class_id": "x"}).status_code == 404
    assert leader.post(UNKNOWN, {"class_id": world.class_id}).status_code == 404
    assert check_ins(app) == []


def test_with_several_open_classes_the_host_chooses(web: Web, card, app, world):
    with app.app_context(), unscoped("test"):
        first = db.session.get_one(factories.ClassSession, world.class_id)
        team = db.session.get_one(factories.Team, world.team_id)
        site = db.session.get_one(factories.Site, world.site_id)
        leader_row = db.session.get_one(factories.Account, world.leader_id)
        second = factories.class_session(
            team, site, leader_row, starts_at=first.starts_at + timedelta(minutes=5)
        ).id
    code, _number = card
    leader = web.sign_in(world.leader_id)
    page = text(leader.get(f"/t/{code}"))
    assert page.count('name="class_id"') == 2
    leader.post(f"/t/{code}", {"class_id": world.class_id})
    refused = leader.post(f"/t/{code}", {"class_id": second}, follow=True)
    assert "đang có mặt ở một lớp khác" in text(refused)
    assert len(check_ins(app)) == 1


def test_the_number_does_what_the_code_does(browse, card, world):
    code, number = card
    leader = browse().sign_in(world.leader_id)
    found = leader.post("/t", {"number": f"{number[:3]} {number[3:]}"})
    assert found.headers["Location"] == f"/t/{code}"
    for wrong in ("", "000000" if number != "000000" else "000001", "abc"):
        refused = leader.post("/t", {"number": wrong})
        assert refused.status_code == 422
        assert "<title>Lỗi:" in text(refused)
    elsewhere = browse().sign_in(world.far_leader_id).post("/t", {"number": number})
    assert elsewhere.status_code == 422


def test_guessing_ends(browse, card, world):
    _code, number = card
    stranger = browse()
    answers = [stranger.get(f"/t/{number}{n:06}").status_code for n in range(62)]
    assert answers[:60] == [200] * 60
    assert answers[-1] == 429
    leader = browse().sign_in(world.leader_id)
    guesses = [leader.post("/t", {"number": f"{n:06}"}).status_code for n in range(62)]
    assert guesses[-1] == 429


def test_a_whole_class_of_cards_is_no_guessing(web: Web, card, world):
    leader = web.sign_in(world.leader_id)
    assert {leader.get(f"/t/{card[0]}").status_code for _ in range(70)} == {200}


def test_pages_are_sound_html(browse, card, world):
    code, _number = card
    leader = browse().sign_in(world.leader_id)
    pages = {path: text(leader.get(path)) for path in (f"/t/{code}", UNKNOWN, "/t")}
    pages["stranger"] = text(browse().get(UNKNOWN))
    assert validate(pages) == []


def test_nothing_is_written_by_looking(web: Web, card, app, world):
    web.sign_in(world.leader_id).get(f"/t/{card[0]}")
    with app.app_context(), unscoped("test"):
        assert db.session.scalars(select(CheckIn)).all() == []
