"""What must not happen to the people who learn, however the forms are bent."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import factories
from tests.factories import World
from tests.web import Web
from tracker.accounts.models import Account, Membership, Request
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassSession
from tracker.classes.rules import FARTHEST_PLAN, ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentees.rules import MenteeStatus
from tracker.policy import Role

Do = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def do(app) -> Do:
    """Read or write directly, as nobody in particular."""

    def run(work: Callable[[], Any]) -> Any:
        with app.app_context(), unscoped("test"):
            found = work()
            db.session.commit()
            return found

    return run


def entry(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Ma Seo Lử", "village": world.village_id, "device": "none", "agreed": "y",
        "method": "spoken", "witness": "Trưởng thôn",
        "guide": f"{world.ambassador_id}-{world.team_id}", **changes,
    }  # fmt: skip


def walk_in(world: World) -> int:
    row = Mentee(
        commune_id=world.commune_id, status=MenteeStatus.PENDING, name="Lầu Thị Mai",
        search_key="lau thi mai", sort_key="mai", created_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row.id


def test_nobody_is_given_to_an_ambassador_without_consent(browse, world: World, do: Do):
    """Ruling 8: “Chuyển” must not be a way around the consent."""
    mentee_id = do(lambda: walk_in(world))
    guide = {"guide": f"{world.ambassador_id}-{world.team_id}"}
    for account_id in (world.head_id, world.officer_id):
        officer = browse().sign_in(account_id)
        assert officer.get(f"/nguoi-hoc/{mentee_id}/chuyen").status_code == 404
        assert officer.post(f"/nguoi-hoc/{mentee_id}/chuyen", guide).status_code == 404
        assert officer.post(f"/nguoi-hoc/{mentee_id}/tiep-tuc").status_code == 404
    assert do(lambda: db.session.get_one(Mentee, mentee_id).status) is MenteeStatus.PENDING


def test_a_leader_asks_for_the_learner_of_another_team(web: Web, world: World, do: Do):
    known = do(lambda: db.session.get_one(Mentee, world.neighbour_mentee_id).name)
    web.sign_in(world.leader_id)
    same = {"same": f"same-{world.neighbour_mentee_id}"}
    assert web.post("/nguoi-hoc/them", entry(world, name=known)).status_code == 422
    assert web.post("/nguoi-hoc/them", entry(world, name=known, **same)).status_code == 303
    assert web.post("/nguoi-hoc/them", entry(world, name=known, **same)).status_code == 303
    asked = do(lambda: db.session.scalars(select(Request.subject_id)).all())
    assert asked == [world.neighbour_mentee_id]


def test_who_waited_is_taken_in_or_the_reason_is_said(web: Web, world: World, do: Do):
    """The walk-in left the ambassador's own number at the door: nobody guides themselves."""

    def come() -> int:
        row = db.session.get_one(Mentee, walk_in(world))
        row.village_id = world.village_id
        row.phone = db.session.get_one(Account, world.ambassador_id).phone
        return row.id

    mentee_id = do(come)
    web.sign_in(world.ambassador_id)
    answer = web.post("/nguoi-hoc/them", entry(world, name="Lầu Thị Mai", same=f"same-{mentee_id}"))
    assert answer.status_code == 422
    assert do(lambda: db.session.get_one(Mentee, mentee_id).status) is MenteeStatus.PENDING


def test_an_edit_makes_nobody_their_own_guide(web: Web, world: World, do: Do):
    phone = do(lambda: db.session.get_one(Account, world.ambassador_id).phone)
    web.sign_in(world.ambassador_id)
    for change in ({"name": "Giàng Thị Mỷ"}, {"phone": "0" + phone[3:]}):
        answer = web.post(f"/nguoi-hoc/{world.mentee_id}/sua", change)
        assert (answer.status_code, "chính người kèm" in answer.text) == (422, True)


def test_an_edit_makes_no_child_without_a_guardian(web: Web, world: World):
    web.sign_in(world.ambassador_id)
    born = {"birth_year": clock.today().year - 10}
    assert web.post(f"/nguoi-hoc/{world.mentee_id}/sua", born).status_code == 422
    guarded = born | {"guardian_name": "Sùng Thị Dợ", "guardian_relation": "mẹ"}
    assert web.post(f"/nguoi-hoc/{world.mentee_id}/sua", guarded).status_code == 303


def test_a_minor_cannot_spell_out_a_number_by_searching(web: Web, world: World, do: Do):
    def prepare() -> None:
        db.session.get_one(Account, world.ambassador_id).birth_year = clock.today().year - 16
        db.session.get_one(Mentee, world.mentee_id).phone = "+84912345678"

    do(prepare)
    web.sign_in(world.ambassador_id)
    assert "Sùng A Páo" in web.get("/nguoi-hoc?q=pao").text
    for digits in ("678", "09123", "0912345678"):
        assert "Sùng A Páo" not in web.get(f"/nguoi-hoc?q={digits}").text


def test_digits_that_are_no_number_find_nobody(web: Web, world: World):
    web.sign_in(world.leader_id)
    for digits in ("123456789", "001234567890"):
        assert "Sùng A Páo" not in web.get(f"/nguoi-hoc?q={digits}").text


def test_an_invitation_for_a_number_is_for_nobody_else(browse, world: World, do: Do):
    leader = browse().sign_in(world.leader_id)
    offer = {"role": "ambassador", "team": world.team_id, "name": "Ai", "phone": "0987654321"}
    card = leader.get(leader.post("/moi", offer).location).text
    code = re.search(r"/m/([0-9A-Z]{12})", card)
    assert code is not None
    other = browse().sign_in(world.far_leader_id)
    answer = other.post(f"/m/{code[1]}")
    assert (answer.status_code, "số điện thoại khác" in answer.text) == (422, True)
    posts = select(Membership.role).where(Membership.account_id == world.far_leader_id)
    assert do(lambda: db.session.scalars(posts).all()) == [Role.LEADER]


@pytest.mark.parametrize("status", [ClassStatus.CANCELLED, ClassStatus.PLANNED])
def test_nobody_was_at_a_class_that_did_not_happen(web: Web, world: World, do: Do, status):
    def prepare() -> None:
        session = db.session.get_one(ClassSession, world.class_id)
        session.status = status
        if status is ClassStatus.PLANNED:
            session.starts_at += FARTHEST_PLAN
            session.ends_at += FARTHEST_PLAN
            session.local_date += FARTHEST_PLAN

    do(prepare)
    web.sign_in(world.leader_id)
    listed = f"/buoi-hoc/{world.class_id}/nguoi-tham-gia"
    assert "chưa ghi ai có mặt" in web.post(listed, {"name": "Ai Đó"}, follow=True).text
    assert web.post(f"{listed}/{world.mentee_id}/co-mat").status_code == 303
    assert do(lambda: db.session.scalar(select(func.count(CheckIn.id)))) == 0


def test_the_wall_of_a_class_outlives_an_erasure(web: Web, world: World, do: Do):
    def prepare() -> None:
        person = db.session.get_one(Mentee, world.mentee_id)
        factories.check_in(db.session.get_one(ClassSession, world.class_id), person)
        person.name = person.search_key = person.sort_key = ""
        person.status = MenteeStatus.ERASED

    do(prepare)
    web.sign_in(world.leader_id)
    for page in ("man-hinh", "nguoi-tham-gia", "ky-nang"):
        assert web.get(f"/buoi-hoc/{world.class_id}/{page}").status_code == 200
    listed = web.post(
        f"/buoi-hoc/{world.class_id}/danh-sach",
        {"dang": "in", "reason": "Đoàn kiểm tra"},
        follow=True,
    )
    assert "(đã xóa thông tin)" in listed.text


def test_a_nomination_is_decided_once(browse, world: World, do: Do):
    def nominate() -> int:
        post = db.session.scalars(
            select(Membership).where(Membership.account_id == world.ambassador_id)
        ).one()
        post.nominated_by_id = world.leader_id
        return post.id

    membership_id = do(nominate)
    officer = browse().sign_in(world.officer_id)
    address = f"/quan-tri/vai-tro/{membership_id}"
    assert officer.post(f"{address}/duyet").status_code == 303
    too_long = {f"approve{membership_id}-decision_number": "x" * 5000}
    again = officer.post(f"{address}/duyet", too_long, follow=True)
    assert "đã có người quyết định" in again.text
