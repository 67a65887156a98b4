"""When a paper is made, by whom, and how long it stays. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

# A maker silent for so long is gone; each maker tells more often.
SILENCE = timedelta(seconds=30)
MOST_TRIES = 3


class JobStatus(StrEnum):
    """READY is written the moment it is fetched; the others are made beforehand."""

    READY = "ready"
    WAITING = "waiting"
    MAKING = "making"
    MADE = "made"
    FAILED = "failed"


UNFINISHED = {JobStatus.WAITING, JobStatus.MAKING}
TO_FETCH = {JobStatus.READY, JobStatus.MADE}


def first_status(*, rows: int, at_once: int, is_page: bool) -> JobStatus:
    """A page to print is shown as it is, however long; a long file is made in the background."""
    return JobStatus.READY if is_page or rows <= at_once else JobStatus.WAITING


def share(done: int, rows: int) -> int:
    """How much is made, in percent: never said to be all before it is."""
    return min(99, done * 100 // rows) if rows else 0


def has_fallen_silent(alive_at: datetime | None, *, now: datetime) -> bool:
    return alive_at is None or now - alive_at > SILENCE
