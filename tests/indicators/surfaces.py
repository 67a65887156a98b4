"""What each surface says a number is, read back from what people and machines are given."""

import csv
import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import docx
import openpyxl

from tests.factories import World
from tests.web import Web, text
from tracker.core import clock
from tracker.core.db import db
from tracker.indicators.catalogue import indicators
from tracker.indicators.rules import Formula
from tracker.papers import sheet, word
from tracker.papers.paper import Family
from tracker.periods.rules import Period
from tracker.places.models import Province
from tracker.policy import Actor
from tracker.quotas.queries.counting import Level
from tracker.rankings import actions as rankings
from tracker.rankings import papers as ranking_papers
from tracker.rankings.models import Ranking
from tracker.rankings.open_data import FIGURES
from tracker.reports import actions as reports
from tracker.reports import papers, sheets
from tracker.reports.models import Report
from tracker.reports.rules import Issuer, ReportKind

NOW = datetime(2026, 11, 19, 15, 40, tzinfo=clock.ZONE)
TITLE = re.compile(r"<h1>.*?: ([^<:]*)</h1>")
LINK = re.compile(r'href="(/(?:to|xa|tinh)/[^/"]+)/so-lieu/(\w+)\?[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
FIRST_NUMBER = re.compile(r"(\d[\d.]*)(%?)")
FACT = re.compile(r"/so-lieu/(\w+)\?[^>]*>([^<]*)</a>")
ROW = re.compile(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', re.DOTALL)
CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")

# A number and what it is divided by.
Pair = tuple[int, int | None]
NAMES = {dict(spec.words)["name"]: code for code, spec in indicators().items()}
IN_REPORTS = [code for code, spec in indicators().items() if spec.formula is not Formula.QUOTA]


@dataclass(frozen=True)
class Told:
    """What a report says: of its days, and since New Year."""

    inside: dict[str, Any]
    year: dict[str, Any]


def page(web: Web, address: str, period: Period) -> dict[str, str]:
    """All indicators side by side."""
    answer = text(web.get(f"{address}/chi-so?ky={period.code}"))
    return {name: html.unescape(said) for name, said in FACT.findall(answer)}


def dashboard(web: Web, address: str) -> Iterator[tuple[str, str, int, bool]]:
    """Every number of a page that leads to its explanation: of which place, which, how many, and
    whether in per cent."""
    for place, name, words in LINK.findall(text(web.get(address))):
        found = FIRST_NUMBER.search(_plain(words).split(": ")[-1])
        assert found, (place, name, words)
        yield place, name, int(found[1].replace(".", "")), bool(found[2])


def comparison(web: Web, address: str, period: Period) -> dict[str, dict[str, Pair]]:
    """The file of a place and its parts: by the name of the place."""
    answer = web.post(f"{address}/chi-so/tai?ky={period.code}", {"dang": "xlsx"})
    while answer.status_code == 303:
        answer = web.get(answer.headers["Location"])
    rows = _first_sheet(answer.data)
    at = next(n for n, row in enumerate(rows) if row[0] == "Mã")
    heads = rows[at]
    found: dict[str, dict[str, Pair]] = {}
    for row in rows[at + 1 :]:
        cells = dict(zip(heads, row, strict=True))
        found[row[1]] = {
            code: (cells[f"{name}: số đếm"], cells[f"{name}: mẫu số"])
            if f"{name}: số đếm" in cells
            else (cells[name], None)
            for name, code in NAMES.items()
            if name in cells or f"{name}: số đếm" in cells
        }
    return found


def report_explanation(web: Web, report_id: int, name: str) -> list[str]:
    """What a report's own page of a number says it comes to, in its days and since New Year."""
    answer = text(web.get(f"/bao-cao/{report_id}/so-lieu/{name}"))
    return [_plain(said) for said in re.findall(r"<dt>Kết quả</dt><dd>(.*?)</dd>", answer)]


def explanation(web: Web, address: str, period: Period, name: str) -> str:
    answer = text(web.get(f"{address}/so-lieu/{name}?ky={period.code}"))
    found = TITLE.search(answer)
    assert found, f"{address}/so-lieu/{name}"
    return html.unescape(found[1])


def machine(web: Web, token: str, period: Period) -> dict[str, dict[str, Pair]]:
    """By the code of the commune; as lines they say the same."""
    headers, address = {"Authorization": f"Bearer {token}"}, f"/api/chi-so?ky={period.code}"
    answer = web.get(address, headers=headers).get_json()
    found = {
        one["code"]: {code: (v["n"], v["d"]) for code, v in one["values"].items()}
        for one in answer["communes"]
    }
    lines = web.get(f"{address}&dang=csv", headers=headers).data.decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(lines)):
        said = int(row["n"]), int(row["d"]) if row["d"] else None
        assert found[row["commune"]][row["indicator"]] == said
    return found


def begin(world: World, level: Level, period: Period) -> Report:
    """A report about any days; of the commune, or of the province."""
    of_commune = level is Level.COMMUNE
    issuer = Issuer.COMMUNE if of_commune else Issuer.PROVINCE_YOUTH
    by = world.officer_id if of_commune else world.province_youth_id
    made = reports.begin(
        Actor(by, ""), province_id=world.province_id, now=NOW,
        commune_id=world.commune_id if of_commune else None,
        wanted=reports.Wanted(issuer, ReportKind.AD_HOC, period),
    )  # fmt: skip
    assert isinstance(made, Report)
    return made


def report_page(web: Web, report_id: int) -> Told:
    answer = text(web.get(f"/bao-cao/{report_id}"))
    figures = answer[answer.index('id="figures"') :]
    rows = [
        (NAMES.get(_plain(name)), [_plain(cell) for cell in CELL.findall(cells)])
        for name, cells in ROW.findall(figures)
    ]
    return Told(
        {code: cells[0] for code, cells in rows if code},
        {code: cells[1] for code, cells in rows if code},
    )


def report_word(report: Report) -> Told:
    paper = papers.report(
        report.draft, family=Family.STATE, title="Báo cáo", check="", day=date(2026, 11, 19),
        is_draft=True,
    )  # fmt: skip
    document = docx.Document(io.BytesIO(word.write(paper, lambda _rows: None)))
    rows = [
        [cell.text for cell in row.cells]
        for table in document.tables
        for row in table.rows
        if table.rows[0].cells[-1].text == "Từ 01/01"
    ]
    rows = [row for row in rows if row[1] in NAMES]
    return Told(
        {NAMES[row[1]]: pair_of(row[3]) for row in rows},
        {NAMES[row[1]]: pair_of(row[4]) for row in rows},
    )


def report_excel(report: Report) -> Told:
    paper = sheets.figures(
        report.draft, family=Family.STATE, title="Báo cáo", check="", day=date(2026, 11, 19)
    )
    rows = [row for row in _first_sheet(sheet.write(paper, lambda _r: None)) if row[1] in NAMES]
    for row in rows:
        _has_right_rate(row[3:6])
        _has_right_rate(row[6:9])
    return Told(
        {NAMES[row[1]]: (row[3], row[4]) for row in rows},
        {NAMES[row[1]]: (row[6], row[7]) for row in rows},
    )


def publish(world: World, period: Period) -> Ranking:
    """With no cell held back, so that every number can be compared."""
    done = rankings.publish(
        Actor(world.board_id, ""), province=db.session.get_one(Province, world.province_id),
        period=period, reason="", now=NOW,
    )  # fmt: skip
    assert isinstance(done, Ranking), done
    return done


RANKED = ("score", "people", "classes", "issues", "per_thousand", "active")


def ranking_said(web: Web, one: Ranking, code: str) -> Iterator[tuple[str, list[Any]]]:
    """The commune's row wherever a published ranking is shown, in tenths."""
    named = one.snapshot.code
    page_text = text(web.get(f"/xep-hang?ban={named}"))
    table = page_text[page_text.index('<div id="table"') :]
    rows = [[_plain(cell) for cell in CELL.findall(row)] for row in re.findall(r"<tr>(.*?)</tr>",
            table, re.DOTALL)]  # fmt: skip
    name = next(row["name"] for row in one.snapshot.public["rows"] if row["code"] == code)
    yield "page", [tenths_of(cell) for row in rows if row[1] == name for cell in row[2:]]
    said = web.get(f"/xep-hang/{named}/json").get_json()["rows"]
    yield "JSON", [row[key] for row in said if row["code"] == code for key in RANKED]
    lines = csv.DictReader(io.StringIO(web.get(f"/xep-hang/{named}/csv").data.decode("utf-8-sig")))
    heads = {key: head for head, (key, _in_tenths) in FIGURES.items()}
    cells = [row[heads[key]] for row in lines if row["ma_xa"] == code for key in RANKED]
    yield "CSV", [round(float(cell) * 10) for cell in cells]
    paper = ranking_papers.table(
        one.snapshot.public, version=1, published=date(2026, 11, 19), check=""
    )
    found = [row for row in _first_sheet(sheet.write(paper, lambda _r: None)) if row[1] == code]
    shown = [cell * (10 if at == 4 else 1000) for row in found for at, cell in enumerate(row[3:])]
    yield "Excel", [round(cell) for cell in shown]


def draft_said(web: Web, period: Period, name: str) -> list[str]:
    """The commune's cells of the draft."""
    answer = text(web.get(f"/xep-hang/nhap?ky={period.code}"))
    rows = re.findall(r"<tr>(.*?)</tr>", answer, re.DOTALL)
    found = [[_plain(cell) for cell in CELL.findall(row)] for row in rows]
    return next(row[2:] for row in found if row[1] == name)


def pair_of(said: str) -> Pair:
    """“4,1% (41/1.000)”, “12/17”, “412 người”, “1.240”."""
    inside = re.search(r"\((.*)\)", said)
    numbers = re.findall(r"[\d.]+", inside[1] if inside else said)
    n, *rest = [int(number.replace(".", "")) for number in numbers]
    return n, rest[0] if rest else None


def tenths_of(said: str) -> int:
    """“103%”, “41,5%”, “41,7”."""
    return round(float(said.removesuffix("%").replace(".", "").replace(",", ".")) * 10)


def _has_right_rate(cells: list[Any]) -> None:
    n, d, rate = cells
    if rate is not None:
        assert round(rate * 1000) == n * 1000 // d


def _first_sheet(content: bytes) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def _plain(markup: str) -> str:
    return " ".join(html.unescape(TAG.sub("", markup)).split())
