"""Ghi buổi kèm, ghi lượt hỗ trợ and the month's list."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests import html
from tests.web import new_key, text
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentoring.models import Meeting, SupportTurn


def a_meeting(world, **more):
    then = clock.local(clock.now() - timedelta(minutes=5))
    return {
        "mentee": world.mentee_id,
        "skill-TT02": "alone",
        "channel": "at_home",
        "day": then.date().isoformat(),
        "time": f"{then:%H:%M}",
        **more,
    }


def a_turn(**more):
    then = clock.local(clock.now() - timedelta(minutes=5))
    return {
        "subject": "Nộp hồ sơ khai sinh trực tuyến",
        "channel": "phone",
        "site": "",
        "result": "done",
        "turns": "2",
        "day": then.date().isoformat(),
        "time": f"{then:%H:%M}",
        **more,
    }


def count(app, table):
    with app.app_context(), unscoped("test"):
        return db.session.scalar(select(func.count(table.id)))


def test_the_guide_writes_a_meeting_and_finds_it_in_the_list(app, world, web):
    web.sign_in(world.ambassador_id)
    answer = web.post("/buoi-kem/them", a_meeting(world, note="Mượn máy của chồng."))
    assert answer.status_code == 303
    page = text(web.get(answer.location))
    assert "Sùng A Páo" in page
    assert "Tự làm được: Kỹ năng TT02" in page
    assert "1 buổi kèm · 1 người" in page


def test_pressing_twice_writes_once(app, world, web):
    web.sign_in(world.ambassador_id)
    key, entry = new_key(), a_meeting(world)
    web.post("/buoi-kem/them", entry, key=key)
    web.post("/buoi-kem/them", entry, key=key)
    assert count(app, Meeting) == 1
    key, entry = new_key(), a_turn()
    web.post("/ho-tro/them", entry, key=key)
    web.post("/ho-tro/them", entry, key=key)
    assert count(app, SupportTurn) == 1


def test_the_person_one_comes_from_is_chosen_already(world, web):
    web.sign_in(world.ambassador_id)
    page = text(web.get(f"/buoi-kem/them?nguoi={world.mentee_id}"))
    assert f'value="{world.mentee_id}" id="mentee" checked' in page
    assert "checked" not in text(web.get("/buoi-kem/them?nguoi=0"))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"mentee": []}, "Xin chọn ít nhất một người học."),
        ({"channel": ""}, "Xin chọn nơi kèm."),
        ({"day": "2999-01-01"}, "Giờ này còn ở tương lai."),
        ({"day": "2020-01-01"}, "Buổi này đã quá lâu"),
        ({"day": "hôm qua"}, "Xin nhập ngày"),
        ({"skill-TT02": ""}, "Xin chọn ít nhất một kỹ năng"),
        ({"skill-TT02": "everything"}, "Xin chọn trong danh sách."),
        ({"note": "số căn cước 012345678901"}, "Không ghi số căn cước"),
    ],
)
def test_what_is_wrong_is_said_and_kept(app, world, web, more, words):
    web.sign_in(world.ambassador_id)
    answer = web.post("/buoi-kem/them", a_meeting(world, **{"skill-AT02": "", **more}))
    page = text(answer)
    assert answer.status_code == 422
    assert "<title>Lỗi:" in page
    assert words in page
    assert count(app, Meeting) == 0
    if "skill-TT02" not in more:
        assert '<option value="alone" selected' in page


def test_whom_one_does_not_guide_cannot_be_chosen(app, world, web):
    web.sign_in(world.ambassador_id)
    other = a_meeting(world, mentee=world.neighbour_mentee_id)
    assert web.post("/buoi-kem/them", other).status_code == 422
    assert count(app, Meeting) == 0


def test_the_leader_says_who_guided(app, world, web):
    web.sign_in(world.leader_id)
    page = text(web.get("/buoi-kem/them"))
    assert "Sùng A Páo · Giàng Thị Mỷ kèm" in page
    assert "Thào Thị Dợ" not in page
    web.post("/buoi-kem/them", a_meeting(world, guide=world.ambassador_id))
    with app.app_context(), unscoped("test"):
        meeting = db.session.scalar(select(Meeting))
        assert (meeting.guide_id, meeting.noted_by_id) == (world.ambassador_id, world.leader_id)


@pytest.mark.parametrize(
    ("who", "status"),
    [("leader_id", 200), ("commune_youth_id", 200), ("officer_id", 403), ("board_id", 403)],
)
def test_who_writes_meetings(world, web, who, status):
    web.sign_in(getattr(world, who))
    for path in ("/buoi-kem", "/buoi-kem/them", "/ho-tro/them"):
        assert web.get(path).status_code == status


def test_the_list_keeps_to_ones_own(world, browse):
    browse().sign_in(world.ambassador_id).post("/buoi-kem/them", a_meeting(world))
    assert "Sùng A Páo" in text(browse().sign_in(world.leader_id).get("/buoi-kem"))
    for stranger in (world.second_ambassador_id, world.neighbour_leader_id, world.far_leader_id):
        assert "Sùng A Páo" not in text(browse().sign_in(stranger).get("/buoi-kem"))


@pytest.mark.parametrize("month", ["2026-13", "0001-01", "9999-12", "x", "2999-01"])
def test_an_impossible_month_is_this_month(world, web, month):
    web.sign_in(world.ambassador_id)
    now = clock.today()
    page = text(web.get(f"/buoi-kem?thang={month}"))
    assert f"Buổi kèm tháng {now.month}/{now.year}" in page


def test_a_help_turn_names_nobody(app, world, web):
    web.sign_in(world.ambassador_id)
    assert "Không ghi tên người được giúp" in text(web.get("/ho-tro/them"))
    answer = web.post("/ho-tro/them", a_turn(channel="at_site", site=world.site_id))
    assert "Nộp hồ sơ khai sinh trực tuyến" in text(web.get(answer.location))
    with app.app_context(), unscoped("test"):
        turn = db.session.scalar(select(SupportTurn))
        assert (turn.turns, turn.team_id, turn.site_id) == (2, world.team_id, world.site_id)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"subject": ""}, "Xin ghi việc đã giúp."),
        ({"subject": "Cho ông 012345678901"}, "Không ghi số căn cước"),
        ({"turns": "21"}, "Xin nhập số từ 1 đến 20."),
        ({"turns": "0"}, "Xin nhập số từ 1 đến 20."),
        ({"day": "2999-01-01"}, "Giờ này còn ở tương lai."),
        ({"site": "999999"}, "Xin chọn một mục trong danh sách."),
    ],
)
def test_a_wrong_help_turn_is_refused(app, world, web, more, words):
    web.sign_in(world.ambassador_id)
    answer = web.post("/ho-tro/them", a_turn(**more))
    assert answer.status_code == 422
    assert words in text(answer)
    assert count(app, SupportTurn) == 0


def test_the_commune_youth_union_writes_turns_for_the_commune(app, world, web):
    web.sign_in(world.commune_youth_id)
    assert web.post("/ho-tro/them", a_turn()).status_code == 303
    with app.app_context(), unscoped("test"):
        turn = db.session.scalar(select(SupportTurn))
        assert (turn.commune_id, turn.team_id) == (world.commune_id, None)


def test_the_pages_are_valid(world, web):
    web.sign_in(world.leader_id)
    pages = {"new": text(web.get("/buoi-kem/them")), "turn": text(web.get("/ho-tro/them"))}
    pages["empty"] = text(web.get("/buoi-kem"))
    pages["refused"] = text(web.post("/buoi-kem/them", {}))
    pages["refused turn"] = text(web.post("/ho-tro/them", {}))
    web.post("/buoi-kem/them", a_meeting(world))
    web.post("/ho-tro/them", a_turn())
    pages["list"] = text(web.get("/buoi-kem"))
    assert html.validate(pages) == []


def test_a_wrong_entry_is_taken_back_with_a_reason(world, web):
    web.sign_in(world.ambassador_id)
    for kind, path, entry in (
        ("buổi kèm", "/buoi-kem/them", a_meeting(world)),
        ("lượt hỗ trợ", "/ho-tro/them", a_turn()),
    ):
        month = text(web.get(web.post(path, entry).location))
        [where] = re.findall(r'href="(/[a-z-]+/\d+/bo)"', month)
        refused = web.post(where)
        assert (refused.status_code, "Xin chọn lý do bỏ." in text(refused)) == (422, True)
        assert html.validate({"why": text(web.get(where)), "refused": text(refused)}) == []
        done = text(web.post(where, {"reason": "twice"}, follow=True))
        assert f"Đã bỏ {kind}. Lý do được lưu lại." in done
        assert ": Ghi hai lần" in done
        assert where not in done
        again = web.post(where, {"reason": "twice"})
        assert (again.status_code, "đã được bỏ trước đó" in text(again)) == (422, True)
    assert "0 buổi kèm · 0 người" in done
