"""A paper as PDF: tagged for screen readers, its letters as text, its fonts inside."""

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from tracker import qr
from tracker.papers.paper import Block, Cell, Code, Column, Ending, Paper, Part, Table, Words
from tracker.papers.words import (
    HEADINGS,
    MARKS,
    is_number,
    number_line,
    place_and_date,
    shown,
)

HERE = Path(__file__).parent
SCRIPT = HERE / "typeset.py"
LONGEST = 300
FONTS = HERE.parent.parent / "node_modules" / "@expo-google-fonts" / "tinos"


def write(paper: Paper) -> bytes:
    """The same paper gives the same bytes."""
    asked = {"paper": _data(paper), "fonts": str(FONTS), "moment": _moment(paper).isoformat()}
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT)],
        input=json.dumps(asked, ensure_ascii=False).encode(),
        capture_output=True,
        timeout=LONGEST,
        check=True,
    )
    return done.stdout


def _moment(paper: Paper) -> datetime:
    """Not the clock's: a paper made again is the same paper."""
    day = paper.letterhead.day
    return datetime.combine(day, time(), UTC) if day else datetime(2026, 1, 1, tzinfo=UTC)


def _data(paper: Paper) -> dict[str, Any]:
    head = paper.letterhead
    return {
        "name": paper.name,
        "landscape": paper.is_landscape,
        "over": head.over,
        "issuer": head.issuer,
        "mark": MARKS[head.family],
        "heading": HEADINGS[head.family],
        "number": number_line(head),
        "place": place_and_date(head),
        "title": paper.title,
        "about": paper.about,
        "blocks": [_block(block) for block in paper.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Words():
            return {"is": "words", "text": block.text, "style": block.style, "lead": block.lead}
        case Table():
            return {"is": "table", "caption": block.caption, **_table(block)}
        case Part():
            return {"is": "part", "title": block.title, "about": block.about, "note": block.note}
        case Ending():
            signatures = [vars(signature) for signature in block.signatures]
            return {"is": "ending", "signatures": signatures, "recipients": block.recipients}
        case Code():
            svg = str(qr.svg(block.address, for_paper=True))
            return {"is": "code", "svg": svg, "address": block.address, "words": block.words}


def _table(table: Table) -> dict[str, Any]:
    return {
        "heads": [column.head for column in table.columns],
        "widths": [column.width for column in table.columns],
        "right": [
            any(is_number(row[at]) for row in table.rows) for at in range(len(table.columns))
        ],
        "cells": [words for row in table.rows for words in _cells(table.columns, row)],
        "total": _cells(table.columns, table.total),
    }


def _cells(columns: Iterable[Column], row: tuple[Cell, ...]) -> list[str]:
    return [shown(cell, column) for column, cell in zip(columns, row, strict=bool(row))]
