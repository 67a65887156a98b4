"""One user intent, one transaction. The only module that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection

from tracker.core.db import db
from tracker.core.reading import writing

KEPT = "kept"

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def transaction() -> Iterator[None]:
    """Commit when the outermost block ends; roll everything back if it raises."""
    info = db.session.info
    if info.get("atomic"):
        yield
        return
    info["atomic"] = True
    try:
        yield
        db.session.commit()
    except BaseException:
        undo()
        db.session.commit()
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
        with transaction():
            return action(*args, **kwargs)

    return run


def undo() -> None:
    """Drop what the open transaction did so far: a refusal must leave nothing behind.

    Only what was said to be kept is written again, and stays.
    """
    db.session.rollback()
    for write in db.session.info.get(KEPT, ()):
        write()


def keep(write: Callable[[], object]) -> None:
    """Write, now and again should the open transaction be refused: a wrong guess was a guess."""
    write()
    if db.session.info.get("atomic"):
        db.session.info.setdefault(KEPT, []).append(write)
