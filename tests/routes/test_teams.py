"""The page of a team: who may see it, and that it says the counted figures."""

import html
import re

import pytest

from tests import factories as make
from tests.counting import statements
from tests.factories import World
from tests.html import validate
from tests.web import text
from tracker.accounts.models import Account
from tracker.classes.rules import ClassStatus
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.places.models import Commune, Province, Site, Team


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("ambassador_id", 200),
        ("leader_id", 200),
        ("head_id", 200),
        ("commune_youth_id", 200),
        ("province_youth_id", 200),
        ("board_id", 200),
        ("neighbour_leader_id", 404),
        ("far_leader_id", 404),
        ("admin_id", 403),
    ],
)
def test_who_sees_a_team(web, world: World, who, status):
    web.sign_in(getattr(world, who))
    assert web.get(f"/to/{world.team_id}").status_code == status


def test_without_a_quota_the_page_says_so(web, world: World):
    page = text(web.sign_in(world.leader_id).get(f"/to/{world.team_id}"))
    assert "Chưa giao chỉ tiêu tháng này" in page


@pytest.fixture
def evening(app, world: World):
    """A locked class of the team: one of its own, a visitor, and a walk-in who has not agreed."""
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(Team, world.team_id)
        guide = db.session.get_one(Account, world.ambassador_id)
        walk_in = make.mentee(team, guide, "Cư Thị Sua", status=MenteeStatus.PENDING)
        walk_in.team_id = walk_in.ambassador_id = None  # nobody guides her yet
        session = make.class_session(
            team,
            db.session.get_one(Site, world.site_id),
            db.session.get_one(Account, world.leader_id),
            status=ClassStatus.LOCKED,
        )
        for person in (world.mentee_id, world.neighbour_mentee_id, walk_in.id):
            make.check_in(session, db.session.get_one(Mentee, person))
        return session.id


def figure(world: World, name: str) -> str:
    return f"/to/{world.team_id}/so-lieu/{name}"


def test_the_leader_opens_the_list_behind_the_number(web, world: World, evening):
    page = text(web.sign_in(world.leader_id).get(figure(world, "people")))
    assert "Số người được hướng dẫn: 3 người" in page
    assert "Sùng A Páo" in page
    assert "Thào Thị Dợ" in page  # a visitor: name and thôn, as the host saw
    assert "Cư Thị Sua (chờ đồng ý)" in page
    assert f'href="/nguoi-hoc/{world.mentee_id}"' in page
    assert f'href="/nguoi-hoc/{world.neighbour_mentee_id}"' not in page


def test_an_ambassador_sees_their_own_and_how_many_others(browse, world: World, evening):
    second = browse().sign_in(world.second_ambassador_id)
    page = text(second.get(figure(world, "people")))
    assert "Số người được hướng dẫn: 3 người" in page
    assert "Và 3 người khác ngoài phạm vi của tài khoản này." in page
    first = text(browse().sign_in(world.ambassador_id).get(figure(world, "people")))
    assert "Sùng A Páo" in first
    assert "Thào Thị Dợ" not in first
    for name in ("Sùng A Páo", "Thào Thị Dợ", "Cư Thị Sua"):
        assert name not in page


@pytest.mark.parametrize("who", ["board_id", "province_youth_id", "commune_youth_id"])
def test_whoever_may_not_read_learners_gets_the_number_only(web, world: World, evening, who):
    web.sign_in(getattr(world, who))
    page = text(web.get(figure(world, "people")))
    assert "Số người được hướng dẫn: 3 người" in page
    assert "Danh sách tạo nên số này" not in page
    for name in ("Sùng A Páo", "Thào Thị Dợ", "Cư Thị Sua"):
        assert name not in page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("attendances", "Lượt người tham gia: 3 lượt người"),
        ("classes", "Số buổi phổ cập: 1 buổi"),
        ("issues", "Phản ánh, khó khăn được giải quyết: 0 phản ánh"),
        ("turns", "Lượt hỗ trợ: 0 lượt"),
    ],
)
def test_every_number_has_its_list(web, world: World, evening, name, said):
    web.sign_in(world.leader_id)
    assert said in text(web.get(figure(world, name)))
    assert web.get(f"/to/{world.far_team_id}/so-lieu/{name}").status_code == 404
    assert web.get(f"/to/{world.team_id}/so-lieu/gps").status_code == 404


def test_the_leader_sees_what_waits_and_an_ambassador_does_not(browse, world: World, evening):
    leader = text(browse().sign_in(world.leader_id).get(f"/to/{world.team_id}"))
    assert "1 người đã điểm danh, chờ đồng ý" in leader
    ambassador = text(browse().sign_in(world.ambassador_id).get(f"/to/{world.team_id}"))
    assert "Việc cần xem" not in ambassador
    assert "Giàng Seo Phừ" in ambassador  # colleagues, by name


def test_nobody_above_reads_the_names_of_members(web, world: World):
    page = text(web.sign_in(world.board_id).get(f"/to/{world.team_id}"))
    assert "Giàng Seo Phừ" not in page
    assert "Giàng Thị Mỷ" not in page


def test_one_team_opens_at_once_and_several_are_a_list(browse, world: World):
    leader = browse().sign_in(world.leader_id).get("/to")
    assert leader.headers["Location"] == f"/to/{world.team_id}"
    head = text(browse().sign_in(world.head_id).get("/to"))
    assert f"/to/{world.team_id}" in head
    assert f"/to/{world.neighbour_team_id}" in head
    assert f"/to/{world.far_team_id}" not in head
    assert browse().sign_in(world.admin_id).get("/to").status_code == 200


@pytest.mark.parametrize("period", ["2026-13", "x", "20261", "2026-q9"])
def test_a_period_that_is_none_is_not_there(web, world: World, period):
    web.sign_in(world.leader_id)
    assert web.get(f"/to/{world.team_id}?ky={period}").status_code == 404


def test_pages_ask_few_questions_however_many_teams(app, browse, world: World, evening):
    with app.app_context(), unscoped("test"):
        commune = db.session.get_one(Commune, world.commune_id)
        for _ in range(8):
            make.team(commune)
        province = db.session.get_one(Province, world.province_id).code
    for who, path in [
        (world.leader_id, f"/to/{world.team_id}"),
        (world.head_id, f"/to/{world.team_id}"),
        (world.leader_id, figure(world, "people")),
        (world.head_id, f"/to/{world.team_id}?ky=ky-bao-cao"),
        (world.head_id, f"/xa/{world.commune_code}"),
        (world.head_id, f"/xa/{world.commune_code}?ky=ky-bao-cao"),
        (world.head_id, f"/xa/{world.commune_code}/chi-tieu"),
        (world.board_id, f"/tinh/{province}"),
    ]:
        browser = browse().sign_in(who)
        with statements() as said:
            assert browser.get(path).status_code == 200
        assert len(said) <= 6, (path, said)


def test_pages_are_valid_html(app, browse, world: World, evening):
    leader, head = browse().sign_in(world.leader_id), browse().sign_in(world.head_id)
    board = browse().sign_in(world.board_id)
    with app.app_context():
        province = db.session.get_one(Province, world.province_id).code
    pages = {
        "team": leader.get(f"/to/{world.team_id}"),
        "people": leader.get(figure(world, "people")),
        "classes": leader.get(figure(world, "classes")),
        "teams": head.get("/to"),
        "commune": head.get(f"/xa/{world.commune_code}"),
        "quotas": head.get(f"/xa/{world.commune_code}/chi-tieu"),
        "refused": head.post(f"/xa/{world.commune_code}/chi-tieu", {"number": "1"}),
        "province": board.get(f"/tinh/{province}"),
    }
    assert validate({name: text(page) for name, page in pages.items()}) == []


def test_what_is_sent_to_the_group_names_nobody(web, world: World, evening):
    """One tap: the phone's own menu of ways to send, else the text is copied."""
    page = text(web.sign_in(world.leader_id).get(f"/to/{world.team_id}"))
    [told] = re.findall(r'data-share data-copy="([^"]*)"', page)
    lines = html.unescape(told).split("\n")
    assert lines[0].startswith("Tổ CNSCĐ Sín Chải, tháng ")
    assert "Số người được hướng dẫn: 3" in lines
    assert any(line.startswith("Buổi học ") and "Nhà văn hóa" in line for line in lines)
    for name in ("Sùng A Páo", "Thào Thị Dợ", "Cư Thị Sua", "Giàng Thị Mỷ", "Giàng Seo Phừ"):
        assert name not in told
