"""Running statements that were built once, past what the session does for every other one.

A third of a statement's cost is the session's: finding out what kind it is and whom to tell. Where
a hundred people wait in a row, or on every request, that is left out. Such a statement limits
itself, and has said why with `by_hand`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable

from tracker.core.db import db
from tracker.core.scope import ScopeError


def quick(
    statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> CursorResult[*tuple[Any, ...]]:
    """Run it in the open transaction. Nothing is flushed before: what it reads must be written."""
    if "scoped_by_hand" not in statement.get_execution_options():
        raise ScopeError("only a statement that limits itself may go past the scope: by_hand")
    return db.session.connection().execute(statement, values)


def dialect() -> str:
    """Which database it is: inserts that meet a conflict are written apart for each."""
    return str(db.session.get_bind().dialect.name)
