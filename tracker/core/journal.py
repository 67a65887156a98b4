"""Who did what, when, to which row, and why. Append-only, in the transaction of the deed itself.

It holds no contents: which fields changed, never what they were (reliability §3, logging).
The database refuses to change or delete a row (see the migration's triggers).
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import DDL, JSON, Connection, ForeignKey, Index, Table, event, insert
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import ColumnElement

from tracker.core import clock
from tracker.core.base import Base, Code, Key, Line, Short
from tracker.core.quick import quick
from tracker.core.scope import Reach, Scoped, among, any_of, by_hand

# The address the request came from; empty for commands.
address: ContextVar[str] = ContextVar("address", default="")


class JournalEntry(Scoped, Base):
    """One deed. `subject` is the table, `subject_id` the row it was done to."""

    __tablename__ = "journal"
    __table_args__ = (Index("ix_journal_subject", "subject", "subject_id"),)

    scope_limits_writes = False

    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    deed: Mapped[Short]
    subject: Mapped[Code]
    subject_id: Mapped[int | None]
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"), index=True)
    reason: Mapped[Line] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    address: Mapped[Short] = mapped_column(default="")

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return any_of(among(cls.commune_id, reach.communes))


# Append-only, whoever holds the connection. The migration creates the same triggers.
PROTECTION = {
    "sqlite": [
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal"
        " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
        "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal"
        " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
        "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal"
        " EXECUTE FUNCTION journal_is_append_only()",
    ],
}
for _dialect, _statements in PROTECTION.items():
    for _statement in _statements:
        event.listen(
            JournalEntry.__table__,
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )


@dataclass(frozen=True)
class Subject:
    """A row that is written about and was not loaded: its table, its key, its commune."""

    __tablename__: str
    id: int
    commune_id: int | None


# A statement, not a row of the session: every deed writes one, and nobody reads it back.
_WRITE = by_hand(
    insert(cast(Table, JournalEntry.__table__)), "it may be about another place than the writer's"
)


def record(
    deed: str,
    row: Any,
    *,
    account_id: int | None,
    commune_id: int | None = None,
    reason: str = "",
    **details: Any,
) -> None:
    """Write one line about `row`, which must have been flushed. Joins the open transaction.

    The commune is taken from the row where it has one. `details` holds codes, ids and field
    names, never a person's data.
    """
    quick(_WRITE, _line(deed, row, account_id, commune_id, reason, details))


def record_on(connection: Connection, deed: str, row: Any, **details: Any) -> None:
    """The same on a connection of its own, for what a request that only reads must note."""
    connection.execute(_WRITE, _line(deed, row, None, None, "", details))


def _line(
    deed: str, row: Any, account_id: int | None, commune_id: int | None, reason: str,
    details: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    return {
        "at": clock.now(),
        "account_id": account_id,
        "deed": deed,
        "subject": row.__tablename__,
        "subject_id": row.id,
        "commune_id": getattr(row, "commune_id", None) if commune_id is None else commune_id,
        "reason": reason,
        "details": details,
        "address": address.get(),
    }
