"""A campaign's papers: whole, in order, harmless, and written down when they leave."""

import io
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from tests import factories as make
from tests.campaigns.test_closing import turn
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.web import Web
from tracker.campaigns.models import Campaign
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.places.models import Commune, Site
from tracker.shifts.models import Shift

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NAMES = ["Lý A Đông", "Vàng Thị Dung", "Giàng A Ân", "Sùng A An", "=HYPERLINK(1)"]
# By given name, as the Vietnamese alphabet goes; a formula is a name like any other.
IN_ORDER = ["Sùng A An", "Giàng A Ân", "Vàng Thị Dung", "Lý A Đông"]


@pytest.fixture
def youth(web: Web, world: World, do: Do) -> Web:
    def sign_up() -> None:
        campaign = db.session.get_one(Campaign, world.campaign_id)
        commune = db.session.get_one(Commune, world.commune_id)
        for name in NAMES:
            make.signup(campaign, make.volunteer(commune, name))
        make.shift(campaign, db.session.get_one(Site, world.site_id), places=5)

    do(sign_up)
    return web.sign_in(world.commune_youth_id)


def taken(web: Web, address: str, form: str) -> bytes:
    answer = web.post(address, {"dang": form}, follow=True)
    assert answer.status_code == 200
    return bytes(answer.data)


def test_a_share_is_written_as_everywhere(youth: Web, world: World, do: Do):
    """2 of 3 are 67 %."""

    def help_people() -> None:
        campaign = db.session.get_one(Campaign, world.campaign_id)
        campaign.goal_turns = 3
        for _n in range(2):
            turn(world, campaign, 1)

    do(help_people)
    address = f"/chien-dich/{world.campaign_id}/ket-qua/tai"
    word = docx.Document(io.BytesIO(taken(youth, address, "docx")))
    rows = [[cell.text for cell in row.cells] for row in word.tables[1].rows]
    assert next(row for row in rows if "Lượt người dân được hỗ trợ" in row)[-1] == "67%"


def test_the_list_of_people_is_whole_and_in_order(youth: Web, world: World, do: Do):
    address = f"/chien-dich/{world.campaign_id}/danh-sach/tai"
    word = docx.Document(io.BytesIO(taken(youth, address, "docx")))
    names = [row.cells[1].text for row in word.tables[1].rows[1:]]
    assert [name for name in names if name in IN_ORDER] == IN_ORDER
    assert len(names) == 1 + len(NAMES), "whoever of the world signed up before, too"
    assert "ĐOÀN TNCS HỒ CHÍ MINH" in word.tables[0].rows[0].cells[1].text
    assert "+8491" not in str([cell.text for row in word.tables[1].rows for cell in row.cells])
    book = openpyxl.load_workbook(io.BytesIO(taken(youth, address, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    formula = next(cell for cell in cells if cell.value == "=HYPERLINK(1)")
    assert (formula.data_type, formula.quotePrefix) == ("s", True)

    def deeds() -> list[dict[str, Any]]:
        made = select(JournalEntry.details).where(JournalEntry.deed == "paper.make")
        return list(db.session.scalars(made))

    assert [row["product"] for row in do(deeds)] == ["campaign_roster"] * 2


def test_the_plan_names_every_shift_and_nobody(youth: Web, world: World, do: Do):
    address = f"/chien-dich/{world.campaign_id}/ke-hoach/tai"
    pdf = pypdf.PdfReader(io.BytesIO(taken(youth, address, "pdf")))
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    shifts = do(lambda: len(list(db.session.scalars(
        select(Shift.id).where(Shift.campaign_id == world.campaign_id)))))  # fmt: skip
    assert words.count("Hướng dẫn:") == shifts
    assert "KẾ HOẠCH" in words
    assert "Số: -KH/ĐTN" in words
    assert not any(name in words for name in NAMES)


def test_papers_leave_with_those_who_may(browse, youth: Web, world: World):
    here = f"/chien-dich/{world.campaign_id}"
    for what, allowed in (
        ("danh-sach", {world.commune_youth_id, world.province_youth_id}),
        ("ke-hoach", {world.commune_youth_id, world.province_youth_id, world.head_id}),
    ):
        for who in (
            world.commune_youth_id, world.province_youth_id, world.head_id, world.leader_id,
            world.ambassador_id, world.admin_id,
        ):  # fmt: skip
            status = browse().sign_in(who).post(f"{here}/{what}/tai", {"dang": "docx"}).status_code
            assert (status == 303) == (who in allowed), (what, who, status)
        assert youth.post(f"{here}/{what}/tai", {"dang": "exe"}).status_code == 400
