"""Phản ánh, khó khăn as each level sees and handles them."""

import pytest
from sqlalchemy import select

from tests import html
from tests.web import new_key, text
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentoring.models import Issue
from tracker.mentoring.rules import IssueLevel, IssueStatus

RAISED = {"kind": "vneid", "title": "VNeID: đổi máy", "text": "Máy cũ đã hỏng."}


def stored(app):
    with app.app_context(), unscoped("test"):
        return db.session.scalars(select(Issue).order_by(Issue.id)).all()


@pytest.fixture
def address(world, browse):
    """An issue the ambassador raised."""
    return browse().sign_in(world.ambassador_id).post("/phan-anh/them", RAISED).location


def test_raising_twice_raises_once_and_the_team_has_it(app, world, web):
    web.sign_in(world.ambassador_id)
    key = new_key()
    answer = web.post("/phan-anh/them", RAISED, key=key)
    assert web.post("/phan-anh/them", RAISED, key=key).location == answer.location
    [issue] = stored(app)
    assert (issue.team_id, issue.level) == (world.team_id, IssueLevel.TEAM)
    page = text(web.get(answer.location))
    assert "Tổ đang giữ" in page
    assert "Nhận xử lý" not in page


def test_what_is_missing_is_said(app, world, web):
    web.sign_in(world.ambassador_id)
    answer = web.post("/phan-anh/them", {"title": "", "text": "CCCD 012345678901"})
    page = text(answer)
    assert answer.status_code == 422
    for words in ("<title>Lỗi:", "Xin chọn loại việc.", "Xin viết một câu tóm tắt.", "số căn cước"):
        assert words in page
    assert stored(app) == []


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("ambassador_id", 200),
        ("second_ambassador_id", 404),
        ("leader_id", 200),
        ("neighbour_leader_id", 404),
        ("officer_id", 200),
        ("commune_youth_id", 404),
        ("board_id", 404),
        ("far_leader_id", 404),
        ("admin_id", 403),
    ],
)
def test_who_reads_an_issue_of_the_team(world, web, address, who, status):
    web.sign_in(getattr(world, who))
    assert web.get(address).status_code == status


def test_the_team_takes_and_resolves(app, world, web, address):
    web.sign_in(world.leader_id)
    assert web.post(f"{address}/nhan").status_code == 303
    assert "Đang xử lý" in text(web.get(address))
    refused = web.post(f"{address}/giai-quyet")
    assert refused.status_code == 422
    assert "Xin ghi cách đã giải quyết." in text(refused)

    words = {"resolve-words": "Công an xã đã đổi thiết bị."}
    assert web.post(f"{address}/giai-quyet", words).status_code == 303
    [issue] = stored(app)
    assert (issue.status, issue.resolved_by_id) == (IssueStatus.RESOLVED, world.leader_id)
    page = text(web.get(address))
    assert "Công an xã đã đổi thiết bị." in page
    assert "Việc tiếp theo" not in page
    assert "VNeID: đổi máy" in text(web.get("/phan-anh?xem=xong"))
    assert "VNeID: đổi máy" not in text(web.get("/phan-anh"))


def test_the_province_sees_what_was_passed_up_and_nothing_else(app, world, browse, address):
    leader, officer, board = (
        browse().sign_in(id_) for id_ in (world.leader_id, world.officer_id, world.board_id)
    )
    up = {"escalate-words": "Nhờ cấp trên."}
    assert "VNeID: đổi máy" not in text(board.get("/phan-anh"))
    assert leader.post(f"{address}/chuyen-cap-tren", up).status_code == 303
    assert board.get(address).status_code == 404
    assert officer.post(f"{address}/chuyen-cap-tren", up).status_code == 303
    assert stored(app)[0].level is IssueLevel.PROVINCE

    assert "VNeID: đổi máy" in text(board.get("/phan-anh"))
    assert "Nhận xử lý" in text(board.get(address))
    assert "Nhận xử lý" not in text(officer.get(address))
    late = officer.post(f"{address}/giai-quyet", {"resolve-words": "…"}, follow=True)
    assert "đang do cấp khác giữ" in text(late)

    gave_up = {"give-up-words": "Chờ quy định mới."}
    assert board.post(f"{address}/khong-giai-quyet-duoc", gave_up).status_code == 303
    assert stored(app)[0].status is IssueStatus.UNRESOLVABLE
    assert "Chờ quy định mới." in text(leader.get(address))


def test_whoever_raised_it_may_add_a_note(world, web, address):
    web.sign_in(world.ambassador_id)
    web.post(f"{address}/ghi-them", {"note-words": "Vẫn chưa được."})
    assert "Vẫn chưa được." in text(web.get(address))
    assert web.post(f"{address}/giai-quyet", {"resolve-words": "Tự xong."}).status_code == 403


def test_the_province_youth_union_says_which_commune(app, world, web):
    web.sign_in(world.province_youth_id)
    assert "Xã Si Ma Cai" in text(web.get("/phan-anh/them"))
    answer = web.post("/phan-anh/them", {**RAISED, "home": f"{world.commune_id}-"})
    assert web.get(answer.location).status_code == 200
    [issue] = stored(app)
    assert (issue.commune_id, issue.level) == (world.commune_id, IssueLevel.COMMUNE)
    far = web.post("/phan-anh/them", {**RAISED, "home": f"{world.far_commune_id}-"})
    assert far.status_code == 422
    unsaid = web.post("/phan-anh/them", {**RAISED, "home": ""})
    assert (unsaid.status_code, "Xin chọn xã." in text(unsaid)) == (422, True)


def test_who_has_no_place_raises_nothing(world, web):
    web.sign_in(world.admin_id)
    assert web.get("/phan-anh/them").status_code == 403


def test_the_pages_are_valid(world, web, address):
    web.sign_in(world.leader_id)
    pages = {"list": text(web.get("/phan-anh")), "new": text(web.get("/phan-anh/them"))}
    pages["done"] = text(web.get("/phan-anh?xem=xong"))
    pages["show"] = text(web.get(address))
    pages["refused step"] = text(web.post(f"{address}/giai-quyet"))
    pages["refused"] = text(web.post("/phan-anh/them", {}))
    assert html.validate(pages) == []
