"""How wide the columns of a table become: no word is broken, and what can stands on one line.

Measured as the letters of the papers' typeface are wide, so that Word, its free twin and the PDF
agree without asking any of them.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from tracker.papers.paper import Column, Table
from tracker.papers.words import shown

# Millimetres: a letter M of 12.5 point, and what stands beside the words of a cell.
EM = 12.5 * 0.353
BESIDE = 3.6
# Thousandths of it, of Times; bold is a little wider.
_WIDE = {
    278: "ijlt/:;,.", 250: " ", 333: "fr()-I", 389: "sJ", 444: "acez", 556: "FPS", 611: "ELTZ",
    667: "BCR", 722: "ADGHKNOQUVXYw", 778: "m", 833: "%", 889: "M", 944: "W",
}  # fmt: skip
_WIDTHS = {letter: width for width, letters in _WIDE.items() for letter in letters}
_USUAL, _BOLD = 500, 1.07
_BREAKS = re.compile(r"[\s–]+")
# So many of the longest by count are measured: one of them is the widest, or nearly.
_MEASURED = 6
# So short a cell stays whole: Chủ nhật.
_SHORT = 8
# A column of sentences asks for this part of the line, not for all of it.
_MOST = 0.4


def widths(table: Table, line: float) -> list[float]:
    """Of each column in millimetres; together as long as the line.

    First no word is broken, then the cells stand on one line, then the heads on two; what is left
    goes by the columns' shares.
    """
    asked = [_asked(table, at, line) for at in range(len(table.columns))]
    given = [one[0] for one in asked]
    if sum(given) > line:
        return [width * line / sum(given) for width in given]
    for step in (1, 2):
        more = [one[step] - has for one, has in zip(asked, given, strict=True)]
        part = min(1.0, (line - sum(given)) / (sum(more) or 1))
        given = [has + part * extra for has, extra in zip(given, more, strict=True)]
    shares = [column.width for column in table.columns]
    rest = (line - sum(given)) / (sum(shares) or 1)
    return [has + share * rest for has, share in zip(given, shares, strict=True)]


def _asked(table: Table, at: int, line: float) -> tuple[float, float, float]:
    """What the longest word of the column needs, what its cells want, and its head as well."""
    column = table.columns[at]
    cells = {shown(row[at], column) for row in (*table.rows, table.total) if row}
    lines = {part for cell in cells for part in cell.split("\n")}
    words = {
        word for part in lines for word in ([part] if len(part) <= _SHORT else _BREAKS.split(part))
    }
    heads = _BREAKS.split(column.head)
    least = BESIDE + max(_widest(words), _widest(heads) * _BOLD)
    if not any(words) and table.rows:
        # To be written in by hand: as wide as its share.
        wide = max(least, column.width * line / _shares(table.columns))
        return least, wide, wide
    of_cells = max(least, min(BESIDE + _widest(lines), line * _MOST))
    return least, of_cells, max(of_cells, BESIDE + _measure(column.head) * _BOLD * 0.6)


def _shares(columns: Sequence[Column]) -> int:
    return sum(column.width or 1 for column in columns)


def _widest(texts: Iterable[str]) -> float:
    longest = sorted(texts, key=len)[-_MEASURED:]
    return max(map(_measure, longest), default=0)


def _measure(text: str) -> float:
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    letters = (letter for letter in bare if not unicodedata.combining(letter))
    # The horn of ơ and ư stands beside the letter.
    horns = bare.count("\u031b") * 60
    return (sum(_WIDTHS.get(letter, _default(letter)) for letter in letters) + horns) * EM / 1000


def _default(letter: str) -> int:
    return _USUAL if letter.isascii() else 1000
