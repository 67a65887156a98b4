"""What comes after the summer of day script 4: the results, 38 certificates, three proposals."""

import io
import re
from typing import Any, Protocol

import docx
import openpyxl

from tests.certificates.sheets import HOST, decoded, ticked, verdict
from tests.web import Web
from tracker.shifts.queries import Results


class Campaign(Protocol):
    app: Any
    key: int

    def youth(self) -> Web: ...


def facts(page: str) -> dict[str, str]:
    """Label and value of each fact on a page."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return {name: re.sub(r"<[^>]+>", "", value).strip() for name, value in pairs}


def check_the_page_of_the_results(summer: Campaign, found: Results) -> None:
    """Against the goals, and each number leads to what it counts."""
    youth, here = summer.youth(), f"/chien-dich/{summer.key}/ket-qua"
    page = youth.get(here).text
    bars = re.findall(r'<b class="number">(.*?)</b>', page)
    assert bars == [
        "Ca đã tổ chức: 103/117 ca",
        "Lượt người dân được hỗ trợ: 655/600 lượt",
        "Người dân được hướng dẫn: 251/240 người",
    ]
    said = facts(page)
    assert said["Tình nguyện viên tham gia"] == "41 người"
    assert said["Lượt tham gia của tình nguyện viên"] == "288 lượt"
    assert found.minutes == found.code_minutes + found.typed_minutes + found.open_minutes
    for figure, number in (
        ("ca", "103"), ("tinh-nguyen-vien", "41"), ("luot-tham-gia", "288"),
        ("luot-nguoi-dan", "655"), ("nguoi-dan", "251"),
    ):  # fmt: skip
        why = youth.get(f"{here}/{figure}").text
        title = re.search(r"<h1>(.*?)</h1>", why)
        assert title is not None
        assert title[1].endswith(f": {number}")
        rows = re.findall(r'<span class="list__aside">([\d.,]+)</span>', why)
        if figure != "nguoi-dan":  # somebody in two thôn counts in each
            total = len(rows) if figure == "tinh-nguyen-vien" else sum(map(int, rows))
            assert total == int(number), figure
    book = openpyxl.load_workbook(io.BytesIO(taken(youth, f"{here}/tai", "xlsx")))
    cells = {row[1]: row[3] for sheet in book for row in sheet.iter_rows(values_only=True)
             if len(row) > 3 and row[1]}  # fmt: skip
    assert cells["Lượt người dân được hỗ trợ"] == 655
    assert cells["Người dân được hướng dẫn"] == 251


def check_the_list_of_people(summer: Campaign) -> None:
    """All 46, by given name."""
    address = f"/chien-dich/{summer.key}/danh-sach/tai"
    table = docx.Document(io.BytesIO(taken(summer.youth(), address, "docx"))).tables[1]
    names = [row.cells[1].text for row in table.rows[1:]]
    assert (len(names), len(set(names))) == (46, 46)
    assert "Lý Thị Mẩy" in names
    plan = taken(summer.youth(), f"/chien-dich/{summer.key}/ke-hoach/tai", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(plan))
    assert sum(1 for sheet in book for row in sheet.iter_rows(values_only=True)
               if any("Hướng dẫn: " in str(cell) for cell in row)) == 119  # fmt: skip


def check_the_certificates(summer: Campaign) -> None:
    """38 sheets, each known by the code that is printed on it; one taken back says so."""
    youth, here = summer.youth(), f"/chien-dich/{summer.key}/giay-xac-nhan"
    people = ticked(youth, summer.key)
    assert len(people) == 38
    assert youth.post(here, {"people": people}).status_code == 303
    addresses = decoded(taken(youth, f"{here}/tai", "pdf"))
    assert len(set(addresses)) == 38
    anybody = Web(summer.app)
    assert [verdict(anybody, address) for address in addresses] == ["Hợp lệ"] * 38
    page = facts(anybody.get(addresses[0].removeprefix(HOST)).text)
    assert page["Chiến dịch"] == "Thanh niên chung tay phổ cập kỹ năng số – Hè 2027"
    assert page["Đơn vị cấp"].startswith("Đoàn xã ")
    last = re.findall(rf"{here}/(\d+)", youth.get(here).text)[-1]
    assert youth.post(f"{here}/{last}/thu-hoi", {"reason": "trùng người"}).status_code == 303
    again = [verdict(Web(summer.app), address) for address in addresses[-3:]]
    assert again[:2] == ["Hợp lệ", "Hợp lệ"]
    assert again[2].startswith("Đã thu hồi ngày 01/08/2027")


def check_the_rewards(summer: Campaign) -> None:
    """Three names, their figures from the records."""
    youth, here = summer.youth(), f"/chien-dich/{summer.key}/khen-thuong"
    rows = re.findall(
        r'them\?nguoi=(\d+)">.*?<b>(.*?)</b>.*?number">([\d.,]+) ca, ([\d.,]+) giờ<',
        youth.get(here).text,
    )
    for key, _name, _shifts, _hours in rows[:3]:
        form = {"kind": "commune_merit", "words": "Đến từng nhà, hướng dẫn tận tình"}
        typed = {"figures": "999", "shifts": "999", "minutes": "999"}
        assert youth.post(f"{here}/them?nguoi={key}", form | typed).status_code == 303
    twice = youth.post(f"{here}/them?nguoi={rows[0][0]}", form)
    assert (twice.status_code, "Đã đề nghị hình thức này rồi" in twice.text) == (422, True)
    table = docx.Document(io.BytesIO(taken(youth, f"{here}/tai", "docx"))).tables[1]
    proposed = [tuple(cell.text for cell in row.cells) for row in table.rows[1:]]
    told = [(name, shifts, hours) for _n, name, _unit, _people, shifts, hours, _kind in proposed]
    assert told == [
        (name, shifts, hours if "," in hours else f"{hours},0")
        for _key, name, shifts, hours in rows[:3]
    ]


def taken(web: Web, address: str, form: str) -> bytes:
    """The file behind a button; over its number of rows it is made first."""
    answer = web.post(address, {"dang": form}, follow=True)
    assert answer.status_code == 200
    return bytes(answer.data)
