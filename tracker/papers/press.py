"""Writes one paper, in a process of its own: `python -I press.py FORM FOLDER`.

What the libraries and a long list need of memory goes back when it ends, and no page waits while
it counts letters. It reads FOLDER/paper.json, leaves FOLDER/made, and says twice a second on its
output how many rows are written.
"""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

HOME = Path(__file__).resolve().parent.parent
SECONDS = 300
PULSE = 0.5


def main(form: str, folder: Path) -> None:
    _leave_the_application_out()
    from tracker.papers import kept

    pulse = _Pulse()
    pulse.start()
    paper = kept.from_text((folder / "paper.json").read_text(encoding="utf-8"))
    (folder / "made").write_bytes(_writer(form)(paper, pulse.told))


def _leave_the_application_out() -> None:
    """Of the package only the modules that are asked for: the whole needs seconds to start."""
    package = ModuleType("tracker")
    package.__path__ = [str(HOME)]
    sys.modules["tracker"] = package


def _writer(form: str) -> Callable[[Any, Callable[[int], None]], bytes]:
    """Only the library that this form needs is loaded."""
    if form == "docx":
        from tracker.papers import word

        return word.write
    if form == "xlsx":
        from tracker.papers import sheet

        return sheet.write
    from tracker.papers import pdf

    return pdf.write


class _Pulse(threading.Thread):
    """Says that we live and how far we are, and ends what takes too long."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._rows = 0
        self._over = threading.Event()

    def told(self, rows: int) -> None:
        self._rows = rows

    def run(self) -> None:
        for _beat in range(int(SECONDS / PULSE)):
            self._over.wait(PULSE)
            os.write(1, f"{self._rows}\n".encode())
        os._exit(3)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
