"""Saying beforehand what comes: on SQLite whoever only reads, or looks first, waits for nobody."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_reading: ContextVar[bool] = ContextVar("reading", default=False)
_looking: ContextVar[bool] = ContextVar("looking", default=False)


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


@contextmanager
def looking() -> Iterator[None]:
    """What a request that writes needs to know first. A transaction begun afterwards sees anew:
    read here only what may be a moment old."""
    before = _looking.set(True)
    try:
        yield
    finally:
        _looking.reset(before)


@contextmanager
def done_looking() -> Iterator[None]:
    """What is read from here on belongs to the transaction that writes."""
    before = _looking.set(False)
    try:
        yield
    finally:
        _looking.reset(before)


def only_reads() -> bool:
    return _reading.get()


def only_looks() -> bool:
    return _looking.get()
