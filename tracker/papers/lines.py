"""Rows of figures as CSV, for spreadsheets and other systems."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from tracker.papers.paper import Cell

# What a spreadsheet takes for the beginning of a formula.
_FORMULA = tuple("=+-@\t\r")


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """With the mark that tells Excel the alphabet; a name that looks like a formula stays text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _harmless(cell: Cell) -> Cell:
    """Wide letters of East Asian keyboards (＝) begin a formula as well."""
    if isinstance(cell, str) and unicodedata.normalize("NFKC", cell).startswith(_FORMULA):
        return f"'{cell}"
    return cell
