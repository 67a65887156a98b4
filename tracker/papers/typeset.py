"""Typesetting in a process of its own: the data of a paper in, a PDF out.

Run as a script. It imports nothing of the tracker's, starts in a moment, and what typesetting a
long list needs of memory, which is much, goes back when it ends.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).parent / "paper.typ"
ACCESSIBLE = "ua-1"


def main() -> None:
    asked = json.load(sys.stdin)
    try:
        made = compiled(asked, [ACCESSIBLE])
    except typst.TypstError:
        # The standard refuses a letter that the font lacks, such as a face somebody put in a note.
        made = compiled(asked, [])
    sys.stdout.buffer.write(made)


def compiled(asked: dict[str, Any], standards: list[Any]) -> bytes:
    # What the paper says goes in as data: no word of it can be taken for a command.
    made = typst.compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"paper": json.dumps(asked["paper"], ensure_ascii=False)},
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[asked["fonts"]]),
        pdf_standards=standards,
        timestamp=datetime.fromisoformat(asked["moment"]),
    )
    if not isinstance(made, bytes):
        raise TypeError("one paper is one file")
    return made


if __name__ == "__main__":
    main()
