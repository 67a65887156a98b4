"""Long papers are made in the background, by a thread of the application itself.

It starts when somebody looks at a paper that is not made yet, and works until none waits. A
restart loses nothing: what the paper says is in the table, and the next look starts it again.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import lru_cache

from flask import Flask

from tracker.core import clock
from tracker.core.atomic import transaction
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.papers import actions, queries
from tracker.papers.paper import Form, Paper
from tracker.papers.writers import write

logger = logging.getLogger(__name__)

TELL_EVERY = 1.0

_busy = threading.Lock()


def start(app: Flask) -> threading.Thread | None:
    """Begin to make what waits, unless this process is at it already."""
    if _busy.locked():
        return None
    maker = threading.Thread(target=_work_apart, args=(app,), name="papers", daemon=True)
    maker.start()
    return maker


def work() -> int:
    """Make every paper that waits. Returns how many. Needs an application context."""
    made = 0
    with unscoped("papers are made for whoever asked"):
        while (job_id := actions.take(clock.now())) is not None:
            make(job_id)
            made += 1
    return made


def make(job_id: int) -> None:
    """Write one paper into its file; what goes wrong is said to the reader, and in the log."""
    try:
        with transaction():  # over before the writing: nobody else's deed waits for it
            paper, form = queries.paper_of(job_id), queries.form_of(job_id)
        content = write(paper, form, _teller(job_id))
    except Exception:
        logger.exception("paper %s could not be made", job_id)
        actions.finish(job_id, content=None)
    else:
        actions.finish(job_id, content=content)


def file_of(job_id: int, form: Form) -> bytes:
    """The file of a paper, written now unless it was beforehand."""
    made = queries.content_of(job_id)
    if made is not None:
        return made
    paper = queries.paper_of(job_id)
    db.session.rollback()  # no connection is held while it is written
    return write(paper, form)


def own(paper: Paper, form: Form) -> bytes:
    """A paper for whoever it is about. Pressed twice, it is written once: the same is the same."""
    db.session.rollback()  # no connection is held while it is written
    return _written(paper, form)


@lru_cache(maxsize=8)
def _written(paper: Paper, form: Form) -> bytes:
    return write(paper, form)


def _work_apart(app: Flask) -> None:
    if _busy.acquire(blocking=False):
        try:
            with app.app_context():
                work()
        finally:
            _busy.release()


def _teller(job_id: int) -> Callable[[int], None]:
    """Passes on how far it is, but not more than once a second."""
    last = time.monotonic()

    def told(done_rows: int) -> None:
        nonlocal last
        if time.monotonic() - last >= TELL_EVERY:
            actions.tell(job_id, done_rows=done_rows, now=clock.now())
            last = time.monotonic()

    return told
