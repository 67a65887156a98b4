"""One description of an official paper, which every writer can put into its own form.

It knows nothing of what it is about: features describe, writers write. Its words are Vietnamese
whatever the language of the reader's page is, because an office receives them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

# Decree 30/2020, article 8 and annex I (facts §8), in millimetres.
A4 = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15

# What one cell of a table holds. Excel keeps the type; the other forms show it as people write it.
Cell = str | int | float | date | time | None


class Form(StrEnum):
    """What a paper can be had as."""

    WORD = "docx"
    PDF = "pdf"
    EXCEL = "xlsx"
    PRINT = "in"


ALL_FORMS = frozenset(Form)


class Family(StrEnum):
    """Whose paper it is: each has a heading of its own (facts §8)."""

    STATE = "state"
    PARTY = "party"
    YOUTH = "youth"


class Style(StrEnum):
    """How a paragraph stands."""

    BODY = "body"
    CENTRE = "centre"
    NOTE = "note"
    HEADING = "heading"
    ITEM = "item"
    CAPITALS = "capitals"


@dataclass(frozen=True)
class Letterhead:
    """Who issues it, where and when.

    `number` is the sign behind the number, such as BC-UBND: the number itself is the office
    clerk's, so it stays blank unless it is known. Without `number` the paper has none.
    """

    family: Family
    issuer: str
    place: str
    over: str = ""
    number: str = ""
    known_number: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Words:
    """One paragraph. `lead` stands before it in bold: “Điều 1.”"""

    text: str
    style: Style = Style.BODY
    lead: str = ""


class Kind(StrEnum):
    """How the numbers of a column are written. A year has no thousands; a figure is text that says
    a number with what it is made of."""

    COUNT = "count"
    PERCENT = "percent"
    YEAR = "year"
    FIGURE = "figure"


@dataclass(frozen=True)
class Column:
    """`width` is its share of what the narrow columns leave; 0 makes it one of those."""

    head: str
    width: int = 3
    kind: Kind = Kind.COUNT


NUMBER = Column("STT", 0)


@dataclass(frozen=True)
class Table:
    """Rows under heads that are repeated on every page. `total` closes it in bold."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Part:
    """What is laid behind a paper, such as the annex of a decision: it begins a new page."""

    title: str
    about: str = ""
    note: str = ""


@dataclass(frozen=True)
class Signature:
    """A place to sign. `over` stands above the title: TM. ỦY BAN NHÂN DÂN."""

    title: str
    over: str = ""
    hint: str = "(Ký, ghi rõ họ tên)"
    name: str = ""


@dataclass(frozen=True)
class Ending:
    """The signatures, and at the left who receives the paper."""

    signatures: tuple[Signature, ...]
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Code:
    """A QR code that leads to what can be checked about the paper, with words beside it."""

    address: str
    words: str


Block = Words | Table | Part | Ending | Code


@dataclass(frozen=True)
class Diploma:
    """One sheet that names one person. A paper of these has one for each, and exists as PDF."""

    letterhead: Letterhead
    title: str
    before: str
    name: str
    after: str
    signature: Signature
    code: Code


@dataclass(frozen=True)
class Paper:
    """A whole paper. `name` names the file and the document, and holds no person's name."""

    name: str
    letterhead: Letterhead
    title: str
    about: str
    blocks: tuple[Block, ...]
    is_landscape: bool = False
    # The last day its figures know of; whoever hands it over adds today where it is not said.
    counted_to: date | None = None
    diplomas: tuple[Diploma, ...] = ()

    @property
    def line(self) -> int:
        """How long a line of it is, in millimetres."""
        return (A4[1] if self.is_landscape else A4[0]) - LEFT - RIGHT

    @property
    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))

    @property
    def rows(self) -> int:
        """How large it is: what decides whether it is made at once."""
        return sum(len(table.rows) for table in self.tables) + len(self.diplomas)


def closes(following: Sequence[Block]) -> bool:
    """Whether only closing words and the signatures follow: then they stay together, so that none
    signs a page on which nothing stands."""
    rest = iter(following)
    words = 0
    while isinstance(block := next(rest, None), Words) and words < 2:
        words += 1
    return isinstance(block, Ending)


def paragraphs(text: str, *, empty: str = "") -> tuple[Words, ...]:
    """What people wrote into a large field, line by line."""
    lines = [line.strip() for line in (text or empty).splitlines()]
    return tuple(Words(line) for line in lines if line)


def numbered(rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """The rows with STT before each (column NUMBER)."""
    return tuple((number, *row) for number, row in enumerate(rows, 1))
