"""Learners over HTTP: consent first, nothing about others shown, numbers only for a reason."""

import re

import pytest
from sqlalchemy import event, func, select

from tests import factories
from tests.factories import World
from tests.web import Web
from tracker.accounts.models import Account, Request
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.scope import unscoped
from tracker.mentees import actions
from tracker.mentees.models import Consent, Mentee, Mentorship
from tracker.mentees.rules import MenteeStatus
from tracker.places.models import Commune, Team


def entry(world: World, **changes: str) -> dict[str, str]:
    """What the form of /nguoi-hoc/them sends."""
    return {
        "name": "Ma Seo Lử",
        "village": str(world.village_id),
        "device": "smart",
        "agreed": "y",
        "method": "spoken",
        "witness": "Trưởng thôn Giàng Seo Phừ",
        "guide": f"{world.ambassador_id}-{world.team_id}",
        **changes,
    }


@pytest.fixture
def ambassador(web: Web, world: World) -> Web:
    return web.sign_in(world.ambassador_id)


@pytest.fixture
def leader(browse, world: World) -> Web:
    return browse().sign_in(world.leader_id)


@pytest.fixture
def officer(browse, world: World) -> Web:
    return browse().sign_in(world.officer_id)


@pytest.fixture
def look(app):
    """Ask the database what is there."""

    def ask(statement):
        with app.app_context(), unscoped("test"):
            return db.session.scalars(statement).all()

    return ask


def learn(app, world: World, mentee_id: int, **columns) -> None:
    with app.app_context(), unscoped("test"):
        row = db.session.get_one(Mentee, mentee_id)
        for name, value in columns.items():
            setattr(row, name, value)
        db.session.commit()


# Adding


def test_a_person_is_added_and_listed(ambassador: Web, world: World, look):
    answer = ambassador.post("/nguoi-hoc/them", entry(world, birth_year="1990"))
    assert answer.status_code == 303
    listed = ambassador.get(answer.location).text
    assert "Đã lưu Ma Seo Lử." in listed
    assert "Ma Seo Lử" in listed
    (mentee,) = look(select(Mentee).where(Mentee.name == "Ma Seo Lử"))
    assert (mentee.team_id, mentee.ambassador_id) == (world.team_id, world.ambassador_id)
    (consent,) = look(select(Consent).where(Consent.mentee_id == mentee.id))
    assert consent.witness == "Trưởng thôn Giàng Seo Phừ"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"agreed": ""}, "Chưa có đồng ý của người học thì chưa lưu được."),
        ({"method": ""}, "Xin chọn cách người học đã đồng ý."),
        ({"witness": ""}, "Đồng ý bằng lời nói: ghi tên người chứng kiến."),
        ({"method": "paper"}, "Đồng ý bằng giấy: ghi số phiếu đồng ý."),
        ({"birth_year": "2015"}, "Người học dưới 16 tuổi: ghi tên người giám hộ đã đồng ý."),
        ({"name": ""}, "Xin nhập họ và tên."),
        ({"phone": "0912 34"}, "Số điện thoại cần 10 chữ số, ví dụ 0912 345 678."),
        ({"name": "Giàng Thị Mỷ"}, "Đây là tên của chính người kèm."),
        ({"name": "Lử 001234567890"}, "Không ghi số căn cước"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    ambassador: Web, world: World, look, changes, sentence
):
    before = look(select(func.count()).select_from(Mentee))
    answer = ambassador.post("/nguoi-hoc/them", entry(world, **changes))
    assert answer.status_code == 422
    assert "<title>Lỗi:" in answer.text
    assert answer.text.count(sentence) >= 2  # in the summary and beside the field
    assert 'value="Trưởng thôn' in answer.text or changes.get("witness") == ""
    assert look(select(func.count()).select_from(Mentee)) == before


def test_nothing_is_ticked_beforehand(ambassador: Web):
    page = ambassador.get("/nguoi-hoc/them").text
    consent = page[page.index('name="agreed"') :]
    assert " checked" not in consent[: consent.index("</form>")]


def test_a_child_needs_a_guardian_by_name_and_relation(ambassador: Web, world: World, look):
    child = entry(world, birth_year="2015", guardian_name="Sùng Thị Dợ")
    assert ambassador.post("/nguoi-hoc/them", child).status_code == 422
    answer = ambassador.post("/nguoi-hoc/them", {**child, "guardian_relation": "mẹ"})
    assert answer.status_code == 303
    assert any(look(select(Consent.by_guardian)))


def test_the_sixth_is_welcome(app, ambassador: Web, world: World):
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(Team, world.team_id)
        guide = db.session.get_one(Account, world.ambassador_id)
        for number in range(4):
            factories.mentee(team, guide, f"Vàng Seo {number}")
    answer = ambassador.post("/nguoi-hoc/them", entry(world), follow=True)
    assert "Người thứ 6: cảm ơn bạn, năm là mức tối thiểu." in answer.text


def test_one_key_makes_one_person(ambassador: Web, world: World, look):
    for _ in range(3):
        ambassador.post("/nguoi-hoc/them", entry(world), key="the-same-key")
    assert len(look(select(Mentee.id).where(Mentee.name == "Ma Seo Lử"))) == 1


def test_a_leader_adds_for_an_ambassador_of_the_team_only(leader: Web, world: World, look):
    second = f"{world.second_ambassador_id}-{world.team_id}"
    assert leader.post("/nguoi-hoc/them", entry(world, guide=second)).status_code == 303
    (added,) = look(select(Mentee.ambassador_id).where(Mentee.name == "Ma Seo Lử"))
    assert added == world.second_ambassador_id
    foreign = f"{world.ambassador_id}-{world.neighbour_team_id}"
    other = leader.post("/nguoi-hoc/them", entry(world, name="Người Khác", guide=foreign))
    assert other.status_code == 422


# Duplicates


def test_a_likeness_shows_a_name_a_village_and_a_guide_and_never_more(
    app, ambassador: Web, world: World, look
):
    learn(app, world, world.neighbour_mentee_id, birth_year=1931, phone="+84977345678",
          village_id=world.village_id, note="canary-note")  # fmt: skip
    typed = entry(world, name="thao thi do", phone="0977 345 678")
    answer = ambassador.post("/nguoi-hoc/them", typed)
    assert answer.status_code == 422
    sentence = "Có thể trùng: Thào Thị Dợ, thôn Sín Chải, đang do Lý A Páo kèm."
    assert sentence in answer.text
    assert "Đúng là người này – xin kèm chung" in answer.text
    assert "Người khác – vẫn lưu" in answer.text
    shown = answer.text.replace("0977 345 678", "")
    for canary in ("1931", "977345678", "977 345 678", "canary-note"):
        assert canary not in shown
    assert look(select(Mentee.id).where(Mentee.name == "thao thi do")) == []


def test_somebody_else_is_saved(ambassador: Web, world: World, look):
    typed = entry(world, name="Sùng A Páo")
    assert ambassador.post("/nguoi-hoc/them", typed).status_code == 422
    assert ambassador.post("/nguoi-hoc/them", {**typed, "same": "other"}).status_code == 303
    assert len(look(select(Mentee.id).where(Mentee.name == "Sùng A Páo"))) == 2


def test_the_same_person_is_asked_for_not_taken(browse, world: World, look):
    second = browse().sign_in(world.second_ambassador_id)
    typed = entry(
        world, name="Sùng A Páo", guide=f"{world.second_ambassador_id}-{world.team_id}",
        same=f"same-{world.mentee_id}",
    )  # fmt: skip
    answer = second.post("/nguoi-hoc/them", typed, follow=True)
    assert "Đã gửi lời xin kèm Sùng A Páo tới tổ trưởng." in answer.text
    (asked,) = look(select(Request))
    assert (asked.kind, asked.subject_id) == ("transfer", world.mentee_id)
    assert len(look(select(Mentee.id).where(Mentee.name == "Sùng A Páo"))) == 1
    (guide,) = look(select(Mentee.ambassador_id).where(Mentee.id == world.mentee_id))
    assert guide == world.ambassador_id


def test_only_who_was_shown_can_be_asked_for(ambassador: Web, world: World, look):
    typed = entry(world, same=f"same-{world.neighbour_mentee_id}")
    ambassador.post("/nguoi-hoc/them", typed)
    assert look(select(Request)) == []


# Walk-ins


@pytest.fixture
def walk_in(app, world: World) -> int:
    with app.app_context(), unscoped("test"):
        came = actions.walk_in(
            name="Lù Seo Cháng", commune_id=world.commune_id, village_id=world.village_id,
            phone="+84977000111", now=factories.clock.now(),
        )  # fmt: skip
        return came.id


def test_a_team_reads_the_walk_ins_of_its_own_thon(ambassador: Web, browse, app, world: World):
    """The commune sees all who wait: somebody must call those whose thôn has no ambassador."""
    names = {}
    with app.app_context(), unscoped("test"):
        other = factories.village(db.session.get_one(Commune, world.commune_id), "Nàn Sín")
        for name, village_id in [
            ("Lù Seo Cháng", world.village_id), ("Tẩn Láo Tả", None), ("Vàng Thị Pà", other.id),
        ]:  # fmt: skip
            names[name] = actions.walk_in(
                name=name, commune_id=world.commune_id, village_id=village_id, phone=None,
                now=factories.clock.now(),
            )  # fmt: skip
    path = "/nguoi-hoc/cho-dong-y"
    listed, officers = ambassador.get(path).text, browse().sign_in(world.officer_id).get(path).text
    assert [name for name in names if name in listed] == ["Lù Seo Cháng", "Tẩn Láo Tả"]
    assert [name for name in names if name in officers] == list(names)


def test_a_walk_in_waits_for_the_commune_and_becomes_somebodys(
    ambassador: Web, browse, world: World, walk_in: int, look
):
    listed = ambassador.get("/nguoi-hoc/cho-dong-y").text
    assert "Lù Seo Cháng" in listed
    assert "977" not in listed
    stranger = browse().sign_in(world.far_leader_id)
    assert "Lù Seo Cháng" not in stranger.get("/nguoi-hoc/cho-dong-y").text
    assert stranger.get(f"/nguoi-hoc/{walk_in}/dong-y").status_code == 404
    path = f"/nguoi-hoc/{walk_in}/dong-y"
    form = entry(world)
    assert ambassador.post(path, {**form, "agreed": ""}).status_code == 422
    assert ambassador.post(path, form).status_code == 303
    (person,) = look(select(Mentee).where(Mentee.id == walk_in))
    assert (person.status, person.ambassador_id) == (MenteeStatus.ACTIVE, world.ambassador_id)


def test_adding_a_walk_in_again_takes_them_in(ambassador: Web, world: World, walk_in: int, look):
    typed = entry(world, name="Lù Seo Cháng", birth_year="1990", same=f"same-{walk_in}")
    assert ambassador.post("/nguoi-hoc/them", typed).status_code == 303
    (person,) = look(select(Mentee).where(Mentee.search_key == "lu seo chang"))
    assert (person.id, person.status) == (walk_in, MenteeStatus.ACTIVE)
    assert (person.birth_year, person.phone) == (1990, "+84977000111")


# One person


def test_another_teams_person_does_not_exist(ambassador: Web, leader: Web, world: World):
    for who in (ambassador, leader):
        for hidden in (world.neighbour_mentee_id, world.far_mentee_id):
            for page in ("", "/sua", "/chuyen", "/xin-chuyen", "/ngung-kem", "/xin-xoa"):
                status = who.get(f"/nguoi-hoc/{hidden}{page}").status_code
                assert status in {403, 404}, page
            assert who.get(f"/nguoi-hoc/{hidden}").status_code == 404


def test_the_guide_reads_the_number_and_others_give_a_reason(
    app, ambassador: Web, leader: Web, world: World, look
):
    learn(app, world, world.mentee_id, phone="+84977345678")
    path = f"/nguoi-hoc/{world.mentee_id}"
    assert "0977 345 678" in ambassador.get(path).text
    hidden = leader.get(path).text
    assert "09xx xxx 678" in hidden
    assert not re.search(r"977 ?345", re.sub(r"<head>.*</head>", "", hidden, flags=re.S))
    refused = leader.post(f"{path}/so-dien-thoai")
    assert refused.status_code == 422
    assert look(select(JournalEntry)) == []
    data = {"reason": "call_to_class"}
    for _ in range(2):
        answer = leader.post(f"{path}/so-dien-thoai", data, key="once-only")
    assert "0977 345 678" in leader.get(answer.location).text
    assert "0977 345 678" not in leader.get(path).text
    (line,) = look(select(JournalEntry))
    assert (line.deed, line.subject_id, line.reason) == (
        "mentee.phone", world.mentee_id, "call_to_class",
    )  # fmt: skip
    assert line.account_id == world.leader_id


def test_a_minor_ambassador_sees_no_number(app, ambassador: Web, world: World):
    learn(app, world, world.mentee_id, phone="+84977345678")
    with app.app_context():
        db.session.get_one(Account, world.ambassador_id).birth_year = 2010
        db.session.commit()
    path = f"/nguoi-hoc/{world.mentee_id}"
    assert "0977 345 678" not in ambassador.get(path).text
    assert ambassador.post(f"{path}/so-dien-thoai").status_code == 403


def test_an_edit_patches_only_what_was_sent(app, leader: Web, world: World, look):
    learn(app, world, world.mentee_id, phone="+84977345678", birth_year=1979, note="cũ")
    path = f"/nguoi-hoc/{world.mentee_id}/sua"
    assert leader.post(path, {"note": "Thích gọi video"}).status_code == 303
    (person,) = look(select(Mentee).where(Mentee.id == world.mentee_id))
    assert (person.note, person.birth_year, person.phone) == (
        "Thích gọi video", 1979, "+84977345678",
    )  # fmt: skip
    shown = leader.get(path).text
    assert not re.search(r"977 ?345", re.sub(r"<head>.*</head>", "", shown, flags=re.S))
    whole = {"name": "Sùng A Pao", "birth_year": "1979", "village": "0", "phone": "",
             "device": "none", "skill_set": "nguoi_dan", "note": ""}  # fmt: skip
    assert leader.post(path, whole).status_code == 303
    (person,) = look(select(Mentee).where(Mentee.id == world.mentee_id))
    assert (person.name, person.phone, person.village_id) == ("Sùng A Pao", "+84977345678", None)


# Who guides


def test_pause_stop_and_go_on(ambassador: Web, world: World, look):
    path = f"/nguoi-hoc/{world.mentee_id}"
    assert ambassador.post(f"{path}/tam-dung").status_code == 422
    ambassador.post(f"{path}/tam-dung", {"reason": "harvest"})
    assert "Tạm dừng" in ambassador.get(path).text
    ambassador.post(f"{path}/tiep-tuc")
    ambassador.post(f"{path}/ngung-kem", {"reason": "moved_away"})
    assert "Ngừng kèm" in ambassador.get(path).text
    assert ambassador.post(f"{path}/tam-dung", {"reason": "harvest"}).status_code == 404
    assert len(look(select(Mentorship).where(Mentorship.mentee_id == world.mentee_id))) == 1


def test_an_ambassador_asks_and_the_leader_decides(
    ambassador: Web, leader: Web, world: World, look
):
    path = f"/nguoi-hoc/{world.mentee_id}"
    assert ambassador.get(f"{path}/chuyen").status_code == 403
    ambassador.post(f"{path}/xin-chuyen", {"note": "Tôi đi học xa"})
    (asked,) = look(select(Request))
    assert "Xin chuyển người kèm" in leader.get("/yeu-cau").text
    page = leader.get(f"/yeu-cau/{asked.id}").text
    assert "Tôi đi học xa" in page
    assert "Lù Thị Mẩy" in page
    to = {"guide": f"{world.second_ambassador_id}-{world.team_id}"}
    assert ambassador.post(f"/yeu-cau/{asked.id}/chuyen", to).status_code == 403
    assert leader.post(f"/yeu-cau/{asked.id}/chuyen", to).status_code == 303
    (person,) = look(select(Mentee).where(Mentee.id == world.mentee_id))
    assert person.ambassador_id == world.second_ambassador_id
    assert leader.post(f"/yeu-cau/{asked.id}/chuyen", to).status_code == 404
    assert ambassador.get(path).status_code == 404
    assert "Giàng Thị Mỷ thôi kèm" in leader.get(path).text


def test_a_leader_cannot_give_a_learner_to_another_team(leader: Web, world: World):
    path = f"/nguoi-hoc/{world.mentee_id}/chuyen"
    page = leader.get(path).text
    assert "Lý A Páo" not in page
    foreign = {"guide": f"{world.ambassador_id}-{world.neighbour_team_id}"}
    assert leader.post(path, foreign).status_code == 422


def test_the_commune_moves_people_between_teams(officer: Web, world: World, look):
    (neighbour,) = look(select(Mentee.ambassador_id).where(Mentee.id == world.neighbour_mentee_id))
    to = {"guide": f"{neighbour}-{world.neighbour_team_id}"}
    assert officer.post(f"/nguoi-hoc/{world.mentee_id}/chuyen", to).status_code == 303
    (person,) = look(select(Mentee).where(Mentee.id == world.mentee_id))
    assert person.team_id == world.neighbour_team_id


# Erasure


def test_an_erasure_is_asked_answered_and_carried_out(
    ambassador: Web, leader: Web, officer: Web, world: World, look
):
    path = f"/nguoi-hoc/{world.mentee_id}"
    asked_for = ambassador.post(f"{path}/xin-xoa", follow=True)
    assert "Đã ghi yêu cầu. Xã trả lời trước hết ngày" in asked_for.text
    (asked,) = look(select(Request))
    assert leader.post(f"/yeu-cau/{asked.id}/xoa-thong-tin").status_code == 403
    assert officer.post(f"/yeu-cau/{asked.id}/da-tra-loi").status_code == 303
    assert "Xin xóa thông tin" in officer.get("/yeu-cau").text
    assert officer.post(f"/yeu-cau/{asked.id}/xoa-thong-tin").status_code == 303
    gone = leader.get(path)
    assert gone.status_code == 410
    assert "Thông tin không còn" in gone.text
    assert "Sùng A Páo" not in officer.get("/nguoi-hoc").text
    assert "Không có việc nào cần xem." in officer.get("/yeu-cau").text


def test_the_youth_union_receives_a_request_without_reading_a_name(browse, world: World):
    youth = browse().sign_in(world.commune_youth_id)
    page = youth.get(f"/nguoi-hoc/{world.mentee_id}/xin-xoa")
    assert page.status_code == 200
    assert "Sùng A Páo" not in page.text
    assert youth.get(f"/nguoi-hoc/{world.mentee_id}").status_code == 403


# The list


def test_the_list_is_a_page_and_a_fragment(ambassador: Web, world: World):
    page = ambassador.get("/nguoi-hoc?q=pao").text
    assert "<h1>" in page
    assert "Sùng A Páo" in page
    piece = ambassador.fragment("/nguoi-hoc?q=pao").text
    assert piece.lstrip().startswith('<section id="list"')
    assert "Không thấy ai." in ambassador.fragment("/nguoi-hoc?q=zzz").text


def test_filters_are_for_longer_lists(ambassador: Web, leader: Web, world: World):
    assert "Lọc danh sách" not in ambassador.get("/nguoi-hoc").text
    assert "Lọc danh sách" in leader.get("/nguoi-hoc").text
    kept = leader.get(f"/nguoi-hoc?nguoi-kem={world.second_ambassador_id}").text
    assert "Không thấy ai." in kept


@pytest.mark.parametrize("path", ["/", "/nguoi-hoc", "/nguoi-hoc/{id}", "/nguoi-hoc/them"])
def test_a_page_asks_few_questions(app, ambassador: Web, world: World, path):
    asked = []

    def note(_connection, _cursor, statement, *_: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert ambassador.get(path.format(id=world.mentee_id)).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    asked = [statement for statement in asked if statement.startswith("SELECT")]
    assert len(asked) <= 6, asked
