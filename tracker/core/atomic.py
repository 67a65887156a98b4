"""One user intent, one transaction. The only module that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from tracker.core.db import db

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
        db.session.rollback()
        raise
    finally:
        info.pop("atomic", None)


def atomic(action: Callable[P, R]) -> Callable[P, R]:
    """The action is one transaction, or part of the one already open."""

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction():
            return action(*args, **kwargs)

    return run


def undo() -> None:
    """Drop what the open transaction did so far: a refusal must leave nothing behind."""
    db.session.rollback()
