"""Putting a paper into a form, which another process does."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory

from tracker.papers import kept
from tracker.papers.paper import Form, Paper

PRESS = Path(__file__).parent / "press.py"
TYPES = {
    Form.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PDF: "application/pdf",
    Form.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


# As many at a time for each process of the server, whoever asks: each takes 100 MB and a core.
_room = threading.BoundedSemaphore(2)


class WritingError(RuntimeError):
    """No file came out."""


def write(paper: Paper, form: Form, told: Callable[[int], None] = lambda _rows: None) -> bytes:
    """The file. `told` hears twice a second how many rows are written, as a sign of life."""
    with _room, TemporaryDirectory(prefix="paper-") as name:
        folder = Path(name)
        (folder / "paper.json").write_text(kept.as_text(paper), encoding="utf-8")
        with (folder / "wrong").open("wb") as wrong:
            command = [sys.executable, "-I", str(PRESS), form.value, name]
            with Popen(command, stdout=PIPE, stderr=wrong, text=True) as press:
                for rows in press.stdout or ():
                    told(int(rows))
        if press.returncode:
            raise WritingError((folder / "wrong").read_text(encoding="utf-8", errors="replace"))
        return (folder / "made").read_bytes()
