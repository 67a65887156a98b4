"""Papers of a place: what stands on them is what the records say, for those who may have it."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import docx
import openpyxl
import pytest
from sqlalchemy import select

from tests import factories
from tests.apps import fresh_copy
from tests.factories import World
from tests.web import Web
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentoring.models import Meeting, MeetingMentee
from tracker.mentoring.rules import Channel
from tracker.papers.words import weekday
from tracker.periods.rules import PeriodKind, period_of
from tracker.places.models import Site, Team
from tracker.quotas import queries as counts
from tracker.quotas.models import Quota, QuotaDecision
from tracker.quotas.rules import Indicator, IssuerKind, Metric, QuotaStatus
from tracker.skills.models import Skill

Browse = Callable[[], Web]


@pytest.fixture
def database_url(sqlite_templates: dict[str, Path]) -> str:
    """What is counted is tested elsewhere on both databases."""
    return fresh_copy(sqlite_templates["inhabited"])


@pytest.fixture
def head(browse: Browse, world: World) -> Web:
    return browse().sign_in(world.head_id)


@pytest.fixture
def leader(browse: Browse, world: World) -> Web:
    return browse().sign_in(world.leader_id)


def cells(web: Web, path: str) -> list[list[object]]:
    """The rows of the spreadsheet behind the button, from its heads on."""
    answer = web.post(path, {"dang": "xlsx", "reason": "Đoàn kiểm tra"}, follow=True)
    assert answer.status_code == 200, answer.status
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return rows[[row[0] for row in rows].index("STT") :]


def said(web: Web, path: str, **more: str) -> str:
    """The words of the Word file behind the button."""
    answer = web.post(path, {"dang": "docx", **more}, follow=True)
    assert answer.status_code == 200, answer.status
    document = docx.Document(io.BytesIO(answer.data))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *tables])


def locked_class(world: World, title: str = "Thanh toán số") -> ClassSession:
    session = db.session.get_one(ClassSession, world.class_id)
    session.status, session.title, session.head_count = ClassStatus.LOCKED, title, 1
    session.minutes, session.locked_at = "Mỗi người tự quét mã.", clock.now()
    factories.check_in(session, db.session.get_one(Mentee, world.mentee_id))
    return session


@pytest.fixture
def held(app, world: World) -> int:
    with app.app_context(), unscoped("test"):
        return locked_class(world).id


def test_minutes_name_no_learner_and_say_the_same_in_every_form(leader: Web, held: int):
    word = said(leader, f"/buoi-hoc/{held}/bien-ban")
    page = leader.get(f"/buoi-hoc/{held}/bien-ban").text
    for words in ("Buổi học “Thanh toán số”", "Mỗi người tự quét mã.", "Chủ trì: Giàng Seo Phừ."):
        assert words in word
        assert words in page
    assert "Sùng A Páo" not in word + page


def test_what_was_taught_stands_once_in_the_minutes(app, leader: Web, world: World, held: int):
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, held)
        session.skills = list(db.session.scalars(select(Skill).order_by(Skill.id).limit(2)))
        taught, other = (skill.name for skill in session.skills)
        session.minutes = f"Thanh toán số\n- {taught}\nMỗi người tự quét mã."
        db.session.commit()
    lines = said(leader, f"/buoi-hoc/{held}/bien-ban").splitlines()
    content = lines[lines.index("2. Nội dung") + 1 : lines.index("3. Thuận lợi, khó khăn")]
    assert content == [f"– {other}", "Thanh toán số", f"– {taught}", "Mỗi người tự quét mã."]


def test_the_schedule_has_real_days_and_says_what_is_off(app, head: Web, world: World):
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, world.class_id)
        session.status, session.cancelled_reason = ClassStatus.CANCELLED, "Mưa lũ"
        day = session.local_date
        db.session.commit()
    heads, row = cells(head, f"/buoi-hoc/lich?thang={day:%Y-%m}")
    assert heads[1:6] == ["Thứ", "Ngày", "Từ", "Đến", "Nội dung"]
    assert (row[1], row[2].date()) == (weekday(day), day)
    assert row[9] == "Đã hủy: Mưa lũ"


def test_the_announcement_names_nobody(app, browse: Browse, world: World):
    today = clock.today()
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    with app.app_context(), unscoped("test"):
        team, site = (
            db.session.get_one(Team, world.team_id),
            db.session.get_one(Site, world.site_id),
        )
        person = factories.account("Lường Thị Hà")
        starts = clock.start_of(monday) + timedelta(hours=19, minutes=30)
        factories.class_session(team, site, person, starts_at=starts, status=ClassStatus.PLANNED)
    page = browse().sign_in(world.ambassador_id).get("/buoi-hoc/ban-doc").text
    assert f"Lúc 19 giờ 30 phút, thứ Hai ngày {monday.day} tháng {monday.month}" in page
    assert f"Thứ Hai {monday:%d/%m}, 19:30–21:30: Thanh toán số" in page
    assert f"đến Chủ nhật ngày {(monday + timedelta(days=6)).day} tháng" in page
    assert "Hà" not in page


def test_the_list_of_a_team_has_every_member_with_the_duty(leader: Web, world: World):
    rows = cells(leader, f"/to/{world.team_id}/danh-sach")
    assert [(row[1], row[3]) for row in rows[1:]] == [
        ("Giàng Seo Phừ", "Tổ trưởng"),
        ("Lù Thị Mẩy", "Đại sứ số"),
        ("Giàng Thị Mỷ", "Đại sứ số"),
    ]


def test_duties_are_typed_once_and_stand_on_the_list(browse: Browse, leader: Web, world: World):
    officer = browse().sign_in(world.officer_id)
    path = f"/xa/{world.commune_code}/to/{world.team_id}/nhiem-vu"
    fields = dict(re.findall(r'<label for="(duty-\d+)">([^,]+), ', officer.get(path).text))
    field = next(name for name, who in fields.items() if who == "Giàng Seo Phừ")
    officer.post(path, {field: "Phụ trách điểm học"})
    duties = {row[1]: row[4] for row in cells(leader, f"/to/{world.team_id}/danh-sach")[1:]}
    assert duties["Giàng Seo Phừ"] == "Phụ trách điểm học"
    assert leader.get(path).status_code == 403


def test_sites_come_with_how_often_they_are_used(head: Web, held: int):
    heads, row = cells(head, "/diem-hoc/danh-muc")
    assert dict(zip(heads, row, strict=True)) | {"Điểm học": ""} == {
        "STT": 1, "Điểm học": "", "Loại": "Nhà văn hóa", "Thôn": "Thôn Sín Chải", "Địa chỉ": "",
        "Số buổi học": 1, "Lượt người": 1, "Buổi gần nhất": row[7],
    }  # fmt: skip


@pytest.fixture
def promised(app, world: World) -> str:
    with app.app_context(), unscoped("test"):
        return promise(world)


def promise(world: World) -> str:
    """A decision on the quarter that runs; how an address names the quarter."""
    quarter = period_of(PeriodKind.QUARTER, clock.today())
    decision = QuotaDecision(
        commune_id=world.commune_id, number="49/QĐ-UBND", decided_on=date(2026, 1, 5),
        issuer=IssuerKind.PEOPLES_COMMITTEE, created_by_id=world.officer_id,
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(decision)
    for metric, goal in ((Metric.PEOPLE, 40), (Metric.CLASSES, 6)):
        db.session.add(
            Quota(
                commune_id=world.commune_id, team_id=world.team_id, metric=metric, goal=goal,
                period_kind=quarter.kind, first_day=quarter.first,
                status=QuotaStatus.ASSIGNED, decision=decision,
            )
        )  # fmt: skip
    db.session.commit()
    return quarter.code


def test_the_decision_holds_what_was_decided(head: Web, world: World, promised: str):
    text = said(head, f"/xa/{world.commune_code}/quyet-dinh?ky={promised}")
    for words in (
        "ỦY BAN NHÂN DÂN\nXÃ SI MA CAI", "Số: 49/QĐ-UBND", "ngày 05 tháng 01 năm 2026", "Điều 1. ",
        "PHỤ LỤC", "Tổ CNSCĐ Sín Chải\n40\n6", "TM. ỦY BAN NHÂN DÂN", "Nguyễn Văn Hòa",
    ):  # fmt: skip
        assert words in text


def test_the_decision_stands_on_the_grounds_that_were_typed(app, head: Web, world: World, promised):
    path = f"/xa/{world.commune_code}/quyet-dinh?ky={promised}"
    assert "Căn cứ Luật Tổ chức chính quyền địa phương;" in said(head, path)
    with app.app_context(), unscoped("test"):
        made = db.session.scalars(select(QuotaDecision)).one()
        made.grounds = "Căn cứ Nghị quyết số 08-NQ/ĐU;\nTheo đề nghị của Trưởng phòng."
        db.session.commit()
    text = said(head, path)
    assert "Căn cứ Nghị quyết số 08-NQ/ĐU;\nTheo đề nghị của Trưởng phòng." in text
    assert "Căn cứ Luật" not in text


def test_a_revision_is_a_decision_of_its_own_and_the_first_keeps_its_goals(
    app, head: Web, world: World, promised: str
):
    """What was signed stays what was signed."""
    page, first = f"/xa/{world.commune_code}/quyet-dinh?ky={promised}", "Tổ CNSCĐ Sín Chải\n40\n6"
    head.post(
        f"/xa/{world.commune_code}/chi-tieu/{world.team_id}?ky={promised}",
        {
            f"goal-{world.team_id}-people": "30", f"goal-{world.team_id}-classes": "0",
            "reason": "Mưa lũ, nghỉ hai tuần", "number": "61/QĐ-UBND",
            "decided_on": clock.today().isoformat(), "issuer": "peoples_committee",
        },
    )  # fmt: skip
    assert first in said(head, page)
    with app.app_context(), unscoped("test"):
        made = db.session.scalars(select(QuotaDecision).order_by(QuotaDecision.id.desc())).first()
    text = said(head, f"{page}&quyet-dinh={made.id}")
    before = "số 49/QĐ-UBND ngày 05 tháng 01 năm 2026 của UBND xã Si Ma Cai"
    for words in (
        "Số: 61/QĐ-UBND", "điều chỉnh chỉ tiêu", f"Căn cứ Quyết định {before}",
        f"Các nội dung khác của Quyết định {before} không thay đổi.",
        "Số người được hướng dẫn\n40\n30\nMưa lũ, nghỉ hai tuần",
        "Số buổi phổ cập\n6\nKhông giao nữa\nMưa lũ, nghỉ hai tuần",
    ):  # fmt: skip
        assert words in text
    assert head.post(f"{page}&quyet-dinh={made.id + 1}", {"dang": "docx"}).status_code == 404
    assert "61/QĐ-UBND" in said(head, f"/xa/{world.commune_code}/ket-qua?ky={promised}")


def test_a_draft_is_printed_only_for_who_prepares_it(
    app, browse: Browse, head: Web, world: World, promised: str
):
    with app.app_context(), unscoped("test"):
        for quota in db.session.scalars(select(Quota)):
            quota.status = QuotaStatus.DRAFT
        db.session.commit()
    path = f"/xa/{world.commune_code}/quyet-dinh?ky={promised}"
    assert head.post(path, {"dang": "docx"}).status_code == 303
    youth = browse().sign_in(world.commune_youth_id)
    assert youth.post(path, {"dang": "docx"}).status_code == 404


def test_the_result_report_says_what_the_page_counts(
    app, head: Web, world: World, held: int, promised: str
):
    heads, *rows = cells(head, f"/xa/{world.commune_code}/ket-qua?ky={promised}")
    by_team = {row[1]: dict(zip(heads[2:5], row[2:5], strict=True)) for row in rows}
    with app.app_context(), unscoped("test"):
        quarter = period_of(PeriodKind.QUARTER, clock.today())
        found, _ = counts.results([world.team_id], quarter, clock.today(), world.commune_id)
    people = found[world.team_id].figures[Indicator.PEOPLE]
    assert people == 1
    assert by_team["Tổ CNSCĐ Sín Chải"] == {
        "Số người được hướng dẫn": people, "Chỉ tiêu": 40, "Tỷ lệ": 0.03,
    }  # fmt: skip
    assert by_team["Toàn xã"]["Số người được hướng dẫn"] == 1
    _heads, *of_year = cells(head, f"/xa/{world.commune_code}/ket-qua?ky={clock.today().year}")
    assert [row[2:5] for row in of_year] == [row[2:5] for row in rows], "its quarter's goals"


def test_what_was_asked_of_nobody_raises_no_rate(app, head: Web, world: World, promised: str):
    """Forty people were asked of one team; the one person of another is none of them."""
    with app.app_context(), unscoped("test"):
        meeting = Meeting(
            commune_id=world.commune_id, team_id=world.neighbour_team_id,
            guide_id=world.neighbour_leader_id, channel=Channel.AT_HOME, held_at=clock.now(),
            local_date=clock.today(), noted_at=clock.now(), level=2,
        )  # fmt: skip
        meeting.attendances = [MeetingMentee(mentee_id=world.neighbour_mentee_id)]
        db.session.add(meeting)
        db.session.commit()
    heads, *rows = cells(head, f"/xa/{world.commune_code}/ket-qua?ky={promised}")
    whole = next(row for row in rows if row[1] == "Toàn xã")
    assert dict(zip(heads[2:5], whole[2:5], strict=True)) == {
        "Số người được hướng dẫn": 1, "Chỉ tiêu": 40, "Tỷ lệ": 0,
    }  # fmt: skip


@pytest.fixture
def met(app, world: World) -> str:
    """A meeting of the ambassador with their learner; where the notebook is."""
    with app.app_context(), unscoped("test"):
        meeting = Meeting(
            commune_id=world.commune_id, team_id=world.team_id, guide_id=world.ambassador_id,
            channel=Channel.AT_HOME, held_at=clock.now(), local_date=clock.today(),
            noted_at=clock.now(), level=2,
        )  # fmt: skip
        meeting.attendances = [MeetingMentee(mentee_id=world.mentee_id)]
        db.session.add(meeting)
        db.session.commit()
    return f"/so-tay/{world.ambassador_id}"


def test_the_notebook_is_the_ambassadors_to_print(app, browse: Browse, world: World, met: str):
    ambassador = browse().sign_in(world.ambassador_id)
    assert ambassador.get("/so-tay").headers["Location"] == met
    page = ambassador.post(met, {"dang": "in"}, follow=True).text
    for words in ("SỔ TAY THEO DÕI", "Sùng A Páo", "Buổi kèm tại nhà", "1 buổi kèm"):
        assert words in page
    assert ambassador.post(met, {"dang": "docx"}).status_code == 403
    with app.app_context(), unscoped("test"):
        rows = db.session.scalars(select(JournalEntry).where(JournalEntry.deed == "paper.make"))
        assert [row.details["product"] for row in rows] == ["notebook"]


def test_the_notebook_is_the_leaders_to_take(browse: Browse, leader: Web, world: World, met: str):
    rows = cells(leader, met)
    assert rows[1][1:3] == ["Sùng A Páo", None]
    assert leader.get(met).status_code == 200
    for account_id in (world.second_ambassador_id, world.neighbour_leader_id, world.far_leader_id):
        other = browse().sign_in(account_id)
        assert other.get(met).status_code == 404
        assert other.post(met, {"dang": "docx"}).status_code == 404


def test_who_only_reads_takes_nothing_away(browse: Browse, world: World, held: int):
    ambassador = browse().sign_in(world.ambassador_id)
    for path in (
        f"/buoi-hoc/{held}/bien-ban", "/buoi-hoc/lich", f"/to/{world.team_id}/danh-sach",
        "/diem-hoc/danh-muc",
    ):  # fmt: skip
        assert ambassador.post(path, {"dang": "docx"}).status_code == 403, path
