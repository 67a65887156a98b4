"""A paper's tables as an Excel file: text stays text, days and numbers keep their kind."""

import io
import re
import textwrap
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Any

import xlsxwriter

from tracker.papers.archive import fixed
from tracker.papers.paper import Cell, Column, Kind, Paper, Style, Table, Words
from tracker.papers.words import day_words, on_one_line, shown

A4 = 9
INCH = 25.4
LINE = 17
LONGEST_NAME = 31
NARROWEST, WIDEST = 6, 60
FORMATS = {Kind.COUNT: "#,##0", Kind.PERCENT: "0%", Kind.YEAR: "0", Kind.FIGURE: "#,##0"}

Told = Callable[[int], None]


def write(paper: Paper, told: Told) -> bytes:
    """The same paper gives the same bytes. `told` hears how many rows are written so far."""
    made = io.BytesIO()
    # Never a formula, never a link: whatever somebody called themselves stays what they typed.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        day = paper.letterhead.day or date(2026, 1, 1)
        book.set_properties({"title": paper.name, "created": datetime.combine(day, time(), UTC)})
        writer = _Writer(book, paper, told)
        for table in paper.tables:
            writer.table(table)
    return fixed(made.getvalue())


class _Writer:
    def __init__(self, book: Any, paper: Paper, told: Told) -> None:
        self._book, self._paper, self._told = book, paper, told
        self._looks: dict[str, Any] = {}
        self._rows = 0

    def table(self, table: Table) -> None:
        sheet = self._book.add_worksheet(self._sheet_name(table))
        top = self._heads(sheet, table)
        widths = _widths(table)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        lines = max(_lines(column.head, w) for column, w in zip(table.columns, widths, strict=True))
        sheet.set_row(top, LINE * lines)
        for at, column in enumerate(table.columns):
            sheet.write_string(top, at, column.head, self._look("head"))
        for number, row in enumerate(table.rows, 1):
            self._row(sheet, top + number, table.columns, row)
            self._rows += 1
            self._told(self._rows)
        last = top + len(table.rows)
        if table.rows:
            sheet.autofilter(top, 0, last, len(table.columns) - 1)
        if table.total:
            self._row(sheet, last + 1, table.columns, table.total, bold=True)
        self._set_up_print(sheet, top)

    def _heads(self, sheet: Any, table: Table) -> int:
        """Who issued it, what it is about, and up to which day, above every table: a sheet is
        copied and sent on alone. Returns the row of the heads."""
        paper = self._paper
        notes = [
            block.text
            for block in paper.blocks
            if isinstance(block, Words) and block.style is Style.NOTE
        ]
        if paper.counted_to and not any(note.partition("Số liệu")[1] for note in notes):
            notes.append(f"Số liệu đến {day_words(paper.counted_to)}.")
        heads = [on_one_line(paper.letterhead.issuer), paper.title, paper.about, table.caption]
        looks = [(line, "title" if line == paper.title else "bold") for line in heads if line]
        looks += [(note, "note") for note in notes]
        for at, (line, look) in enumerate(looks):
            sheet.write_string(at, 0, line, self._look(look))
        return len(looks) + 1

    def _row(
        self, sheet: Any, at: int, columns: tuple[Column, ...], row: tuple[Cell, ...], *,
        bold: bool = False,
    ) -> None:  # fmt: skip
        for number, (column, cell) in enumerate(zip(columns, row, strict=True)):
            self._cell(sheet, at, number, cell, column.kind, bold=bold)

    def _cell(
        self, sheet: Any, row: int, column: int, cell: Cell, kind: Kind, *, bold: bool
    ) -> None:
        ending = " bold" if bold else ""
        match cell:
            case None:
                sheet.write_blank(row, column, None, self._look("text" + ending))
            case str():
                sheet.write_string(row, column, cell, self._look("text" + ending))
            case date() | time():
                name = "day" if isinstance(cell, date) else "hour"
                sheet.write_datetime(row, column, cell, self._look(name + ending))
            case _:
                value = cell / 100 if kind is Kind.PERCENT else cell
                name = _PARTS.get(kind, kind.value) if isinstance(cell, float) else kind.value
                sheet.write_number(row, column, value, self._look(name + ending))

    def _look(self, name: str) -> Any:
        if name not in self._looks:
            kind, _, bold = name.partition(" ")
            self._looks[name] = self._book.add_format({**_LOOKS[kind], "bold": bool(bold)} | (
                {"bold": True} if kind in _BOLD else {}
            ))  # fmt: skip
        return self._looks[name]

    def _sheet_name(self, table: Table) -> str:
        """Excel forbids some letters in it, more than 31 of them, and the same name twice."""
        name = re.sub(r"[\[\]:*?/\\']", " ", table.caption or self._paper.title.capitalize())
        taken = {sheet.get_name().lower() for sheet in self._book.worksheets()}
        short = textwrap.shorten(name, LONGEST_NAME, placeholder="")
        number = 1
        while short.lower() in taken:
            number += 1
            short = f"{textwrap.shorten(name, LONGEST_NAME - 3, placeholder='')} {number}"
        return short

    def _set_up_print(self, sheet: Any, top: int) -> None:
        if self._paper.is_landscape:
            sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=20 / INCH, right=15 / INCH, top=20 / INCH, bottom=20 / INCH)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
        sheet.set_footer("&C&P/&N")
        sheet.freeze_panes(top + 1, 0)


_BASE = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
_CELL = _BASE | {"border": 1}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": _BASE | {"font_size": 14},
    "bold": _BASE,
    "note": _BASE | {"italic": True},
    "head": _CELL | {"align": "center", "valign": "vcenter", "text_wrap": True},
    # Also when somebody edits the cell, what begins like a formula stays text.
    "text": _CELL | {"text_wrap": True, "quote_prefix": True},
    "day": _CELL | {"num_format": "dd/mm/yyyy", "align": "left"},
    "hour": _CELL | {"num_format": "hh:mm", "align": "left"},
    "share": _CELL | {"num_format": "#,##0.0"},
    "tenths": _CELL | {"num_format": "0.0%"},
    **{kind.value: _CELL | {"num_format": shape} for kind, shape in FORMATS.items()},
}
_BOLD = {"title", "bold", "head"}
# How a number that is not whole is written.
_PARTS = {Kind.COUNT: "share", Kind.PERCENT: "tenths"}


def _widths(table: Table) -> list[int]:
    """As wide as the longest text, within reason."""
    return [
        _width(column, (row[at] for row in table.rows)) for at, column in enumerate(table.columns)
    ]


def _width(column: Column, cells: Iterable[Cell]) -> int:
    words = [*column.head.split(), *(shown(cell, column) for cell in cells)]
    longest = max(map(len, words), default=0)
    # A column for what is written by hand is empty, and as wide as on the other forms.
    return max(NARROWEST, 3 * column.width, min(WIDEST, longest + 2))


def _lines(head: str, width: int) -> int:
    """On how many lines the words of a head stand."""
    return len(textwrap.wrap(head, width - 1)) or 1
