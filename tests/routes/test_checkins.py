"""At the class door: what people read, what is written, and what nobody learns."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests import factories
from tests.factories import World
from tests.html import validate
from tests.web import Web, new_key, text
from tracker.accounts.models import Account
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import code_at, step_at
from tracker.classes.models import ClassSession, ClassSkill
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.places.models import Team
from tracker.skills.models import SkillMark


class Room:
    """A class seen from inside: its code on the wall, its list."""

    def __init__(self, app: Flask, class_id: int) -> None:
        self.app = app
        self.class_id = class_id
        with app.app_context(), unscoped("test"):
            session = db.session.get_one(ClassSession, class_id)
            self.code, self.secret = session.code, session.secret
            self.starts_at, self.ends_at = session.starts_at, session.ends_at

    def url(self, *, ago: timedelta = timedelta(0), secret: str = "") -> str:
        return f"/c/{self.code}/{code_at(secret or self.secret, step_at(clock.now() - ago))}"

    def change(self, **values) -> None:
        with self.app.app_context(), unscoped("test"):
            session = db.session.get_one(ClassSession, self.class_id)
            for name, value in values.items():
                setattr(session, name, value)
            db.session.commit()

    def teach(self, *skill_ids: int) -> None:
        with self.app.app_context():
            db.session.add_all(
                [ClassSkill(class_id=self.class_id, skill_id=id_) for id_ in skill_ids]
            )
            db.session.commit()

    def rows(self) -> list[CheckIn]:
        with self.app.app_context(), unscoped("test"):
            found = select(CheckIn).where(
                CheckIn.class_id == self.class_id, CheckIn.removed_at.is_(None)
            )
            return list(db.session.scalars(found.order_by(CheckIn.id)))


@pytest.fixture
def room(app: Flask, world: World) -> Room:
    return Room(app, world.class_id)


@pytest.fixture
def ambassador(web: Web, world: World) -> Web:
    return web.sign_in(world.ambassador_id)


def hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text(response))
    return found[1] if found else ""


def errors_of(app: Flask, work, number: int) -> list[BaseException]:
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
    return errors


# Whoever has no account


def test_a_citizen_scans_types_a_name_and_is_present(web: Web, room: Room, world: World):
    page = web.get(room.url())
    assert page.status_code == 200
    assert "Tôi có mặt" in text(page)
    assert room.rows() == [], "looking records nothing"
    done = web.post(room.url(), {"name": "Thào Thị Sua", "village": str(world.village_id)})
    assert done.status_code == 200
    assert "Đã ghi." in text(done)
    assert [row.level for row in room.rows()] == [3]


def test_the_page_is_small_whole_and_asks_for_nothing_else(web: Web, room: Room):
    page = web.get(room.url())
    body = text(page)
    assert len(page.data) < 6 * 1024
    assert "<script" not in body
    assert "<link" not in body.replace('<link rel="icon" href="data:,">', "")
    assert "src=" not in body
    assert validate({"citizen": body}) == []


def test_its_style_is_the_one_the_policy_allows(web: Web, app: Flask, room: Room):
    page = web.get(room.url())
    allowed = app.extensions["assets"].sha256("css/checkin.css")
    assert f"'{allowed}'" in page.headers["Content-Security-Policy"]
    style = re.search(r"<style>(.*?)</style>", text(page), re.DOTALL)
    assert style is not None
    assert style[1] == str(app.extensions["assets"].text("css/checkin.css"))


def test_known_and_unknown_people_get_the_same_answer(browse, room: Room, world: World):
    """Ruling 17: nobody learns who is a learner, by a word or by a byte."""
    known, unknown = "Sùng A Páo", "Sùng A Pao Lia"
    answers = []
    with time_machine.travel(clock.now(), tick=False):
        for name in (known, unknown):
            done = browse().post(room.url(), {"name": name, "village": str(world.village_id)})
            answers.append(text(done).replace(name, "NAME"))
    assert answers[0] == answers[1]
    assert {row.mentee_id for row in room.rows()} > {world.mentee_id}


def test_a_stranger_who_types_a_name_again_learns_nothing(browse, room: Room, world: World):
    form = {"name": "Sùng A Páo", "village": str(world.village_id)}
    with time_machine.travel(clock.now(), tick=False):
        first, second = (text(browse().post(room.url(), form)) for _ in range(2))
    assert first == second
    assert len(room.rows()) == 1


def test_the_same_phone_hears_that_it_said_so_before(web: Web, room: Room, world: World):
    form = {"name": "Thào Thị Sua", "village": str(world.village_id)}
    web.get(room.url())
    web.post(room.url(), form)
    again = web.post(room.url(), form)
    assert "Đã ghi trước đó." in text(again)
    assert len(room.rows()) == 1


def test_no_other_name_phone_or_secret_is_on_the_public_page(app, web: Web, room: Room, world):
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(Team, world.team_id)
        guide = db.session.get_one(Account, world.ambassador_id)
        factories.mentee(team, guide, "Kiều Ca Nari", phone="+84912999888", birth_year=1951)
    web.post(room.url(), {"name": "Thào Thị Sua", "village": str(world.village_id)})
    pages = [web.get(room.url()), web.get(f"/c/{room.code}"), web.get("/c")]
    pages.append(web.post(room.url(), {"name": "Kiều Ca Nari", "village": "0"}))
    pages.append(web.get(room.url(ago=timedelta(minutes=5))))
    for page in pages:
        for canary in ("912999888", "912 999 888", "1951", "Giàng Thị Mỷ", room.secret, "Sua"):
            assert canary not in text(page)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "Xin nhập họ và tên."),
        ({"name": "Sùng A Páo"}, "Xin chọn thôn hoặc nhập số điện thoại."),
        ({"name": "Sùng A Páo", "phone": "123"}, "Số điện thoại cần 10 chữ số"),
        ({"name": "Sùng A Páo 012345678901", "village": "0"}, "Không ghi số căn cước"),
        ({"name": "Sùng A Páo", "village": "987654"}, "Xin chọn một mục trong danh sách."),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(web: Web, room: Room, form, words):
    answer = web.post(room.url(), form)
    assert answer.status_code == 422
    assert "<title>Lỗi:" in text(answer)
    assert words in text(answer)
    assert form.get("name", "") in text(answer)
    assert room.rows() == []


def test_typing_slowly_does_not_make_the_code_expire(web: Web, room: Room, world: World):
    with time_machine.travel(clock.now(), tick=False) as now:
        url = room.url()
        page = web.get(url)
        form = {"name": "Thào Thị Sua", "village": "0", "stamp": hidden(page, "stamp")}
        now.shift(timedelta(minutes=6))
        done = web.post(url, form)
    assert done.status_code == 200
    [row] = room.rows()
    assert (row.level, row.is_late) == (3, False)


def test_a_stamp_is_worth_nothing_on_another_phone(browse, room: Room):
    with time_machine.travel(clock.now(), tick=False) as now:
        url = room.url()
        stamp = hidden(browse().get(url), "stamp")
        now.shift(timedelta(minutes=6))
        answer = browse().post(url, {"name": "Thào Thị Sua", "village": "0", "stamp": stamp})
    assert answer.status_code == 422
    assert room.rows() == []


def test_a_photograph_of_the_code_is_refused_at_home(web: Web, room: Room):
    old = room.url(ago=timedelta(minutes=5))
    page = web.get(old)
    assert "Xin quét lại mã đang chiếu" in text(page)
    assert "Tôi có mặt" not in text(page)
    answer = web.post(old, {"name": "Thào Thị Sua", "village": "0"})
    assert answer.status_code == 422
    assert room.rows() == []


def test_who_really_cannot_scan_again_is_kept_without_counting(web: Web, room: Room):
    old = room.url(ago=timedelta(minutes=5))
    assert "Ghi muộn" in text(web.get(f"{old}?muon=1"))
    web.post(old, {"name": "Thào Thị Sua", "village": "0", "muon": "1"})
    [row] = room.rows()
    assert (row.level, row.is_late) == (1, True)


@pytest.mark.parametrize("signed_in", [False, True])
def test_each_refused_code_has_its_own_sentence(app, web: Web, room: Room, world: World, signed_in):
    if signed_in:
        web.sign_in(world.ambassador_id)
    other = Room(app, world.far_class_id)
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(Team, world.neighbour_team_id)
        site = factories.site(team.commune)
        leader = db.session.get_one(Account, world.neighbour_leader_id)
        neighbour = factories.class_session(team, site, leader).secret
    form = {"name": "Thào Thị Sua", "village": "0"}
    said = {
        "Mã không đúng": f"/c/{room.code}/00000x",
        "Mã này chưa được chiếu": room.url(ago=-timedelta(minutes=10)),
        "Mã này của buổi học khác": room.url(secret=neighbour),
        "Mã này của": room.url(ago=timedelta(minutes=5)),
    }
    for words, url in said.items():
        assert words in text(web.get(url)), words
        refused = web.post(url, form)
        assert (refused.status_code, words in text(refused)) == (422, True), words
    for words, change in {
        "đã hủy": {"status": ClassStatus.CANCELLED},
        "chưa mở điểm danh": {"status": ClassStatus.PLANNED},
        "đã đóng điểm danh": {
            "status": ClassStatus.ENDED,
            "closed_at": clock.now() - timedelta(minutes=5),
        },
    }.items():
        room.change(**change)
        assert words in text(web.get(room.url())), words
        assert web.post(room.url(), form).status_code == 422, words
    assert room.rows() == []
    assert other.rows() == []


def test_an_unknown_class_says_so(web: Web):
    page = web.get("/c/ZZZZZZ/123456")
    assert page.status_code == 404
    assert "Không có buổi học nào mang mã này" in text(page)


def test_the_address_may_be_in_any_case(web: Web, room: Room):
    assert web.get(room.url().lower()).status_code == 200
    moved = web.get("/C/" + room.url()[3:])
    assert moved.headers["Location"] == room.url().lower()


def test_a_code_can_be_typed(web: Web, room: Room):
    assert web.get("/c").status_code == 200
    digits = room.url()[-6:]
    typed = web.get(f"/c?lop=+{room.code.lower()}&ma={digits[:3]}+{digits[3:]}")
    assert typed.headers["Location"] == f"/c/{room.code.lower()}/{digits}"
    empty = web.get("/c?lop=&ma=")
    assert empty.status_code == 422
    assert "<title>Lỗi:" in text(empty)


def test_sixteen_identical_posts_leave_one_row(app, room: Room, world: World):
    web = Web(app)
    web.get(room.url())
    url, key = room.url(), new_key()
    form = {"csrf_token": web.csrf_token(), "key": key, "name": "Thào Thị Sua", "village": "0"}
    cookies = {cookie.key: cookie.value for cookie in web.client._cookies.values()}
    answers: list[int] = []

    def work(_number: int) -> None:
        client = app.test_client()
        for name, value in cookies.items():
            client.set_cookie(name, value)
        answers.append(client.post(url, data=form).status_code)

    assert errors_of(app, work, 16) == []
    assert answers == [200] * 16
    assert len(room.rows()) == 1


# An ambassador


def test_an_ambassador_saves_people_and_skills_in_one_go(
    ambassador: Web, app, room: Room, world: World
):
    room.teach(*world.skill_ids[:2])
    page = ambassador.get(room.url())
    assert "Sùng A Páo" in text(page)
    assert "Thào Thị Dợ" not in text(page), "somebody else's learner"
    form = {"mentee": [str(world.mentee_id)], "skill": [str(id_) for id_ in world.skill_ids[:2]]}
    done = ambassador.post(room.url(), form)
    assert "Đã ghi: 1 người có mặt, 2 kỹ năng." in text(done)
    with app.app_context(), unscoped("test"):
        assert len(db.session.scalars(select(SkillMark)).all()) == 2
    again = text(ambassador.get(f"/c/{room.code}"))
    assert "Bạn đã điểm danh lúc" in again
    assert f'value="{world.mentee_id}" checked' in again


def test_the_answer_that_many_share_is_each_one_s_own(browse, room: Room, world: World):
    """It is rendered once; who reads it, and in which language, is not the first one's."""
    for account_id, language in (
        (world.ambassador_id, "vi"), (world.leader_id, "en"), (world.ambassador_id, "en"),
    ):  # fmt: skip
        web = browse().sign_in(account_id)
        web.client.set_cookie("language", language)
        page = text(web.post(room.url(), {}))
        assert f'name="uid" content="{account_id}"' in page
        assert f'<html lang="{language}"' in page
        assert "csrf" not in page


def test_the_answer_that_many_share_tells_the_time_of_now(browse, room: Room, world: World):
    for account_id in (world.ambassador_id, world.leader_id):
        with time_machine.travel(clock.now() + timedelta(seconds=account_id), tick=False):
            page = text(browse().sign_in(account_id).post(room.url(), {}))
            assert f'data-clock="{int(clock.now().timestamp() * 1000)}"' in page


def test_a_name_is_text_also_where_it_is_filled_in(web: Web, room: Room, world: World):
    typed = "Lý & <b>Mai</b> {0} %s"
    page = text(web.post(room.url(), {"name": typed, "village": str(world.village_id)}))
    assert "Lý &amp; &lt;b&gt;Mai&lt;/b&gt; {0} %s" in page


def test_one_tile_stands_for_all_of_ones_people_and_one_for_all_skills(
    ambassador: Web, app, room: Room, world: World
):
    room.teach(*world.skill_ids[:2])
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(Team, world.team_id)
        guide = db.session.get_one(Account, world.ambassador_id)
        factories.mentee(team, guide, "Thào Thị Sua")
    assert "Cả 2 người" in text(ambassador.get(room.url()))
    done = ambassador.post(room.url(), {"all": ["mentee", "skill"]})
    assert "Đã ghi: 2 người có mặt, 2 kỹ năng." in text(done)


def test_who_was_there_last_time_is_ticked_already(ambassador: Web, app, room: Room, world: World):
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(Team, world.team_id)
        leader = db.session.get_one(Account, world.leader_id)
        site = factories.site(team.commune)
        before = factories.class_session(
            team, site, leader, starts_at=clock.now() - timedelta(days=7)
        )
        row = factories.check_in(before, db.session.get_one(Mentee, world.mentee_id))
        row.guide_id = world.ambassador_id
        db.session.commit()
    assert f'value="{world.mentee_id}" checked' in text(ambassador.get(room.url()))


def test_the_page_of_an_hour_ago_still_saves(ambassador: Web, room: Room, world: World):
    with time_machine.travel(clock.now(), tick=False) as now:
        url = room.url()
        form = {"mentee": [str(world.mentee_id)], "stamp": hidden(ambassador.get(url), "stamp")}
        now.shift(timedelta(hours=1))
        assert ambassador.post(url, form).status_code == 200
    assert [(row.level, row.is_late) for row in room.rows()] == [(3, False)]


def test_an_old_code_is_asked_about_and_then_taken_late(ambassador: Web, room: Room, world: World):
    old = room.url(ago=timedelta(minutes=10))
    asked = text(ambassador.get(old))
    assert "Không quét lại được" in asked
    assert ambassador.post(old, {"mentee": [str(world.mentee_id)]}).status_code == 422
    assert "ghi muộn" in text(ambassador.get(f"{old}?muon=1"))
    late = ambassador.post(old, {"mentee": [str(world.mentee_id)], "muon": "1"})
    assert late.status_code == 200
    [row] = room.rows()
    assert (row.is_late, row.level, step_at(row.at)) == (
        True, 3, step_at(clock.now() - timedelta(minutes=10)),
    )  # fmt: skip


def test_unticking_asks_why(ambassador: Web, room: Room, world: World):
    ambassador.post(room.url(), {"mentee": [str(world.mentee_id)]})
    asked = ambassador.post(f"/c/{room.code}", {})
    assert asked.status_code == 422
    assert "Vì sao bỏ ghi có mặt?" in text(asked)
    assert len(room.rows()) == 1
    assert ambassador.post(f"/c/{room.code}", {"reason": "mistake"}).status_code == 200
    assert room.rows() == []


def test_the_day_after_nothing_can_be_changed_without_a_code(
    ambassador: Web, room: Room, world: World
):
    ambassador.post(room.url(), {"mentee": [str(world.mentee_id)]})
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert "Sửa được" not in text(ambassador.get(f"/c/{room.code}"))
        assert ambassador.post(f"/c/{room.code}", {"reason": "mistake"}).status_code == 422
    assert len(room.rows()) == 1


def test_somebody_else_s_learner_is_not_there(ambassador: Web, room: Room, world: World):
    form = {"mentee": [str(world.mentee_id), str(world.neighbour_mentee_id)]}
    assert ambassador.post(room.url(), form).status_code == 404
    assert room.rows() == []


def test_who_is_at_another_class_is_left_out_by_the_hour_only(
    app, ambassador: Web, room: Room, world: World
):
    other = Room(app, world.far_class_id)
    ambassador.post(other.url(), {"mentee": [str(world.mentee_id)]})
    done = text(ambassador.post(room.url(), {"mentee": [str(world.mentee_id)]}))
    hour = clock.local(other.starts_at).strftime("%H:%M")
    assert f"Sùng A Páo đã có mặt ở buổi học khác lúc {hour}" in done
    assert room.rows() == []


def test_a_leader_finds_others_of_the_team(browse, room: Room, world: World):
    leader = browse().sign_in(world.leader_id)
    found = leader.fragment(f"{room.url()}?tim=sung")
    assert "Sùng A Páo" in text(found)
    assert "<html" not in text(found)
    assert "Thào Thị Dợ" not in text(leader.fragment(f"{room.url()}?tim=tho"))
    assert leader.post(room.url(), {"mentee": [str(world.mentee_id)]}).status_code == 200
    assert len(room.rows()) == 1


def test_scanning_needs_a_camera_or_fingers_but_never_fails(ambassador: Web):
    page = ambassador.get("/quet")
    assert page.status_code == 200
    assert 'action="/c"' in text(page)


def test_the_pages_are_proper_html(ambassador: Web, room: Room, world: World):
    room.teach(*world.skill_ids[:2])
    pages = {
        "show": ambassador.get(room.url()),
        "refused": ambassador.get(room.url(ago=timedelta(minutes=5))),
        "scan": ambassador.get("/quet"),
        "enter": ambassador.get("/c"),
        "done": ambassador.post(room.url(), {"mentee": [str(world.mentee_id)]}),
        "again": ambassador.get(f"/c/{room.code}"),
        "why": ambassador.post(f"/c/{room.code}", {}),
    }
    assert validate({name: text(page) for name, page in pages.items()}) == []
