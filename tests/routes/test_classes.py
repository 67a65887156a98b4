"""Classes on screen: planned, opened, ended, locked, corrected, printed; and for whom."""

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from tests.factories import World, check_in, class_session, mentee
from tests.html import validate
from tests.web import Web, text
from tracker.accounts.models import Account, Request
from tracker.checkins.models import CheckIn
from tracker.classes.models import ClassHost, ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.scope import unscoped
from tracker.mentees.rules import MenteeStatus
from tracker.places.models import Site, Team


@pytest.fixture
def leader(web: Web, world: World) -> Web:
    return web.sign_in(world.leader_id)


@pytest.fixture
def officer(browse, world: World) -> Web:
    return browse().sign_in(world.officer_id)


@pytest.fixture
def ambassador(browse, world: World) -> Web:
    return browse().sign_in(world.ambassador_id)


def in_days(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def form(world: World, **more: object) -> dict[str, object]:
    fields = {
        "title": "Thanh toán số, an toàn số",
        "site": world.site_id,
        "day": in_days(3),
        "starts": "19:30",
        "ends": "21:10",
        "weeks": "1",
        "skills": list(world.skill_ids[3:]),
        "leader": world.leader_id,
        "hosts": [world.ambassador_id],
    }
    return {**fields, **more}


def rows(app, *criteria) -> list[ClassSession]:
    with app.app_context(), unscoped("test"):
        found = select(ClassSession).where(*criteria).order_by(ClassSession.starts_at)
        return list(db.session.scalars(found))


def row(app, class_id: int) -> ClassSession:
    return rows(app, ClassSession.id == class_id)[0]


def planned_for(app, world: World, starts_at: datetime, hours: float = 2, **more) -> int:
    with app.app_context(), unscoped("test"):
        return class_session(
            db.session.get(Team, more.get("team_id", world.team_id)),
            db.session.get(Site, world.site_id),
            db.session.get(Account, world.leader_id),
            starts_at=starts_at,
            hours=hours,
            status=more.get("status", ClassStatus.PLANNED),
        ).id


def bring(app, world: World, people: int, class_id: int | None = None) -> None:
    """So many walk-ins check in at the class with the code on the wall."""
    with app.app_context(), unscoped("test"):
        team = db.session.get(Team, world.team_id)
        ambassador = db.session.get(Account, world.ambassador_id)
        session = db.session.get(ClassSession, class_id or world.class_id)
        for number in range(people):
            name = f"Hoàng Thị {number}"
            check_in(session, mentee(team, ambassador, name, status=MenteeStatus.PENDING))


def journal(app, deed: str) -> int:
    with app.app_context(), unscoped("test"):
        return db.session.scalar(
            select(func.count()).select_from(JournalEntry).where(JournalEntry.deed == deed)
        )


# Planning


def test_a_leader_plans_a_class_in_one_go(leader: Web, world: World, app):
    page = text(leader.get("/buoi-hoc/them"))
    assert "Lên lịch buổi học" in page
    assert "Giàng Thị Mỷ" in page
    answer = leader.post("/buoi-hoc/them", form(world))
    assert answer.status_code == 303
    shown = text(leader.get(answer.headers["Location"]))
    assert "Thanh toán số, an toàn số" in shown
    assert "19:30–21:10" in shown
    assert "Dự kiến" in shown


def test_eight_weeks_are_shown_before_they_are_saved_once(leader: Web, world: World, app):
    before = len(rows(app))
    asked = leader.post("/buoi-hoc/them", form(world, weeks="8"))
    assert asked.status_code == 422
    page = text(asked)
    assert "8 buổi học" in page
    assert "<title>Lỗi" not in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    sent = form(world, weeks="8", seen=seen)
    for _ in range(3):
        leader.post("/buoi-hoc/them", sent, key="one-and-the-same-key")
    saved = rows(app)
    assert len(saved) - before == 8
    assert journal(app, "class.plan") == 1


def test_the_preview_names_dates_and_what_is_in_the_way(leader: Web, world: World, app):
    leader.post("/buoi-hoc/them", form(world))
    query = form(world, weeks="2")
    query.pop("skills"), query.pop("hosts")
    page = text(leader.fragment("/buoi-hoc/them/xem-truoc", query_string=query))
    assert "<html" not in page
    assert "2 buổi học" in page
    assert "Trùng giờ" in page
    assert "Vẫn lưu được" in page


def test_a_clash_warns_and_does_not_block(leader: Web, world: World, app):
    leader.post("/buoi-hoc/them", form(world))
    before = len(rows(app))
    warned = leader.post("/buoi-hoc/them", form(world, starts="20:00"))
    assert warned.status_code == 422
    seen = text(warned).split('name="seen" value="')[1].split('"')[0]
    assert leader.post("/buoi-hoc/them", form(world, starts="20:00", seen=seen)).status_code == 303
    assert len(rows(app)) == before + 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "", "Xin ghi chủ đề của buổi học."),
        ("title", "Lớp của 001099123456", "Không ghi số căn cước"),
        ("site", "", "Xin chọn điểm học."),
        ("site", "999999", "Xin chọn một mục trong danh sách."),
        ("day", "", "Xin chọn ngày."),
        ("day", "32/13/2026", "Xin nhập ngày theo dạng"),
        ("day", "1990-01-01", "Xin chọn ngày trong 60 ngày đã qua"),
        ("starts", "25:99", "Xin nhập giờ theo dạng"),
        ("ends", "19:30", "Giờ kết thúc phải sau giờ bắt đầu."),
        ("weeks", "27", "Xin nhập số từ 1 đến 26."),
        ("leader", "", "Xin chọn người chủ trì."),
    ],
)
def test_a_wrong_plan_comes_back_with_what_was_typed(leader: Web, world, app, field, value, words):
    before = len(rows(app))
    answer = leader.post("/buoi-hoc/them", form(world, **{field: value}))
    page = text(answer)
    assert answer.status_code == 422
    assert "<title>Lỗi:" in page
    assert words in page
    if field != "title":
        assert "Thanh toán số, an toàn số" in page
    assert len(rows(app)) == before


def test_copying_makes_a_new_code_and_a_window_of_its_own(leader: Web, world: World, app):
    original = row(app, world.class_id)
    page = text(leader.get(f"/buoi-hoc/{world.class_id}/chep"))
    assert "Mã và giờ điểm danh được tạo mới" in page
    new_day = clock.local_date(original.starts_at) + timedelta(weeks=1)
    assert f'value="{new_day.isoformat()}"' in page
    leader.post("/buoi-hoc/them", form(world, day=new_day.isoformat()))
    copied = rows(app, ClassSession.local_date == new_day)[0]
    assert copied.code != original.code
    assert copied.secret != original.secret
    assert copied.opened_at is None
    assert copied.starts_at == clock.at(new_day, time(19, 30))


def test_the_commune_chooses_whose_class_it_is(officer: Web, world: World, app):
    page = text(officer.get("/buoi-hoc/them"))
    assert f"to={world.team_id}" in page
    assert f"xa={world.commune_id}" in page
    assert officer.get(f"/buoi-hoc/them?to={world.far_team_id}").status_code == 404
    assert officer.get(f"/buoi-hoc/them?xa={world.far_commune_id}").status_code == 404
    sent = form(world, leader=world.officer_id, hosts=[])
    answer = officer.post(f"/buoi-hoc/them?xa={world.commune_id}", sent)
    assert answer.status_code == 303
    class_id = int(answer.headers["Location"].rsplit("/", 1)[1])
    assert row(app, class_id).team_id is None


def test_the_youth_unions_class_is_the_communes_and_its_planner_hosts(browse, world: World, app):
    youth = browse().sign_in(world.commune_youth_id)
    sent = form(world, leader=world.commune_youth_id, hosts=[])
    answer = youth.post("/buoi-hoc/them", sent)
    assert answer.status_code == 303
    made = row(app, int(answer.headers["Location"].rsplit("/", 1)[1]))
    assert (made.team_id, made.commune_id) == (None, world.commune_id)
    assert made.leader_id == world.commune_youth_id
    shown = text(youth.get(answer.headers["Location"]))
    assert "Mở điểm danh được từ" in shown


def test_an_ambassador_asks_and_the_leader_accepts(ambassador: Web, leader: Web, world, app):
    assert ambassador.get("/buoi-hoc/them").status_code == 403
    before = len(rows(app))
    sent = ambassador.post("/buoi-hoc/de-nghi", form(world, weeks="2"))
    assert sent.status_code == 303
    assert len(rows(app)) == before
    with app.app_context(), unscoped("test"):
        request = db.session.scalars(select(Request)).one()
        assert (request.kind, request.team_id) == ("class", world.team_id)
        request_id = request.id
    assert "Thanh toán số, an toàn số" in text(leader.get("/buoi-hoc"))
    page = text(leader.get(f"/buoi-hoc/de-nghi/{request_id}"))
    assert "Giàng Thị Mỷ" in page
    assert ambassador.post(f"/buoi-hoc/de-nghi/{request_id}/nhan").status_code == 403
    for _ in range(2):
        assert leader.post(f"/buoi-hoc/de-nghi/{request_id}/nhan").status_code == 303
    assert len(rows(app)) == before + 2
    assert "Đã nhận lời" in text(leader.get(f"/buoi-hoc/de-nghi/{request_id}"))


def test_a_plan_is_edited_and_its_hosts_changed(leader: Web, world: World, app):
    made = leader.post("/buoi-hoc/them", form(world)).headers["Location"]
    class_id = int(made.rsplit("/", 1)[1])
    assert 'value="19:30"' in text(leader.get(f"{made}/sua"))
    assert leader.post(f"{made}/sua", form(world, title="Dịch vụ công")).status_code == 303
    assert row(app, class_id).title == "Dịch vụ công"
    assert "Lù Thị Mẩy" in text(leader.get(f"{made}/dieu-hanh"))
    leader.post(f"{made}/dieu-hanh", {"account": world.second_ambassador_id})
    with app.app_context():
        hosts = select(ClassHost.account_id).where(ClassHost.class_id == class_id)
        assert set(db.session.scalars(hosts)) == {world.ambassador_id, world.second_ambassador_id}
    leader.post(f"{made}/dieu-hanh/{world.ambassador_id}/bo")
    with app.app_context():
        hosts = select(ClassHost.account_id).where(ClassHost.class_id == class_id)
        assert set(db.session.scalars(hosts)) == {world.second_ambassador_id}


# The door


def test_the_door_opens_from_half_an_hour_before(leader: Web, world: World, app):
    early = planned_for(app, world, clock.now() + timedelta(minutes=90))
    assert "Mở điểm danh được từ" in text(leader.get(f"/buoi-hoc/{early}"))
    refused = leader.post(f"/buoi-hoc/{early}/mo-diem-danh")
    assert refused.status_code == 422
    assert "Lỗi:" in text(refused)

    soon = planned_for(app, world, clock.now() + timedelta(minutes=20))
    assert leader.post(f"/buoi-hoc/{soon}/mo-diem-danh").status_code == 303
    assert row(app, soon).status is ClassStatus.OPEN
    assert "Màn hình điểm danh" in text(leader.get(f"/buoi-hoc/{soon}"))


def test_after_the_end_the_door_opens_only_when_insisted(leader: Web, world: World, app):
    over = planned_for(app, world, clock.now() - timedelta(hours=3))
    assert "Tôi vẫn mở điểm danh" in text(leader.get(f"/buoi-hoc/{over}"))
    assert leader.post(f"/buoi-hoc/{over}/mo-diem-danh").status_code == 422
    opened = leader.post(f"/buoi-hoc/{over}/mo-diem-danh", {"insists": "y"})
    assert opened.status_code == 303
    assert row(app, over).status is ClassStatus.OPEN


def test_whoever_was_asked_to_host_hosts_whatever_their_post(browse, world: World, app):
    with app.app_context(), unscoped("test"):
        db.session.add(ClassHost(class_id=world.class_id, account_id=world.neighbour_leader_id))
        db.session.commit()
    neighbour = browse().sign_in(world.neighbour_leader_id)
    page = text(neighbour.get(f"/buoi-hoc/{world.class_id}"))
    assert "Đóng điểm danh" in page
    assert "Hủy buổi" not in page
    closed = neighbour.post(f"/buoi-hoc/{world.class_id}/dong-diem-danh")
    assert closed.status_code == 303
    assert row(app, world.class_id).status is ClassStatus.ENDED


def test_an_ambassador_sees_the_teams_class_and_opens_only_what_they_host(
    ambassador: Web, world: World, app
):
    page = text(ambassador.get(f"/buoi-hoc/{world.class_id}"))
    assert "Đang mở" in page
    assert "Đóng điểm danh" not in page
    assert ambassador.post(f"/buoi-hoc/{world.class_id}/dong-diem-danh").status_code == 404


def test_a_cancelled_class_stays_visible_with_its_reason(leader: Web, world: World, app):
    made = leader.post("/buoi-hoc/them", form(world)).headers["Location"]
    assert leader.post(f"{made}/huy", {"reason": ""}).status_code == 422
    assert leader.post(f"{made}/huy", {"reason": "Mưa lũ"}).status_code == 303
    assert "Mưa lũ" in text(leader.get(made))
    assert "Đã hủy" in text(leader.get("/buoi-hoc/da-qua"))


def test_a_class_with_people_is_not_cancelled(leader: Web, world: World, app):
    bring(app, world, 1)
    refused = leader.post(f"/buoi-hoc/{world.class_id}/huy", {"reason": "Mưa"})
    assert refused.status_code == 422
    assert "Đã có người điểm danh" in text(refused)


# The end


def count_of(head_count: int, **more: object) -> dict[str, object]:
    return {"head_count": head_count, "content": "Chuyển khoản", **more}


def test_the_evening_of_day_script_2_ends_green(leader: Web, world: World, app):
    bring(app, world, 38)
    here = f"/buoi-hoc/{world.class_id}"
    assert leader.post(f"{here}/dong-diem-danh").headers["Location"] == f"{here}/ket-thuc"
    assert "38 lượt người" in text(leader.get(f"{here}/ket-thuc"))
    counted = count_of(40, women=23, elders=9, minorities=34, disabled=1, children=2, step="lock")
    for _ in range(2):
        assert leader.post(f"{here}/ket-thuc", counted, key="lock-this-once").status_code == 303
    locked = row(app, world.class_id)
    assert locked.status is ClassStatus.LOCKED
    assert locked.locked_by_id == world.leader_id
    assert journal(app, "minutes.lock") == 1
    assert "khớp" in text(leader.get(here))
    with app.app_context(), unscoped("test"):
        assert set(db.session.scalars(select(CheckIn.level))) == {4}


def test_a_large_gap_asks_for_its_reason(leader: Web, world: World, app):
    bring(app, world, 31)
    here = f"/buoi-hoc/{world.class_id}/ket-thuc"
    refused = leader.post(here, count_of(24, step="lock"))
    assert refused.status_code == 422
    assert "Quét được 31, đếm được 24. Xin ghi lý do." in text(refused)
    assert row(app, world.class_id).status is ClassStatus.OPEN
    explained = count_of(24, step="lock", gap_reason="Bảy người về sớm")
    assert leader.post(here, explained).status_code == 303
    with app.app_context(), unscoped("test"):
        assert set(db.session.scalars(select(CheckIn.level))) == {3}


def test_no_group_may_be_larger_than_the_class(leader: Web, world: World, app):
    bring(app, world, 20)
    refused = leader.post(f"/buoi-hoc/{world.class_id}/ket-thuc", count_of(20, women=23))
    assert refused.status_code == 422
    assert "Không thể nhiều hơn số người đếm được (20)." in text(refused)


def test_a_host_saves_and_the_leader_locks(ambassador: Web, leader: Web, world: World, app):
    with app.app_context(), unscoped("test"):
        db.session.add(ClassHost(class_id=world.class_id, account_id=world.ambassador_id))
        db.session.commit()
    here = f"/buoi-hoc/{world.class_id}/ket-thuc"
    assert "Chốt biên bản" not in text(ambassador.get(here))
    assert ambassador.post(here, count_of(0, step="lock")).status_code == 403
    assert ambassador.post(here, count_of(0)).status_code == 303
    assert row(app, world.class_id).status is ClassStatus.ENDED
    assert leader.post(here, count_of(0, step="lock")).status_code == 303


def test_locked_minutes_change_only_by_a_logged_correction(leader: Web, world: World, app):
    bring(app, world, 20)
    here = f"/buoi-hoc/{world.class_id}"
    leader.post(f"{here}/ket-thuc", count_of(20, step="lock"))
    again = leader.post(f"{here}/ket-thuc", count_of(10))
    assert again.status_code == 422
    assert leader.get(f"{here}/sua").status_code == 303
    assert leader.post(f"{here}/dinh-chinh", count_of(19)).status_code == 422
    corrected = count_of(5, reason="Đếm nhầm", gap_reason="Về sớm")
    assert leader.post(f"{here}/dinh-chinh", corrected).status_code == 303
    assert row(app, world.class_id).head_count == 5
    assert journal(app, "minutes.correct") == 1
    page = text(leader.get(here))
    assert "Đếm nhầm" in page
    assert "Mở lại biên bản" not in page
    with app.app_context(), unscoped("test"):
        assert set(db.session.scalars(select(CheckIn.level))) == {3}


def test_only_the_commune_unlocks_and_says_why(leader: Web, officer: Web, world: World, app):
    here = f"/buoi-hoc/{world.class_id}"
    leader.post(f"{here}/ket-thuc", count_of(0, step="lock"))
    why = {"reason": "Ghi nhầm buổi"}
    assert leader.post(f"{here}/mo-lai-bien-ban", why).status_code == 403
    assert officer.post(f"{here}/mo-lai-bien-ban", {}).status_code == 422
    assert officer.post(f"{here}/mo-lai-bien-ban", why).status_code == 303
    assert row(app, world.class_id).status is ClassStatus.ENDED
    assert journal(app, "minutes.unlock") == 1


# Paper


def test_the_minutes_read_like_an_official_paper_and_name_no_learner(
    leader: Web, world: World, app
):
    bring(app, world, 3)
    here = f"/buoi-hoc/{world.class_id}"
    assert leader.get(f"{here}/bien-ban").status_code == 303
    leader.post(f"{here}/ket-thuc", count_of(3, women=2, step="lock"))
    paper = text(leader.get(f"{here}/bien-ban"))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "UBND XÃ SI MA CAI",
        "/BB",
        "BIÊN BẢN",
        "Số người có mặt: 3; trong đó: nữ 2.",
        "Chuyển khoản",
        "THƯ KÝ",
        "CHỦ TRÌ",
    ):
        assert words in paper
    assert "Hoàng Thị" not in paper


def test_the_attendance_list_is_by_given_name_for_those_who_may(
    leader: Web, ambassador: Web, world: World, app
):
    with app.app_context(), unscoped("test"):
        team = db.session.get(Team, world.team_id)
        guide = db.session.get(Account, world.ambassador_id)
        session = db.session.get(ClassSession, world.class_id)
        for name in ("Ma Thị Ý", "Hoàng Văn Đào", "Vàng Seo An", "Lò Thị Ánh"):
            check_in(session, mentee(team, guide, name, phone="+84912345678"))
    page = text(
        leader.post(
            f"/buoi-hoc/{world.class_id}/danh-sach",
            {"dang": "in", "reason": "Đoàn kiểm tra"},
            follow=True,
        )
    )
    places = [page.index(name) for name in ("Seo An", "Thị Ánh", "Văn Đào", "Thị Ý")]
    assert places == sorted(places)
    assert "912345678" not in page.replace(" ", "")
    assert leader.post(f"/buoi-hoc/{world.far_class_id}/danh-sach?dang=in").status_code == 404
    assert ambassador.post(f"/buoi-hoc/{world.class_id}/danh-sach").status_code == 403


def test_the_schedule_of_a_month_holds_its_classes(leader: Web, world: World, app):
    month = f"{clock.local_date(row(app, world.class_id).starts_at):%Y-%m}"
    assert "Thanh toán số" in text(leader.get(f"/buoi-hoc/lich?thang={month}"))
    assert "Chưa có buổi học nào" in text(leader.get("/buoi-hoc/lich?thang=2025-01"))
    assert leader.get("/buoi-hoc/lich?thang=nonsense").status_code == 200


# Who, and how it looks


READ = ["", "/chep", "/sua", "/huy", "/dieu-hanh", "/ket-thuc", "/dinh-chinh"]


@pytest.mark.parametrize("page", READ)
def test_another_areas_class_does_not_exist(leader: Web, world: World, page):
    assert leader.get(f"/buoi-hoc/{world.far_class_id}{page}").status_code == 404


def test_the_province_and_the_signed_out_see_no_class(browse, world: World):
    assert browse().sign_in(world.board_id).get("/buoi-hoc").status_code == 403
    assert browse().get("/buoi-hoc").status_code == 303


def test_the_lists_hold_each_class_where_it_belongs(leader: Web, world: World, app):
    planned_for(app, world, clock.now() + timedelta(days=2))
    planned_for(app, world, clock.now() - timedelta(days=2), status=ClassStatus.ENDED)
    page = text(leader.get("/buoi-hoc"))
    for heading in ("Đang mở", "Chờ chốt biên bản"):
        assert heading in page
    assert f"{clock.today() + timedelta(days=2):%d/%m/%Y}" in page or "Thứ" in page


def test_the_pages_are_sound_html_and_ask_little(leader: Web, officer: Web, world: World, app):
    leader.post("/buoi-hoc/them", form(world))
    bring(app, world, 3)
    here = f"/buoi-hoc/{world.class_id}"
    pages = {
        "lists": leader.get("/buoi-hoc"),
        "past": leader.get("/buoi-hoc/da-qua"),
        "month": leader.get("/buoi-hoc/lich"),
        "choose": officer.get("/buoi-hoc/them"),
        "plan": leader.get("/buoi-hoc/them"),
        "wrong": leader.post("/buoi-hoc/them", form(world, title="", weeks="0")),
        "weekly": leader.post("/buoi-hoc/them", form(world, weeks="8")),
        "open": leader.get(here),
        "edit": leader.get(f"{here}/sua"),
        "hosts": leader.get(f"{here}/dieu-hanh"),
        "cancel": leader.get(f"{here}/huy"),
        "end": leader.get(f"{here}/ket-thuc"),
    }
    leader.post(f"{here}/ket-thuc", count_of(3, women=2, step="lock"))
    pages |= {
        "locked": officer.get(here),
        "correct": leader.get(f"{here}/dinh-chinh"),
        "unlock": officer.get(f"{here}/mo-lai-bien-ban"),
        "minutes": leader.get(f"{here}/bien-ban"),
        "attendance": leader.post(
            f"{here}/danh-sach", {"dang": "in", "reason": "Đoàn kiểm tra"}, follow=True
        ),
    }
    assert validate({name: text(page) for name, page in pages.items()}) == []
