"""A published ranking as a spreadsheet, from its snapshot and nothing else."""

from datetime import date
from typing import Any

from tracker.papers.paper import Cell, Column, Family, Kind, Letterhead, Paper, Style, Table, Words
from tracker.papers.words import day_words, in_a_name, without_kind
from tracker.periods.rules import Period, PeriodKind
from tracker.periods.text import period_name
from tracker.rankings.rows import by_name
from tracker.rankings.rules import Lack

FORMULA = (
    "Điểm là trung bình của ba tỷ lệ hoàn thành chỉ tiêu, mỗi tỷ lệ tính vào điểm tối đa 120% và"
    " ghi đủ trong bảng. Bằng điểm thì xét tỷ lệ tổ hoạt động; vẫn bằng thì cùng hạng."
)
LACKS = {
    Lack.GOALS: "chưa giao đủ ba chỉ tiêu",
    Lack.ADULTS: "chưa nhập dân số trưởng thành",
    Lack.FEW: "quá ít người được hướng dẫn để công bố",
}
COLUMNS = (
    Column("Hạng", 0), Column("Mã", 2), Column("Xã, phường, đặc khu", 5),
    Column("Điểm", 2, Kind.PERCENT), Column("Người được hướng dẫn", 2, Kind.PERCENT),
    Column("Buổi phổ cập", 2, Kind.PERCENT), Column("Phản ánh được giải quyết", 2, Kind.PERCENT),
    Column("Người/1.000 người trưởng thành", 2), Column("Tổ hoạt động", 2, Kind.PERCENT),
)  # fmt: skip
_TENTHS = ("score", "people", "classes", "issues", "per_thousand", "active")


def table(facts: dict[str, Any], *, version: int, published: date, check: str) -> Paper:
    """The rows as published; a cell about too few people says so instead of a number."""
    first, last = (date.fromisoformat(facts["period"][end]) for end in ("first", "last"))
    period = Period(PeriodKind(facts["period"]["kind"]), first, last)
    until = date.fromisoformat(facts["until"]) if "until" in facts else published
    place = facts["place"]
    return Paper(
        name=f"Bảng xếp hạng {place}, {in_a_name(period_name(period))}, bản {version}",
        letterhead=Letterhead(
            Family.STATE, f"BAN CHỈ ĐẠO {place.upper()}", without_kind(place), day=published
        ),
        title="BẢNG XẾP HẠNG",
        about=f"{place}, {period_name(period)} (từ {day_words(first)} đến {day_words(last)})",
        blocks=(
            Words(FORMULA, Style.NOTE),
            Words(
                f"Bản số {version}, công bố ngày {day_words(published)}. Đối chiếu: {check}",
                Style.NOTE,
            ),
            Table(COLUMNS, tuple(map(_row, facts["rows"])), caption="Bảng xếp hạng"),
            *_without(facts),
        ),
        is_landscape=True,
        counted_to=min(last, until),
    )


def _row(row: dict[str, Any]) -> tuple[Cell, ...]:
    return (row["rank"], row["code"], row["name"], *(_tenths(row[name]) for name in _TENTHS))


def _tenths(value: int | None) -> Cell:
    return "dưới mức công bố" if value is None else value / 10


def _without(facts: dict[str, Any]) -> list[Table]:
    rows = tuple(
        (one["code"], one["name"], ", ".join(LACKS[Lack(lack)] for lack in one["lacks"]))
        for one in by_name(facts["without"])
    )
    columns = (Column("Mã", 2), Column("Xã, phường, đặc khu", 5), Column("Còn thiếu", 5))
    return [Table(columns, rows, caption="Chưa đủ số liệu")] if rows else []
