"""One user intent, one transaction. The only module that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.orm import SessionTransaction

from tracker.core.db import begin_writing, db
from tracker.core.reading import done_looking, writing

KEPT = "kept"
PART = "part"

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def transaction() -> Iterator[None]:
    """Commit when the outermost block ends; roll everything back if it raises."""
    session = db.session.registry()
    info = session.info
    if info.get("atomic"):
        yield
        return
    info["atomic"] = True
    with done_looking():
        try:
            begin_writing()
            yield
            session.commit()
        except BaseException:
            undo()
            session.commit()
            raise
        finally:
            info.pop("atomic", None)
            info.pop(KEPT, None)


@contextmanager
def aside() -> Iterator[Connection]:
    """A short transaction of its own, beside the session of a request that only reads."""
    with writing(), db.engine.begin() as connection:
        yield connection


def atomic(action: Callable[P, R]) -> Callable[P, R]:
    """The action is one transaction, or part of the one already open."""

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if db.session.registry().info.get("atomic"):
            return action(*args, **kwargs)
        with transaction():
            return action(*args, **kwargs)

    return run


@contextmanager
def part() -> Iterator[None]:
    """A piece of the open transaction: what is undone inside leaves the other pieces as they are.

    An exception undoes the piece and goes on.
    """
    info = db.session.info
    kept_before = info.pop(KEPT, [])
    info[PART] = _savepoint()
    try:
        yield
        info[PART].commit()
    except BaseException:
        undo()
        info[PART].commit()
        raise
    finally:
        info.pop(PART)
        info[KEPT] = [*kept_before, *info.get(KEPT, ())]


def undo() -> None:
    """Drop what the open transaction, or the piece of it, did so far: a refusal must leave nothing
    behind.

    Only what was said to be kept is written again, and stays.
    """
    info = db.session.info
    if PART in info:
        info[PART].rollback()
        info[PART] = _savepoint()
    else:
        db.session.rollback()
    for write in info.get(KEPT, ()):
        write()


def _savepoint() -> SessionTransaction:
    """At once: a nested transaction waits for its first statement, and some go past the session."""
    savepoint = db.session.begin_nested()
    db.session.connection()
    return savepoint


def forget_kept() -> None:
    """What was said to be kept in the open piece goes with it: the same is tried once more."""
    db.session.info.pop(KEPT, None)


def keep(write: Callable[[], R]) -> R:
    """Write, now and again should the open transaction be refused: a wrong guess was a guess."""
    written = write()
    info = db.session.registry().info
    if info.get("atomic"):
        info.setdefault(KEPT, []).append(write)
    return written
