"""Whether the database answers."""

from contextlib import suppress

from sqlalchemy import literal, select
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError

from tracker.core.db import db

# What is raised when it does not: away, full, locked for too long, or out of connections.
AWAY = (OperationalError, TimeoutError, DBAPIError)


def is_away(error: Exception) -> bool:
    """Whether the database itself is away: trying the next statement is of no use."""
    return isinstance(error, OperationalError | TimeoutError)


def give_up() -> None:
    """Leave a broken transaction, so that a page about it can still be drawn."""
    with suppress(*AWAY):
        db.session.rollback()


def let_go() -> None:
    """Close this process's connections: one that gives up, or is about to fork, holds none."""
    db.session.remove()
    db.engine.dispose()


def check() -> None:
    """Raises what the database raises when it is away."""
    db.session.execute(select(literal(1)))
