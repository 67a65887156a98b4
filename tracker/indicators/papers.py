"""Places × indicators as a spreadsheet, to be compared and reckoned with (seeds H10, G14)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tracker.indicators.rules import Spec, Value
from tracker.papers.paper import Cell, Column, Family, Kind, Letterhead, Paper, Style, Table, Words
from tracker.papers.words import day_words, in_a_name, without_kind
from tracker.periods.rules import Period
from tracker.periods.text import period_name

Row = tuple[str, str, Mapping[str, Value]]


def table(place: str, period: Period, specs: Sequence[Spec], rows: Sequence[Row], *,
          made_at: datetime) -> Paper:  # fmt: skip
    """A row a place; of a share its number, what it is divided by, and the rate in full; of what is
    counted among others also among how many."""
    columns = [Column("Mã", 2), Column("Nơi", 4)]
    for spec in specs:
        columns += _columns(spec)
    cells = tuple(
        (code, name, *(cell for spec in specs for cell in _cells(values.get(spec.code), spec)))
        for code, name, values in rows
    )
    days = f"từ {day_words(period.first)} đến {day_words(period.last)}"
    return Paper(
        name=f"Chỉ số {place}, {in_a_name(period_name(period))}",
        letterhead=Letterhead(Family.STATE, place.upper(), without_kind(place), day=made_at.date()),
        title="BẢNG CHỈ SỐ",
        about=f"{place}, {period_name(period)} ({days})",
        blocks=(
            Words(f"Số liệu lúc {made_at:%H:%M} ngày {day_words(made_at.date())}.", Style.NOTE),
            Table(tuple(columns), cells, caption="Các chỉ số"),
        ),
        is_landscape=True,
    )


def _columns(spec: Spec) -> list[Column]:
    name = dict(spec.words)["name"]
    if not spec.base:
        return [Column(name, 3)]
    both = [Column(f"{name}: số đếm", 3), Column(f"{name}: mẫu số", 3)]
    return [*both, Column(f"{name}: tỷ lệ", 3, Kind.PERCENT)] if spec.is_share else both


def _cells(value: Value | None, spec: Spec) -> tuple[Cell, ...]:
    if value is None:
        return (None,) * len(_columns(spec))
    rate = None if value.tenths is None else value.tenths / 10
    return (value.n, value.d, rate)[: len(_columns(spec))]
