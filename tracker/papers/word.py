"""A paper as a Word file, which the office goes on writing in: real styles, heads that repeat."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import docx
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from tracker import qr
from tracker.papers.archive import fixed
from tracker.papers.layout import lay_out
from tracker.papers.letters import FINE, MM, SMALL, TITLE, LongTable, grid, paragraph, rule
from tracker.papers.paper import (
    Block,
    Cell,
    Code,
    Ending,
    Letterhead,
    Paper,
    Part,
    Signature,
    Style,
    Table,
    Words,
    closes,
)
from tracker.papers.widths import widths
from tracker.papers.words import (
    HEADINGS,
    MARKS,
    RECIPIENTS,
    number_line,
    place_and_date,
    shown,
    stands_right,
)

CODE = 26

STYLES = {
    Style.BODY: "Normal",
    Style.CENTRE: "Centred",
    Style.NOTE: "Centred",
    Style.CAPITALS: "Centred",
    Style.HEADING: "Heading1",
    Style.ITEM: "Item",
}
# So few rows stand on one page, as in the PDF.
FEW = 5
BOLD = {Style.CENTRE, Style.CAPITALS}

Told = Callable[[int], None]


def write(paper: Paper, told: Told) -> bytes:
    """The same paper gives the same bytes. `told` hears how many rows are written so far."""
    document = docx.Document()
    writer = _Writer(document, lay_out(document, paper), told)
    writer.letterhead(paper.letterhead)
    writer.title(paper.title, paper.about)
    if paper.about:
        writer.add(rule(0.3, writer.width))
    for at, block in enumerate(paper.blocks):
        writer.block(block, stays=closes(paper.blocks[at + 1 :]))
    made = io.BytesIO()
    document.save(made)
    return fixed(made.getvalue())


class _Writer:
    """Puts one block after the other before the end of the body."""

    def __init__(self, document: Any, width: int, told: Told) -> None:
        self._document, self.width, self._told = document, width, told
        self._end = document.element.body.sectPr
        self._rows = 0

    def add(self, *blocks: Any) -> None:
        for block in blocks:
            self._end.addprevious(block)

    def block(self, block: Block, *, stays: bool = False) -> None:
        """What stands before the signatures stays with them: none signs an empty page."""
        match block:
            case Words():
                self._words(block, stays=stays)
            case Table():
                self._table(block, stays=stays)
            case Part():
                self.title(block.title, block.about, starts_page=True)
                self.add(paragraph("Centred", block.note, italic=True))
            case Ending():
                self._ending(block)
            case Code():
                self._code(block)

    def letterhead(self, head: Letterhead) -> None:
        left, right = self.width * 2 // 5, self.width * 3 // 5
        self.add(grid([left, right], [_issuer(head, left), _heading(head, right)]))

    def title(self, title: str, about: str, *, starts_page: bool = False) -> None:
        self.add(paragraph("Title", title, starts_page=starts_page))
        if about:
            self.add(paragraph("Subtitle", about))

    def _words(self, words: Words, *, stays: bool) -> None:
        text = f"– {words.text}" if words.style is Style.ITEM else words.text
        look = {"italic": words.style is Style.NOTE, "bold": words.style in BOLD}
        self.add(paragraph(STYLES[words.style], text, lead=words.lead, stays=stays, **look))

    def _table(self, table: Table, *, stays: bool) -> None:
        if table.caption:
            self.add(paragraph("Normal", table.caption, bold=True, stays=True))
        else:
            self.add(paragraph("Gap", ""))
        mine = [int(width * MM) for width in widths(table, self.width / MM)]
        made = LongTable(mine, [column.head for column in table.columns])
        for row in table.rows:
            # Neither a total nor a signature is left alone on the next page.
            is_last = row is table.rows[-1]
            goes_on = bool(table.total) or stays if is_last else len(table.rows) <= FEW
            made.add(_cells(table, row), stays=goes_on)
            self._rows += 1
            self._told(self._rows)
        if table.total:
            made.add(_cells(table, table.total), bold=True, stays=stays)
        self.add(made.element(), paragraph("Gap", "", stays=stays))

    def _ending(self, ending: Ending) -> None:
        cells = [list(_signature(one)) for one in ending.signatures]
        if ending.recipients or len(cells) == 1:
            cells.insert(0, list(_recipients(ending.recipients)))
        self.add(grid([self.width // len(cells)] * len(cells), cells))

    def _code(self, code: Code) -> None:
        picture = paragraph("Plain", "")
        words = paragraph("Plain", f"{code.words}\n{code.address}", size=FINE)
        self.add(grid([30 * MM, self.width - 30 * MM], [[picture], [words]]))
        run = Paragraph(picture, self._document._body).add_run()
        drawn = run.add_picture(io.BytesIO(qr.png(code.address)), width=Mm(CODE))
        drawn._inline.docPr.set("descr", code.address)


def _cells(table: Table, row: tuple[Cell, ...]) -> list[tuple[str, bool]]:
    columns = zip(table.columns, row, strict=True)
    return [(shown(cell, column), stands_right(cell, column)) for column, cell in columns]


def _issuer(head: Letterhead, width: int) -> Iterator[Any]:
    mark = MARKS[head.family]
    if head.over:
        yield paragraph("Centred", head.over, size=SMALL)
    yield paragraph("Centred", head.issuer, size=SMALL, bold=True)
    yield paragraph("Centred", mark, bold=True) if mark else rule(0.35, width)
    if head.number:
        yield paragraph("Centred", number_line(head))


def _heading(head: Letterhead, width: int) -> Iterator[Any]:
    first, *rest = HEADINGS[head.family]
    size = SMALL if rest else TITLE
    yield paragraph("Centred", first, size=size, bold=True, underlined=not rest)
    for line in rest:
        yield paragraph("Centred", line, bold=True)
        yield rule(0.62, width)
    yield paragraph("Centred", place_and_date(head), italic=True)


def _signature(one: Signature) -> Iterator[Any]:
    if one.over:
        yield paragraph("Centred", one.over, bold=True)
    yield paragraph("Centred", one.title, bold=True)
    if one.hint:
        yield paragraph("Centred", one.hint, italic=True)
    for _line in range(4):
        yield paragraph("Centred", "")
    yield paragraph("Centred", one.name, bold=True)


def _recipients(lines: tuple[str, ...]) -> Iterator[Any]:
    yield paragraph("Plain", RECIPIENTS if lines else "", bold=True, italic=True, size=24)
    for line in lines:
        yield paragraph("Plain", f"- {line}", size=FINE)
