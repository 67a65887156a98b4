"""A paper as PDF: tagged for screen readers, its letters as text, its fonts inside."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired

from tracker.papers.paper import Paper
from tracker.papers.plain import plain

HERE = Path(__file__).parent
SCRIPT = HERE / "typeset.py"
LONGEST = 300
FONTS = HERE.parent.parent / "node_modules" / "@expo-google-fonts" / "tinos"


def write(paper: Paper, told: Callable[[int], None]) -> bytes:
    """The same paper gives the same bytes. `told` is called every second as a sign of life."""
    asked = {"paper": plain(paper), "fonts": str(FONTS), "moment": _moment(paper).isoformat()}
    said: bytes | None = json.dumps(asked, ensure_ascii=False).encode()
    with Popen([sys.executable, "-I", str(SCRIPT)], stdin=PIPE, stdout=PIPE, stderr=PIPE) as script:
        for _second in range(LONGEST):
            try:
                made, wrong = script.communicate(said, timeout=1)
            except TimeoutExpired:
                said = None
                told(0)
                continue
            if script.returncode:
                raise TypesettingError(wrong.decode(errors="replace"))
            return made
        script.kill()
    raise TypesettingError("it took too long")


class TypesettingError(RuntimeError):
    """No PDF came out."""


def _moment(paper: Paper) -> datetime:
    """Not the clock's: a paper made again is the same paper."""
    day = paper.letterhead.day
    return datetime.combine(day, time(), UTC) if day else datetime(2026, 1, 1, tzinfo=UTC)
