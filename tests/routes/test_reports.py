"""The officer prepares, the head approves, the province waits for it, anybody checks it."""

import gzip
import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.counting import statements
from tests.factories import World
from tests.web import text
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.periods.rules import PeriodKind, period_of, previous, window_waited_for
from tracker.reports.models import Report
from tracker.reports.rules import ReportKind, Status
from tracker.snapshots.models import Snapshot

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CLOSED = previous(period_of(PeriodKind.WINDOW, clock.today()))
WAITED = window_waited_for(clock.today())
ROW = re.compile(r'<li><a class="list__row" href="/bao-cao/\d+"')
BEGIN = {"kind": "quarter", "period": CLOSED.code}


def begin(web) -> str:
    answer = web.post("/bao-cao/lap", BEGIN)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_the_officer_prepares_and_the_head_approves(app, browse, world: World):
    officer, head = browse().sign_in(world.officer_id), browse().sign_in(world.head_id)
    board = browse().sign_in(world.board_id)
    page = begin(officer)
    assert "Còn thiếu trước khi chốt" in text(officer.get(page))
    officer.post(f"{page}/sua", {"difficulties": "Mưa lũ", "tasks": "", "proposals": ""})
    assert officer.post(f"{page}/duyet").status_code == 403
    assert board.get(page).status_code == 404, "the province reads what is approved"
    for step in ("chot", "trinh"):
        assert officer.post(f"{page}/{step}").status_code == 303
    seen = text(head.get(page))
    assert "Mưa lũ" in seen
    assert "Duyệt" in seen
    assert "Đã duyệt báo cáo" in text(head.post(f"{page}/duyet", follow=True))
    assert "Đã ghi là đã gửi" in text(officer.post(f"{page}/gui", follow=True))
    assert "Mưa lũ" in text(board.get(page))
    assert "Đã gửi" in text(board.get("/bao-cao"))

    with app.app_context(), unscoped("test"):
        code = db.session.scalars(select(Snapshot.code)).one()
    checked = text(browse().get(f"/x/{code.lower()}"))
    assert re.search(r"Đã duyệt ngày [\d/]+, gửi ngày [\d/]+\.", checked)
    assert "dấu số liệu khớp" in checked
    assert page not in checked
    assert page in text(officer.get(f"/x/{code}")), "who may read it goes on to the whole"
    for name in ("Nguyễn Văn Hòa", "Lù Thị Hương", "Sùng A Páo"):
        assert name not in checked
    assert browse().get("/x/ABCDEFGHJKMN").status_code == 404


def test_the_head_may_give_it_back_with_a_reason(app, browse, world: World):
    """And whoever holds the paper of what was given back learns it, and what is used instead."""
    officer, head = browse().sign_in(world.officer_id), browse().sign_in(world.head_id)
    page = begin(officer)
    officer.post(f"{page}/chot")
    officer.post(f"{page}/trinh")
    assert head.post(f"{page}/tra-lai", {"reason": ""}).status_code == 422
    with app.app_context(), unscoped("test"):
        code = db.session.scalars(select(Snapshot.code)).one()
    assert "Chờ duyệt" in text(browse().get(f"/x/{code}"))
    head.post(f"{page}/tra-lai", {"reason": "Thiếu tổ Na Cáng"})
    assert "Thiếu tổ Na Cáng" in text(officer.get(page))
    assert "Bản nháp đã trả lại, không dùng" in text(browse().get(f"/x/{code}"))
    for step in ("chot", "trinh"):
        officer.post(f"{page}/{step}")
    assert "không dùng" in text(browse().get(f"/x/{code}"))
    head.post(f"{page}/duyet")
    seen = text(browse().get(f"/x/{code}"))
    (newer,) = set(re.findall(r'href="/x/(\w{12})"', seen)) - {code}
    assert "Đã thay bằng bản chốt ngày" in seen
    assert "Đã duyệt ngày" in text(browse().get(f"/x/{newer}"))


def test_doan_writes_its_own_and_signs_nothing_else(browse, world: World):
    officer, youth = browse().sign_in(world.officer_id), browse().sign_in(world.commune_youth_id)
    page = begin(officer)
    for step in ("chot", "trinh", "duyet", "gui"):
        assert youth.post(f"{page}/{step}").status_code == 403
    assert begin(youth) != page


def test_the_leader_writes_and_the_officer_finds_it_in_the_report(browse, world: World):
    leader, officer = browse().sign_in(world.leader_id), browse().sign_in(world.officer_id)
    own = f"/to/{world.team_id}/bao-cao"
    assert own in text(leader.get("/bao-cao"))
    assert own in text(leader.get(f"/to/{world.team_id}"))
    assert leader.post(own, {"difficulties": "CCCD 001099012345"}).status_code == 422
    assert leader.post(own, {"difficulties": "Thiếu máy chiếu"}).status_code == 303
    assert "Thiếu máy chiếu" in text(leader.get(own))
    begun = officer.post("/bao-cao/lap", {"kind": "quarter", "period": WAITED.code})
    page = begun.headers["Location"]
    assert "Thiếu máy chiếu" in text(officer.get(page))
    assert "Thiếu máy chiếu" in text(officer.get(f"{page}/sua"))
    assert browse().sign_in(world.ambassador_id).get(own).status_code == 403
    assert browse().sign_in(world.far_leader_id).get(own).status_code == 404


def test_a_thematic_report_asks_what_it_is_about(app, browse, world: World):
    officer = browse().sign_in(world.officer_id)
    days = {"first": str(CLOSED.first), "last": str(CLOSED.last)}
    asked = {"kind": "thematic", "period": ""} | days
    assert officer.post("/bao-cao/lap", asked).status_code == 422, "without a theme"
    about = officer.post("/bao-cao/lap", asked | {"title": "VNeID"}).headers["Location"]
    assert about.endswith("/noi-dung")
    assert "Tài khoản VNeID được kích hoạt" in text(officer.get(about))
    assert officer.post(about, {}).status_code == 422
    page = text(officer.post(about, {"codes": "vneid_activated"}, follow=True))
    table = page[page.index('id="figures"') :]
    assert "Tài khoản VNeID được kích hoạt" in table
    assert "Số buổi phổ cập" not in table
    officer.post(f"{about.removesuffix('/noi-dung')}/chot")
    with app.app_context(), unscoped("test"):
        code = db.session.scalars(select(Snapshot.code)).one()
    assert "Báo cáo chuyên đề: VNeID" in text(browse().get(f"/x/{code}"))


def test_every_number_of_a_report_says_where_it_comes_from(browse, world: World):
    officer, head = browse().sign_in(world.officer_id), browse().sign_in(world.head_id)
    page = begin(officer)
    for step in ("chot", "trinh"):
        officer.post(f"{page}/{step}")
    head.post(f"{page}/duyet")
    for reader in ("officer_id", "board_id"):
        web = browse().sign_in(getattr(world, reader))
        why = text(web.get(f"{page}/so-lieu/people"))
        for words in ("Mỗi người tính một lần", "Số liệu đến", "Căn cứ: "):
            assert words in why
        assert ("Danh sách và số liệu hiện nay" in why) is (reader == "officer_id")
    assert officer.get(f"{page}/so-lieu/quota_people").status_code == 404


def test_the_provinces_youth_union_receives_its_own_reports(browse, world: World):
    youth, theirs = (
        browse().sign_in(world.province_youth_id),
        browse().sign_in(world.commune_youth_id),
    )
    page = begin(theirs)
    for step in ("chot", "trinh", "duyet"):
        theirs.post(f"{page}/{step}")
    officer, head = browse().sign_in(world.officer_id), browse().sign_in(world.head_id)
    begin(officer)
    assert "Đã duyệt" in text(youth.get(f"/bao-cao?ky={CLOSED.code}"))
    whole = text(youth.post(f"/bao-cao/tong-hop?ky={CLOSED.code}", follow=True))
    assert "Việc của tình nguyện viên" in whole
    assert "Mẫu Đoàn" in whole
    assert head.post("/bao-cao/tong-hop").status_code == 403


def test_a_far_commune_is_not_there(app, browse, world: World):
    page = begin(browse().sign_in(world.officer_id))
    assert browse().sign_in(world.far_leader_id).get(page).status_code == 404
    assert browse().sign_in(world.leader_id).get(page).status_code == 404


def test_the_province_adds_up_what_communes_reported(browse, world: World):
    board = browse().sign_in(world.board_id)
    officer, head = browse().sign_in(world.officer_id), browse().sign_in(world.head_id)
    page = begin(officer)
    officer.post(f"{page}/sua", {"difficulties": "Mưa lũ", "tasks": "", "proposals": ""})
    for step in ("chot", "trinh"):
        officer.post(f"{page}/{step}")
    head.post(f"{page}/duyet")
    whole = board.post(f"/bao-cao/tong-hop?ky={CLOSED.code}").headers["Location"]
    again = board.post(f"/bao-cao/tong-hop?ky={CLOSED.code}").headers["Location"]
    assert again == whole, "a draft is gone on with"
    seen = text(board.get(whole))
    assert "Báo cáo tổng hợp của tỉnh" in seen
    assert "1/1 xã có báo cáo được duyệt" in seen
    assert "<b>Xã Si Ma Cai:</b> Mưa lũ" in seen, "what a commune wrote, under its name"
    own = whole.replace("/bao-cao/", "/bao-cao/tong-hop/")
    board.post(f"{own}/sua", {"difficulties": "Thiếu kinh phí", "tasks": "", "proposals": ""})
    assert officer.post(f"{own}/chot").status_code == 403
    for step, said in (("chot", "Đã chốt số liệu"), ("gui", "Đã ghi là đã gửi")):
        assert said in text(board.post(f"{own}/{step}", follow=True))
    with statements() as asked:
        seen = text(board.get(whole))
    assert len(asked) <= 6, asked
    assert "Thiếu kinh phí" in seen
    assert "Thay đổi sau khi chốt" not in seen, "nothing moves a sum but the reports it adds up"
    assert "Đỗ Quang Vinh" in seen[seen.index('id="trail"') :].split("Chốt số liệu")[1]
    newer = board.post(f"/bao-cao/tong-hop?ky={CLOSED.code}").headers["Location"]
    assert newer != whole
    (checked,) = re.findall(r'href="/x/(\w{12})"', seen[seen.index('id="trail"') :])
    assert "Đã gửi ngày" in text(browse().get(f"/x/{checked}"))
    assert "Bản số 2" in text(board.get(newer))
    rows = text(board.get("/bao-cao/luu-tru?loai=consolidated"))
    numbered = re.findall(r"bản số \d · (?:hiện hành)?", rows)
    assert numbered == ["bản số 2 · ", "bản số 1 · hiện hành"]
    board.post(f"{newer.replace('/bao-cao/', '/bao-cao/tong-hop/')}/chot")
    assert "Đã thay bằng bản số 2" in text(browse().get(f"/x/{checked}"))


def test_the_paper_comes_under_either_heading(browse, world: World):
    """Whoever approved it signs the committee's copy, not the Party's."""
    officer, head = browse().sign_in(world.officer_id), browse().sign_in(world.head_id)
    page = begin(officer)
    for step in ("chot", "trinh"):
        officer.post(f"{page}/{step}")
    head.post(f"{page}/duyet")
    for heading in ("state", "party"):
        answer = officer.post(f"{page}/tai", {"mau": heading, "dang": "docx"}, follow=True)
        assert answer.status_code == 200
        said = zipfile.ZipFile(io.BytesIO(answer.data)).read("word/document.xml").decode()
        assert ("Nguyễn Văn Hòa" in said) is (heading == "state")
    assert officer.post(f"{page}/tai", {"mau": "x", "dang": "docx"}).status_code == 400


def test_wrong_days_are_said(web, world: World):
    web.sign_in(world.officer_id)
    today = clock.today()
    wrong = {"kind": "ad_hoc", "period": "", "first": str(today), "last": str(today - timedelta(3))}
    answer = web.post("/bao-cao/lap", wrong)
    assert answer.status_code == 422
    assert re.search(r"<title>\s*Lỗi: ", text(answer))


def test_the_window_waited_for_stands_ready(browse, world: World):
    officer = browse().sign_in(world.officer_id)
    assert f'<option selected value="{WAITED.code}">' in text(officer.get("/bao-cao"))
    answer = officer.post("/bao-cao/lap", {"kind": "half", "period": WAITED.code})
    assert "Xin chọn kỳ của báo cáo này" in text(answer), "and a half-year is no window"


def test_milestones_are_set_once_and_begin_their_reports(browse, world: World):
    admin, officer = browse().sign_in(world.admin_id), browse().sign_in(world.officer_id)
    page = text(admin.get("/quan-tri/moc"))
    assert "Báo cáo sơ kết" in page
    days = {"first": "2025-03-21", "last": "2026-06-30", "due_on": "2026-06-30"}
    assert "sau ngày cuối" in text(admin.post("/quan-tri/moc/interim", days))
    admin.post("/quan-tri/moc/interim", days | {"due_on": "2026-07-31"})
    begun = officer.post("/bao-cao/lap", {"kind": "interim", "period": ""}, follow=True)
    assert "Số liệu 21/03/2025–30/06/2026" in text(begun)
    assert admin.get("/quan-tri/moc/quarter").status_code == 404
    assert officer.get("/quan-tri/moc").status_code == 403


def test_pages_ask_little(app, browse, world: World):
    officer = browse().sign_in(world.officer_id)
    page = begin(officer)
    officer.post(f"{page}/chot")
    leader = browse().sign_in(world.leader_id)
    for who, path in ((officer, page), (officer, "/bao-cao"), (officer, f"{page}/so-lieu/people"),
                      (leader, f"/to/{world.team_id}/bao-cao"), (leader, "/bao-cao"),
                      (browse().sign_in(world.board_id), "/bao-cao")):  # fmt: skip
        with statements() as said:
            assert who.get(path).status_code == 200
        assert len(said) <= 6, said
    with app.app_context(), unscoped("test"):
        assert db.session.scalars(select(Report)).one().snapshot_id


def test_the_archive_finds_one_of_two_hundred(app, browse, world: World):
    officer, board = browse().sign_in(world.officer_id), browse().sign_in(world.board_id)
    page = begin(officer)
    officer.post(f"{page}/chot")
    with app.app_context(), unscoped("test"):
        code = db.session.scalars(select(Snapshot.code)).one()
        _many(200)
    found = officer.get("/bao-cao/luu-tru")
    assert len(gzip.compress(found.data)) < 14_000
    assert len(ROW.findall(text(found))) == 50
    assert "trang=2" in text(found)
    assert len(ROW.findall(text(officer.get("/bao-cao/luu-tru?trang=5")))) == 1
    for asked, there in [
        ("nam=2025&loai=year", 100), ("tt=sent", 200), ("tim=Chuyển+đổi", 100),
        ("tim=nơi+khác", 0), ("cq=province_youth", 0), ("loai=quarter", 1), ("loai=thế-nào", 201),
    ]:  # fmt: skip
        pages = [text(officer.get(f"/bao-cao/luu-tru?{asked}&trang={n}")) for n in range(1, 6)]
        assert sum(len(ROW.findall(one)) for one in pages) == there, asked
    for typed in (code.lower(), f"https://demo.example/x/{code}"):
        answer = officer.get("/bao-cao/luu-tru", query_string={"tim": typed})
        assert answer.headers["Location"] == page
    assert "Không có báo cáo nào như vậy" in text(board.get(f"/bao-cao/luu-tru?tim={code}"))
    assert len(ROW.findall(text(board.get("/bao-cao/luu-tru")))) == 50, "approved ones"
    assert page not in text(board.get("/bao-cao/luu-tru?loai=quarter"))


def test_nothing_is_frozen_before_its_last_day_is_over(browse, world: World):
    """A report of days that somebody chose may be frozen on the last of them, and not before."""
    officer = browse().sign_in(world.officer_id)
    today, year = clock.today(), period_of(PeriodKind.YEAR, clock.today())
    asked = {"kind": "ad_hoc", "period": "", "first": str(today - timedelta(3))}
    asked |= {"asked_by": "Sở Khoa học và Công nghệ"}
    for wanted, last, done in [
        ({"kind": "year", "period": year.code}, year.last, False),
        (asked | {"last": str(today + timedelta(1))}, today + timedelta(1), False),
        (asked | {"last": str(today)}, today, True),
    ]:
        page = officer.post("/bao-cao/lap", wanted).headers["Location"]
        seen = text(officer.get(page))
        assert (f"{page}/chot" in seen) is done
        assert (f"tính đến hết ngày {last:%d/%m/%Y}" in seen) is not done
        said = text(officer.post(f"{page}/chot", follow=True))
        assert ("Chưa chốt được" in said) is not done
    assert "Theo yêu cầu của Sở Khoa học và Công nghệ." in said


def test_the_province_sees_who_owes_the_years_report(app, browse, world: World):
    """6 tháng and năm as well as the quarter's (seed H02)."""
    officer, head = browse().sign_in(world.officer_id), browse().sign_in(world.head_id)
    board = browse().sign_in(world.board_id)
    year = previous(period_of(PeriodKind.YEAR, clock.today()))
    begun = officer.post("/bao-cao/lap", {"kind": "year", "period": year.code})
    page = begun.headers["Location"]
    assert "Chưa lập" not in text(board.get(f"/bao-cao?ky={year.code}")).split("<tbody>")[1][:400]
    for step in ("chot", "trinh"):
        officer.post(f"{page}/{step}")
    head.post(f"{page}/duyet")
    waited = text(board.get(f"/bao-cao?ky={year.code}"))
    assert page in waited
    assert f"Báo cáo năm {year.first.year}" in waited
    whole = text(board.post(f"/bao-cao/tong-hop?ky={year.code}", follow=True))
    assert "Từng xã" in whole


def _many(count: int) -> None:
    """Approved reports of earlier years beside the one there is."""
    like = db.session.scalars(select(Report)).one()
    for n in range(count):
        day = date(2025, 12, 31) if n % 2 else date(2025, 6, 30)
        db.session.add(
            Report(
                province_id=like.province_id, commune_id=like.commune_id, issuer=like.issuer,
                kind=ReportKind.YEAR if n % 2 else ReportKind.THEMATIC,
                title="" if n % 2 else f"Chuyển đổi số {n}",
                period_kind=PeriodKind.YEAR, first_day=date(2025, 1, 1), last_day=day,
                status=Status.SENT, draft={}, prepared_by_id=like.prepared_by_id,
                prepared_at=like.prepared_at, due_on=day,
            )
        )  # fmt: skip
    db.session.commit()
