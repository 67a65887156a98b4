"""How large tables have grown: SQLite plans its questions by what it was told of them last.

PostgreSQL looks by itself.
"""

from sqlalchemy import text

from tracker.core.atomic import aside

# Of each index so many rows are looked at: enough to choose by, whatever its size.
LOOKED_AT = 1000


def look_again() -> None:
    with aside() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"PRAGMA analysis_limit={LOOKED_AT}"))
            connection.execute(text("ANALYZE"))
