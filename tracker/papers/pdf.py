"""A paper as PDF: tagged for screen readers, its letters as text, its fonts inside."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from tracker.papers.paper import Paper
from tracker.papers.plain import plain

HERE = Path(__file__).parent
LETTER, DIPLOMAS = HERE / "paper.typ", HERE / "diplomas.typ"
FONTS = HERE.parent.parent / "node_modules" / "@expo-google-fonts" / "tinos"
ACCESSIBLE = "ua-1"
# Wide letters of East Asian keyboards (＝, １) are not in the font; their narrow twins are. The two
# that would end a string are left out.
NARROW = {0xFEE0 + code: code for code in range(0x21, 0x7F) if chr(code) not in '"\\'}

Told = Callable[[int], None]


def write(paper: Paper, _told: Told) -> bytes:
    """The same paper gives the same bytes."""
    try:
        return _compiled(paper, [ACCESSIBLE])
    except typst.TypstError:
        # The standard refuses a letter that the font lacks, such as a face somebody put in a note.
        return _compiled(paper, [])


def _compiled(paper: Paper, standards: list[Any]) -> bytes:
    # What the paper says goes in as data: no word of it can be taken for a command.
    made = typst.compile(
        (DIPLOMAS if paper.diplomas else LETTER).read_bytes(),
        sys_inputs={"paper": json.dumps(plain(paper), ensure_ascii=False).translate(NARROW)},
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]),
        pdf_standards=standards,
        timestamp=_moment(paper),
    )
    if not isinstance(made, bytes):
        raise TypeError("one paper is one file")
    return made


def _moment(paper: Paper) -> datetime:
    """Not the clock's: a paper made again is the same paper."""
    day = paper.letterhead.day
    return datetime.combine(day, time(), UTC) if day else datetime(2026, 1, 1, tzinfo=UTC)
