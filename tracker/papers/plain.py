"""A paper as plain data: what the template of the PDF reads, and the page that is printed."""

from collections.abc import Iterable
from typing import Any

from tracker import qr
from tracker.papers.paper import (
    Block,
    Cell,
    Code,
    Column,
    Diploma,
    Ending,
    Letterhead,
    Paper,
    Part,
    Table,
    Words,
)
from tracker.papers.widths import widths
from tracker.papers.words import HEADINGS, MARKS, number_line, place_and_date, shown, stands_right


def plain(paper: Paper) -> dict[str, Any]:
    """Strings, numbers and lists, every cell already as it is read."""
    return {
        "name": paper.name,
        "landscape": paper.is_landscape,
        **_head(paper.letterhead),
        "title": paper.title,
        "about": paper.about,
        "blocks": [_block(block, paper.line) for block in paper.blocks],
        "diplomas": [_diploma(one) for one in paper.diplomas],
    }


def _head(head: Letterhead) -> dict[str, Any]:
    return {
        "over": head.over,
        "issuer": head.issuer,
        "mark": MARKS[head.family],
        "heading": HEADINGS[head.family],
        "number": number_line(head),
        "place": place_and_date(head),
    }


def _diploma(one: Diploma) -> dict[str, Any]:
    return {
        **_head(one.letterhead),
        "title": one.title,
        "before": one.before,
        "name": one.name,
        "after": one.after,
        "signature": vars(one.signature),
        "code": _block(one.code, 0),
    }


def _block(block: Block, line: float) -> dict[str, Any]:
    match block:
        case Words():
            return {"is": "words", "text": block.text, "style": block.style, "lead": block.lead}
        case Table():
            return {"is": "table", "caption": block.caption, **_table(block, line)}
        case Part():
            return {"is": "part", "title": block.title, "about": block.about, "note": block.note}
        case Ending():
            signatures = [vars(signature) for signature in block.signatures]
            return {"is": "ending", "signatures": signatures, "recipients": block.recipients}
        case Code():
            svg = qr.svg(block.address, for_paper=True)
            return {"is": "code", "svg": svg, "address": block.address, "words": block.words}


def _table(table: Table, line: float) -> dict[str, Any]:
    return {
        "heads": [column.head for column in table.columns],
        "widths": [round(width, 2) for width in widths(table, line)],
        "right": [
            any(stands_right(row[at], column) for row in table.rows)
            for at, column in enumerate(table.columns)
        ],
        "cells": [words for row in table.rows for words in _cells(table.columns, row)],
        "total": _cells(table.columns, table.total),
    }


def _cells(columns: Iterable[Column], row: tuple[Cell, ...]) -> list[str]:
    return [shown(cell, column) for column, cell in zip(columns, row, strict=bool(row))]
