"""Pieces of a Word file: paragraphs, rules, tables."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

# Twentieths of a point, as Word measures.
MM = 57
# What XML cannot carry at all.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

CELL_MARGIN = 70
SMALL, TITLE, FINE = 25, 28, 22  # half points


def element(name: str, *inside: Any, **attributes: object) -> Any:
    """A w: element with w: attributes."""
    made: Any = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    made.extend(inside)
    return made


def run(
    text: str, *, bold: bool = False, italic: bool = False, underlined: bool = False, size: int = 0
) -> Any:
    """Words of somebody: a line break stays one, nothing else in them means anything."""
    look = element("rPr")
    for name, wanted in (("b", bold), ("i", italic)):
        if wanted:
            look.append(element(name))
    if size:
        look.extend([element("sz", val=size), element("szCs", val=size)])
    if underlined:
        look.append(element("u", val="single"))
    made = element("r", look)
    for number, line in enumerate(_FORBIDDEN.sub("", text).split("\n")):
        if number:
            made.append(element("br"))
        words = element("t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(words)
    return made


def paragraph(
    style: str, text: str, *, lead: str = "", starts_page: bool = False, stays: bool = False,
    **look: Any,
) -> Any:  # fmt: skip
    """`stays` keeps it on the page of what follows."""
    layout = element("pPr", element("pStyle", val=style))
    if stays:
        layout.append(element("keepNext"))
    if starts_page:
        layout.append(element("pageBreakBefore"))
    made = element("p", layout)
    if lead:
        made.append(run(f"{lead} ", bold=True))
    if text:
        made.append(run(text, **look))
    return made


def rule(share: float, width: int) -> Any:
    """A thin line in the middle, over this share of the width."""
    beside = int(width * (1 - share) / 2)
    return element(
        "p",
        element(
            "pPr",
            element("pStyle", val="Centred"),
            element("pBdr", element("top", val="single", sz=6, space=1, color="000000")),
            element("spacing", before=20, after=40, line=80, lineRule="exact"),
            element("ind", left=beside, right=beside),
        ),
    )


def table(widths: Sequence[int], *, has_lines: bool = True) -> Any:
    look = element("tblPr")
    if has_lines:
        look.append(element("tblStyle", val="TableGrid"))
    look.append(element("tblW", w=sum(widths), type="dxa"))
    look.append(element("tblInd", w=CELL_MARGIN if has_lines else 0, type="dxa"))
    look.append(element("tblLayout", type="fixed"))
    beside = CELL_MARGIN if has_lines else 0
    sides = (element(side, w=beside, type="dxa") for side in ("left", "right"))
    look.append(element("tblCellMar", *sides))
    return element("tbl", look, element("tblGrid", *(element("gridCol", w=w) for w in widths)))


def grid(widths: Sequence[int], cells: Sequence[Iterable[Any]]) -> Any:
    """One row without lines that stays on one page: what stands side by side."""
    made = table(widths, has_lines=False)
    row = element("tr", element("trPr", element("cantSplit")))
    for width, inside in zip(widths, cells, strict=True):
        look = element("tcPr", element("tcW", w=width, type="dxa"))
        row.append(element("tc", look, *inside))
    made.append(row)
    return made


class LongTable:
    """A table of many rows, written as text and read in once: element by element takes minutes."""

    def __init__(self, widths: Sequence[int], heads: Sequence[str]) -> None:
        self._widths = widths
        cells = zip(widths, heads, strict=True)
        head = "".join(
            _cell_text(width, words, "TableHead", bold=True, stays=True) for width, words in cells
        )
        head = head.replace("</w:tcPr>", '<w:vAlign w:val="center"/></w:tcPr>')
        # The head is repeated on every page.
        self._rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]

    def add(
        self, cells: Sequence[tuple[str, bool]], *, bold: bool = False, stays: bool = False
    ) -> None:
        """Texts, and whether each stands at the right as numbers do. `stays` keeps the row with
        the next one."""
        row = "".join(
            _cell_text(width, words, "TableText", right=right, bold=bold, stays=stays)
            for width, (words, right) in zip(self._widths, cells, strict=True)
        )
        self._rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr>")

    def element(self) -> Any:
        made = table(self._widths)
        made.extend(list(parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(self._rows)}</w:tbl>")))
        return made


def _cell_text(
    width: int, words: str, style: str, *, right: bool = False, bold: bool = False,
    stays: bool = False,
) -> str:  # fmt: skip
    at = ("<w:keepNext/>" if stays else "") + ('<w:jc w:val="right"/>' if right else "")
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = escape(_FORBIDDEN.sub("", words)).split("\n")
    text = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{at}</w:pPr><w:r>{look}{text}</w:r></w:p></w:tc>'
    )
