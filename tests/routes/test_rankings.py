"""The ranking's pages: a commune sees its own row, the board publishes, anybody reads."""

import csv
import io

import openpyxl
import pytest
from sqlalchemy import select

from tests.factories import World, commune, post
from tests.rankings.test_rankings import MONTH, complete, publish
from tests.web import text
from tracker.accounts.models import Account
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.scope import unscoped
from tracker.core.settings import Setting
from tracker.places.models import Commune
from tracker.policy import Role
from tracker.quotas.models import Quota
from tracker.quotas.rules import Metric
from tracker.rankings import queries
from tracker.rankings.open_data import FIGURES
from tracker.snapshots.models import Snapshot

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PEOPLE = ("Sùng A Páo", "Giàng Thị Mỷ", "Nguyễn Văn Hòa", "Đỗ Quang Vinh")


@pytest.fixture
def ready(app, world: World) -> World:
    with app.app_context(), unscoped("test"):
        complete(world)
    return world


def beside(world: World) -> None:
    """Another commune of the province, which nobody has given goals."""
    own = db.session.get_one(Commune, world.commune_id)
    commune(own.province, "Xã Tả Phìn")


def test_a_commune_sees_its_own_row_and_comments_before_publication(browse, ready):
    officer, board = browse().sign_in(ready.officer_id), browse().sign_in(ready.board_id)
    page = text(officer.get("/xep-hang/nhap?ky=2026"))
    assert "Chỉ hiện dòng của Xã Si Ma Cai" in page
    assert officer.post("/xep-hang/cong-bo?ky=2026").status_code == 403
    own = f"/xep-hang/nhap/{ready.commune_code}"
    assert officer.post(f"{own}/y-kien?ky=2026", {"text": ""}).status_code == 422
    officer.post(f"{own}/y-kien?ky=2026", {"text": "Chờ chốt biên bản tổ Na Cáng"})
    assert "Chờ chốt biên bản tổ Na Cáng" in text(board.get("/xep-hang/nhap/y-kien?ky=2026"))
    assert board.post(f"{own}/y-kien?ky=2026", {"text": "x"}).status_code == 403


def test_a_post_that_sees_no_draft_does_not_choose_the_commune(app, browse, ready):
    """Leads a team in one commune, speaks for Đoàn of another: the draft is the other's."""
    with app.app_context(), unscoped("test"):
        far = db.session.get_one(Commune, ready.far_commune_id)
        post(db.session.get_one(Account, ready.leader_id), Role.COMMUNE_YOUTH, far)
        db.session.commit()
        name = far.name
    page = text(browse().sign_in(ready.leader_id).get("/xep-hang/nhap?ky=2026"))
    assert f"Chỉ hiện dòng của {name}" in page


def test_the_province_asks_and_the_commune_sees_it_until_it_answers(browse, ready):
    officer, board = browse().sign_in(ready.officer_id), browse().sign_in(ready.board_id)
    own, home = f"/xep-hang/nhap/{ready.commune_code}", f"/xa/{ready.commune_code}"
    asked = "hỏi về số liệu xếp hạng năm 2026"
    assert asked not in text(officer.get(home))
    board.post(f"{own}/hoi?ky=2026", {"text": "Xin kiểm tra buổi 10/11"})
    assert asked in text(officer.get(home))
    assert "Xin kiểm tra buổi 10/11" in text(officer.get(f"{own}?ky=2026"))
    officer.post(f"{own}/y-kien?ky=2026", {"text": "Đã kiểm tra"})
    assert asked not in text(officer.get(home))
    assert officer.post(f"{own}/hoi?ky=2026", {"text": "x"}).status_code == 403
    far = browse().sign_in(ready.far_leader_id)
    assert far.get(f"{own}?ky=2026").status_code == 403


def test_the_board_publishes_and_anybody_reads(app, browse, ready):
    nobody, board = browse(), browse().sign_in(ready.board_id)
    assert "Chưa công bố bảng xếp hạng nào." in text(nobody.get("/xep-hang"))
    assert board.post("/xep-hang/cong-bo?ky=2026").status_code == 303
    page = text(nobody.get("/xep-hang"))
    assert "Xã Si Ma Cai" in page
    assert "Điểm là trung bình của ba tỷ lệ" in page
    for name in PEOPLE:
        assert name not in page
    assert board.post("/xep-hang/cong-bo?ky=2026").status_code == 422
    assert "Không tìm thấy" in text(nobody.fragment("/xep-hang?tim=Tả Phìn"))
    assert "Gần Xã Si Ma Cai nhất" in text(browse().sign_in(ready.leader_id).get("/xep-hang"))
    assert "Gần Xã Si Ma Cai nhất" not in page


def test_odd_bursts_are_looked_at_before_publication(app, browse, ready):
    with app.app_context(), unscoped("test"):
        db.session.add(Setting(name="burst_marks", value=1))
        db.session.commit()
        odd = len(queries.bursts(ready.province_id, MONTH))
    board = browse().sign_in(ready.board_id)
    assert f"<b>{odd} điểm cần xem lại" in text(board.fragment("/xep-hang/nhap/y-kien?ky=2026"))
    refused = board.post("/xep-hang/cong-bo?ky=2026")
    assert refused.status_code == 422
    assert f'name="seen" value="{odd}"' in text(refused)
    assert "lần đánh dấu DV01 “" in text(refused)
    assert board.post("/xep-hang/cong-bo?ky=2026", {"seen": odd - 1}).status_code == 422
    assert board.post("/xep-hang/cong-bo?ky=2026", {"seen": odd}).status_code == 303
    with app.app_context(), unscoped("test"):
        done = select(JournalEntry).where(JournalEntry.deed == "ranking.publish")
        assert db.session.scalars(done).one().details["odd_seen"] == odd


def test_who_was_asked_needs_no_tick(app, browse, ready):
    with app.app_context(), unscoped("test"):
        db.session.add(Setting(name="burst_marks", value=1))
        db.session.commit()
    board = browse().sign_in(ready.board_id)
    board.post(f"/xep-hang/nhap/{ready.commune_code}/hoi?ky=2026", {"text": "Xin kiểm tra"})
    assert board.post("/xep-hang/cong-bo?ky=2026").status_code == 303


def test_every_figure_of_a_row_says_where_it_comes_from(app, browse, ready):
    with app.app_context(), unscoped("test"):
        publish(ready)
        code = db.session.scalars(select(Snapshot.code)).one()
    why = text(browse().get(f"/xep-hang/{code}/{ready.commune_code}"))
    for words in (
        "Xã Si Ma Cai: hạng 1/1", "1/4 (25%)", "1/2 (50%)", "3/22 (13,6%)", "13,6% + 25% + 50%",
        "4 người được hướng dẫn, 1.000 người trưởng thành", "1/2 (50%)", "Số liệu đến",
        "1 tổ chưa có buổi học nào", "Chưa gồm 1 buổi chưa chốt biên bản.",
    ):  # fmt: skip
        assert words in why, words
    assert browse().get(f"/xep-hang/{code}/00000").status_code == 404


def test_too_few_people_to_tell_are_not_ranked_in_public(app, browse, ready):
    with app.app_context(), unscoped("test"):
        db.session.scalars(select(Setting)).one().value = 5
        db.session.commit()
    draft = text(browse().sign_in(ready.board_id).get("/xep-hang/nhap?ky=2026"))
    assert "Xã Si Ma Cai: quá ít người được hướng dẫn để công bố" in draft
    assert "13,6%" not in draft


def test_page_csv_and_json_say_the_same(app, browse, ready):
    with app.app_context(), unscoped("test"):
        beside(ready)
        publish(ready)
        code = db.session.scalars(select(Snapshot.code)).one()
    nobody = browse()
    said = nobody.get(f"/xep-hang/{code}/json").get_json()
    answer = nobody.get(f"/xep-hang/{code}/csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    row, *others = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    (same,) = said["rows"]
    for head, (name, in_tenths) in FIGURES.items():
        assert row[head] == str(same[name] / 10 if in_tenths else same[name]), head
    assert (row["ky"], row["ban_so"], row["buoi_phan_tram"]) == ("2026", "1", "25.0")
    assert "xep-hang-2026-tinh-" in answer.headers["Content-Disposition"]
    assert [(one["ten"], one["hang"]) for one in others] == [
        (one["name"], "") for one in said["without"]
    ]
    assert {one["ly_do_chua_xep_hang"] for one in others} == {
        "chưa giao đủ ba chỉ tiêu; chưa nhập dân số trưởng thành"
    }
    page = text(nobody.get("/xep-hang"))
    assert "25%" in page  # classes: 250 tenths
    assert "50%" in page
    assert nobody.get("/xep-hang/XXXX/json").status_code == 404
    assert "Hợp lệ" in text(nobody.get(f"/x/{code}"))


def test_who_is_not_ranked_is_found_by_name(app, browse, ready):
    with app.app_context(), unscoped("test"):
        beside(ready)
        publish(ready)
    nobody = browse()
    assert "<li>Xã Tả Phìn: " in text(nobody.fragment("/xep-hang?tim=ta phin"))
    found = text(nobody.fragment("/xep-hang?tim=Si Ma"))
    assert "Tả Phìn" not in found
    assert "Xã Si Ma Cai</a>" in found


def test_what_was_corrected_leads_to_the_version_in_force(app, browse, ready):
    with app.app_context(), unscoped("test"):
        old = publish(ready).snapshot.code
        db.session.scalars(select(Quota).where(Quota.metric == Metric.CLASSES)).one().goal = 2
        db.session.commit()
        new = publish(ready, "Điều chỉnh chỉ tiêu").snapshot.code
    nobody = browse()
    for path in (f"/xep-hang?ban={old}", f"/xep-hang/{old}/{ready.commune_code}"):
        page = text(nobody.get(path))
        assert "Đã thay bằng bản số 2 ngày" in page
        assert f'href="/xep-hang?ban={new}"' in page
    assert "Đã thay bằng" not in text(nobody.get(f"/xep-hang/{new}/{ready.commune_code}"))


def test_who_takes_files_of_figures_takes_the_ranking_as_excel(app, browse, ready):
    with app.app_context(), unscoped("test"):
        publish(ready)
        code = db.session.scalars(select(Snapshot.code)).one()
    head = browse().sign_in(ready.head_id)
    answer = head.post(f"/xep-hang/{code}/tai", {"dang": "xlsx"}, follow=True)
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[0] == "Bảng xếp hạng"
    ambassador = browse().sign_in(ready.ambassador_id)
    assert ambassador.post(f"/xep-hang/{code}/tai", {"dang": "xlsx"}).status_code == 403
    assert "Tải bảng tính" not in text(ambassador.get("/xep-hang"))
