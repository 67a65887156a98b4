"""One person's skills as the guide, the leader and the commune may see and mark them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories, html
from tests.web import new_key, text
from tracker.accounts.models import Account
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.places.models import Team
from tracker.skills.models import SkillMark
from tracker.skills.rules import NotApplicable, SkillState, UndoReason

ALONE = {"state": "alone"}


@pytest.fixture
def path(world):
    return f"/nguoi-hoc/{world.mentee_id}/ky-nang/TT02"


def marks(app):
    with app.app_context(), unscoped("test"):
        return db.session.scalars(select(SkillMark).order_by(SkillMark.id)).all()


def test_the_guide_marks_and_comes_back_to_the_open_row(app, world, web, path):
    web.sign_in(world.ambassador_id)
    answer = web.post(path, ALONE)
    home = f"/nguoi-hoc/{world.mentee_id}?ky-nang=TT02#skill-row-TT02"
    assert (answer.status_code, answer.location) == (303, home)
    [row] = marks(app)
    assert (row.state, row.level, row.team_id) == (SkillState.ALONE, 2, world.team_id)
    assert "Tự làm được" in text(web.get(path))


def test_pressing_twice_marks_once(app, world, web, path):
    web.sign_in(world.ambassador_id)
    key = new_key()
    assert web.post(path, ALONE, key=key).status_code == 303
    assert web.post(path, ALONE, key=key).status_code == 303
    assert len(marks(app)) == 1


def test_inside_the_page_only_the_row_is_sent(world, web, path):
    web.sign_in(world.ambassador_id)
    answer = text(web.post(path, {"state": "shown"}, fragment=True))
    assert answer.lstrip().startswith('<li id="skill-row-TT02"')
    assert "Đã ghi: Kỹ năng TT02 – Đã hướng dẫn." in answer
    assert 'id="skills-progress"' in answer


def test_what_does_not_apply_asks_why(app, world, web, path):
    web.sign_in(world.ambassador_id)
    refused = web.post(path, {"state": "not_applicable"})
    assert refused.status_code == 422
    assert "<title>Lỗi:" in text(refused)
    assert "Xin chọn vì sao kỹ năng này không áp dụng." in text(refused)
    assert marks(app) == []

    web.post(path, {"state": "not_applicable", "why": "no_device"})
    assert marks(app)[0].not_applicable is NotApplicable.NO_DEVICE
    assert "Không có máy" in text(web.get(path))


@pytest.mark.parametrize(
    ("who", "seen", "marked"),
    [
        ("leader_id", 200, 303),
        ("officer_id", 200, 403),
        ("second_ambassador_id", 404, 404),
        ("neighbour_leader_id", 404, 404),
        ("commune_youth_id", 403, 404),
        ("board_id", 403, 403),
    ],
)
def test_who_sees_and_who_marks(world, web, path, who, seen, marked):
    web.sign_in(getattr(world, who))
    assert web.get(path).status_code == seen
    assert web.post(path, ALONE).status_code == marked


def test_an_unknown_skill_is_not_there(world, web):
    web.sign_in(world.ambassador_id)
    assert web.get(f"/nguoi-hoc/{world.mentee_id}/ky-nang/ZZ99").status_code == 404


def test_consent_comes_before_marks(app, world, web):
    with app.app_context(), unscoped("test"):
        waiting = factories.mentee(
            db.session.get(Team, world.team_id),
            db.session.get(Account, world.ambassador_id),
            status=MenteeStatus.PENDING,
        ).id
    web.sign_in(world.ambassador_id)
    assert web.get(f"/nguoi-hoc/{waiting}/ky-nang/TT02").status_code == 200
    assert web.post(f"/nguoi-hoc/{waiting}/ky-nang/TT02", ALONE).status_code == 403
    assert marks(app) == []


def test_taking_back_needs_a_reason_and_keeps_the_mark(app, world, web, path):
    web.sign_in(world.ambassador_id)
    web.post(path, ALONE)
    [row] = marks(app)
    refused = web.post(f"{path}/bo-danh-dau", {"mark": row.id})
    assert refused.status_code == 422
    assert "Xin chọn lý do bỏ đánh dấu." in text(refused)

    web.post(f"{path}/bo-danh-dau", {"mark": row.id, "reason": "mistake"})
    [row] = marks(app)
    assert (row.undone_reason, row.undone_by_id) == (UndoReason.MISTAKE, world.ambassador_id)
    assert "Bấm nhầm" in text(web.get(path))


def test_after_a_day_only_the_leader_takes_back(app, world, browse, path):
    guide, leader = browse().sign_in(world.ambassador_id), browse().sign_in(world.leader_id)
    guide.post(path, ALONE)
    with app.app_context(), unscoped("test"):
        row = db.session.scalar(select(SkillMark))
        row.noted_at = clock.now() - timedelta(hours=25)
        mark_id = row.id
        db.session.commit()
    taken_back = {"mark": mark_id, "reason": "not_alone_yet"}

    refused = guide.post(f"{path}/bo-danh-dau", taken_back)
    assert refused.status_code == 422
    assert "Xin nhờ tổ trưởng" in text(refused)
    assert "Bỏ đánh dấu" not in text(guide.get(path))

    assert leader.post(f"{path}/bo-danh-dau", taken_back).status_code == 303
    assert marks(app)[0].undone_by_id == world.leader_id


def test_a_mark_of_another_person_is_not_there(app, world, browse, path):
    neighbour = browse().sign_in(world.neighbour_leader_id)
    neighbour.post(f"/nguoi-hoc/{world.neighbour_mentee_id}/ky-nang/TT02", ALONE)
    [row] = marks(app)
    guide = browse().sign_in(world.ambassador_id)
    taken_back = {"mark": row.id, "reason": "mistake"}
    assert guide.post(f"{path}/bo-danh-dau", taken_back).status_code == 404


def test_vneid_is_a_declared_day(app, world, web):
    web.sign_in(world.ambassador_id)
    address = f"/nguoi-hoc/{world.mentee_id}/vneid"
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert "tương lai" in text(web.post(address, {"on": tomorrow}))

    today = clock.today()
    assert web.post(address, {"on": today.isoformat()}).status_code == 303
    with app.app_context(), unscoped("test"):
        assert db.session.get(Mentee, world.mentee_id).vneid_on == today
    assert web.post(address, {"remove": "1"}).status_code == 303
    with app.app_context(), unscoped("test"):
        assert db.session.get(Mentee, world.mentee_id).vneid_on is None


def test_the_pages_are_valid(world, web, path):
    web.sign_in(world.ambassador_id)
    pages = {"new": text(web.get(path)), "row": text(web.post(path, ALONE, fragment=True))}
    pages["refused"] = text(web.post(path, {"state": "not_applicable"}))
    pages["marked"] = text(web.get(path))
    pages["vneid"] = text(web.get(f"/nguoi-hoc/{world.mentee_id}/vneid"))
    assert html.validate(pages) == []
