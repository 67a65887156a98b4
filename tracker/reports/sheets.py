"""A report's figures as a spreadsheet: numbers that can be reckoned with, from the same facts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from tracker.indicators.catalogue import indicators
from tracker.indicators.rules import Spec, Unit, Value
from tracker.papers.paper import (
    NUMBER,
    Block,
    Cell,
    Column,
    Family,
    Kind,
    Paper,
    Style,
    Table,
    Words,
    numbered,
)
from tracker.papers.words import day_words
from tracker.reports.headings import counted, file_name, letterhead, subject
from tracker.reports.papers import QUOTA_CODES, UNITS, quota_days
from tracker.reports.text import why_words

COLUMNS = (
    NUMBER, Column("Chỉ số", 6), Column("Đơn vị", 2),
    Column("Trong kỳ", 2), Column("Mẫu số trong kỳ", 2), Column("Tỷ lệ trong kỳ", 2, Kind.PERCENT),
    Column("Từ 01/01", 2), Column("Mẫu số từ 01/01", 2), Column("Tỷ lệ từ 01/01", 2, Kind.PERCENT),
)  # fmt: skip


def figures(facts: dict[str, Any], *, family: Family, title: str, check: str, day: date) -> Paper:
    """Every figure of the report, with what it is divided by."""
    blocks: tuple[Block, ...] = (
        Words(f"Đối chiếu: {check}" if check else "Bản nháp, chưa chốt số liệu", Style.NOTE),
        Table(COLUMNS, numbered(_indicators(facts)), caption="Các chỉ số"),
        *_skills(facts),
        *_quotas(facts),
        *_corrections(facts),
        *_communes(facts),
    )
    return Paper(
        name=f"{file_name(facts, family, title)} - số liệu",
        letterhead=letterhead(facts, family, day),
        title="SỐ LIỆU BÁO CÁO",
        about=f"{subject(facts)}{counted(facts)}",
        blocks=blocks,
        is_landscape=True,
        counted_to=min(date.fromisoformat(facts["period"]["last"]), day),
    )


def _indicators(facts: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for code, spec in indicators().items():
        pair = facts["indicators"].get(code)
        if pair:
            name, unit = dict(spec.words)["name"], _unit(spec)
            yield (name, unit, *_cells(pair["n"], spec), *_cells(pair["year"], spec))


def _unit(spec: Spec) -> str:
    """What the number before the division counts."""
    return UNITS[Unit.PEOPLE if spec.unit is Unit.RATE else spec.unit]


def _cells(pair: list[int | None], spec: Spec) -> tuple[Cell, Cell, Cell]:
    """The number, its base, and the rate in per cent where the indicator is one."""
    value = Value(pair[0] or 0, pair[1])
    if not spec.is_share:
        return value.n, value.d, None
    return value.n, value.d, None if value.tenths is None else value.tenths / 10


def _skills(facts: dict[str, Any]) -> Iterator[Table]:
    columns = (Column("Mã", 2), Column("Kỹ năng", 6), Column("Trong kỳ", 2), Column("Từ 01/01", 2))
    for module in facts.get("skills", ()):
        rows = tuple((s["code"], s["name"], s["n"], s["year"]) for s in module["skills"])
        yield Table(columns, rows, caption=f"{module['name']}: số người tự làm được")


def _quotas(facts: dict[str, Any]) -> Iterator[Table]:
    rows: list[tuple[Cell, ...]] = []
    for one in facts.get("quotas", []):
        days = quota_days(one)
        for code in QUOTA_CODES:
            value = Value(one["rates"][code][0] or 0, one["rates"][code][1])
            name = dict(indicators()[code].words)["name"]
            rows.append((days, name, value.n, value.d, value.percent))
    if rows:
        columns = (
            Column("Kỳ chỉ tiêu", 3), Column("Chỉ tiêu", 5), Column("Kết quả", 2),
            Column("Được giao", 2), Column("Tỷ lệ hoàn thành", 2, Kind.PERCENT),
        )  # fmt: skip
        yield Table(columns, tuple(rows), caption="Hoàn thành chỉ tiêu")


def _corrections(facts: dict[str, Any]) -> Iterator[Table]:
    whole = facts["place"]["name"]
    rows = tuple(
        (_date(one["of"]["first"]), _date(one["of"]["last"]), its.get("name", whole),
         dict(indicators()[code].words)["name"], plus, minus,
         *_reasons(its.get("reasons", {}).get(code, {})))
        for one in facts.get("corrections", [])
        for its in (one, *one.get("by", ()))
        for code, (plus, minus) in its["changes"].items()
    )  # fmt: skip
    if rows:
        columns = (
            Column("Từ ngày", 2), Column("Đến ngày", 2), Column("Nơi", 3), Column("Chỉ số", 5),
            Column("Thêm", 2), Column("Bớt", 2), Column("Vì sao thêm", 4), Column("Vì sao bớt", 4),
        )  # fmt: skip
        yield Table(columns, rows, caption="Bổ sung kỳ trước")


def _reasons(told: dict[str, dict[str, int]]) -> tuple[str, str]:
    return why_words(told.get("plus", {})), why_words(told.get("minus", {}))


def _communes(facts: dict[str, Any]) -> Iterator[Table]:
    """Commune × indicator, of the province's report (seed H10)."""
    communes = facts.get("communes", [])
    if communes:
        codes = [code for code in indicators() if code in facts["indicators"]]
        columns = (
            Column("Mã", 2), Column("Xã, phường, đặc khu", 5),
            *(Column(dict(indicators()[code].words)["name"], 2) for code in codes),
        )  # fmt: skip
        rows = tuple(
            (one["code"], one["name"], *(_known(one["values"].get(code)) for code in codes))
            for one in communes
        )
        yield Table(columns, rows, caption="Từng xã")


def _known(pair: dict[str, Any] | None) -> int | None:
    """A commune's report of an older release does not know the newest indicators."""
    return pair["n"][0] if pair else None


def _date(text: str) -> date:
    return date.fromisoformat(text)


def _day(text: str) -> str:
    return day_words(_date(text))
