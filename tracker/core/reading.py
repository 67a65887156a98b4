"""Saying beforehand that a request only reads: on SQLite it then waits for no writer."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside only read."""
    before = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(before)


@contextmanager
def writing() -> Iterator[None]:
    """An exception inside a reading request: a guess is counted although nothing else is."""
    before = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(before)


def only_reads() -> bool:
    return _reading.get()
