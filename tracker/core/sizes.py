"""How large tables have grown: databases plan their questions by what they were told of them last.

PostgreSQL looks by itself, but seldom sweeps a table of which little was changed; what it has not
swept since it cannot read from an index alone.
"""

from sqlalchemy import Connection, text

from tracker.core.atomic import aside
from tracker.core.db import db

# Of each index so many rows are looked at: enough to choose by, whatever its size.
LOOKED_AT = 1000


def look_again() -> None:
    if db.engine.dialect.name == "postgresql":
        _sweep()
        return
    with aside() as connection:
        _say(connection, f"PRAGMA analysis_limit={LOOKED_AT}", "ANALYZE")


def _sweep() -> None:
    """Outside any transaction, and for as long as it takes."""
    connecting = db.engine.connect()
    with connecting.execution_options(isolation_level="AUTOCOMMIT") as connection:
        _say(connection, "SET statement_timeout = 0", "VACUUM (ANALYZE, SKIP_LOCKED)")
        _say(connection, "RESET statement_timeout")


def _say(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(text(statement))
