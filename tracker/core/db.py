"""The one database handle, and how a transaction begins on each database.

Only `core`, `queries` and `actions` may import it.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any

from flask import g, has_app_context
from flask.globals import app_ctx
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tracker.core.base import Base
from tracker.core.reading import only_looks, only_reads

try:
    import fcntl
except ImportError:  # Windows, where one process serves one office: SQLite's own lock will do
    fcntl = None  # type: ignore[assignment]

try:
    from pysqlite3 import dbapi2 as sqlite
except ImportError:
    sqlite = sqlite3

db = SQLAlchemy(model_class=Base)

# Older libraries can corrupt a WAL database that two connections write (reliability §0.1).
SAFE_SQLITE = (3, 51, 3)

_LINE = "line"
_inside = threading.local()
_migrating: ContextVar[bool] = ContextVar("migrating", default=False)


@contextmanager
def migrating() -> Iterator[None]:
    """SQLite's foreign keys are off inside: changing a table drops and recreates it, and with
    them on every row that points to it would go too."""
    db.engine.dispose()
    before = _migrating.set(True)
    try:
        yield
    finally:
        _migrating.reset(before)
        db.engine.dispose()


def engine_options(url: str) -> dict[str, Any]:
    """How the engine for this database address is to be made."""
    if url.startswith("sqlite"):
        return {"module": sqlite, "connect_args": {"timeout": 5, "cached_statements": 512}}
    return {
        "pool_pre_ping": True,
        "pool_recycle": 1800,
        "pool_timeout": 3,
        # Never fewer than a server has threads: whoever waits for a row holds a connection.
        "max_overflow": 30,
        "connect_args": {
            "options": "-c statement_timeout=15s -c lock_timeout=5s"
            " -c idle_in_transaction_session_timeout=30s -c timezone=UTC"
            # A page's question is over before helpers have started or code has been made for it.
            " -c jit=off -c parallel_setup_cost=20000"
        },
    }


class _Compiler(SQLiteCompiler):
    """SQLite looks at the value of a bare `LIMIT ?`, and makes its plan anew for each one."""

    def limit_clause(self, select: Any, **options: Any) -> str:
        clause: str = super().limit_clause(select, **options)  # type: ignore[no-untyped-call]
        return clause.replace("LIMIT ", "LIMIT +", 1)


@event.listens_for(Engine, "do_connect")
def _choose_compiler(dialect: Any, *_: Any) -> None:
    if dialect.name == "sqlite":
        dialect.statement_compiler = _Compiler


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, record: Any) -> None:
    if not isinstance(connection, sqlite.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves
    keys = "OFF" if _migrating.get() else "ON"
    pragmas = (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"foreign_keys={keys}",
        "busy_timeout=5000",
        # Kilobytes for each connection; beyond that the system's own cache answers.
        "cache_size=-4000",
        # Every checkpoint stops the writers: fewer of them, over pages that changed many times.
        "wal_autocheckpoint=4000",
    )
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
    record.info["gate"] = _open_gate(connection)


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        # Said with the first statement, at no cost.
        connection.connection.dbapi_connection.read_only = only_reads()  # type: ignore[union-attr]
        return
    if only_reads():
        _say(connection, "BEGIN")
    elif only_looks():
        connection.info["has_to_begin"] = True
    else:
        _begin_to_write(connection)


@event.listens_for(Engine, "rollback")
def _end_reading(connection: Connection) -> None:
    """After a ROLLBACK the driver forgets the statements it prepared, and each page would have all
    of its questions planned anew. What only read has nothing to undo."""
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" and raw.read_only:
        raw.commit()


def begin_writing() -> None:
    """The session's transaction goes on from looking to writing, if it only looked so far."""
    connection: Connection | None = g.get(_LINE)
    if connection is not None and connection.info.pop("has_to_begin", False):
        _begin_to_write(connection)


def _begin_to_write(connection: Connection) -> None:
    gate = connection.info.get("gate")
    # A second connection of this thread would wait for itself for ever; SQLite refuses it in time.
    if gate is not None and not getattr(_inside, "gate", False):
        fcntl.flock(gate, fcntl.LOCK_EX)
        _inside.gate = connection.info["holds_gate"] = True
    _say(connection, "BEGIN IMMEDIATE")


def _say(connection: Connection, words: str) -> None:
    try:
        connection.connection.dbapi_connection.execute(words)  # type: ignore[union-attr]
    except sqlite.OperationalError as error:
        raise OperationalError(words, None, error) from error


def line() -> Connection:
    """Where the session's statements go, found without asking the session each time."""
    known: Connection | None = app_ctx._get_current_object().g.get(_LINE)  # type: ignore[attr-defined]
    return known or db.session.registry().connection()


@event.listens_for(Session, "after_begin")
def _note_line(session: Session, _transaction: Any, connection: Connection) -> None:
    if has_app_context() and session is db.session.registry():
        setattr(g, _LINE, connection)


@event.listens_for(Session, "after_transaction_end")
def _drop_line(session: Session, transaction: Any) -> None:
    if transaction.parent is None and has_app_context() and session is db.session.registry():
        g.pop(_LINE, None)


@event.listens_for(Engine, "checkin")
def _leave_gate(_: Any, record: Any) -> None:
    gate = record.info.get("gate")
    record.info.pop("has_to_begin", None)
    if record.info.pop("holds_gate", False):
        _inside.gate = False
        if gate is not None:
            fcntl.flock(gate, fcntl.LOCK_UN)


@event.listens_for(Engine, "close")
def _close_gate(_: Any, record: Any) -> None:
    gate = record.info.pop("gate", None)
    if gate is not None:
        gate.close()


def _open_gate(connection: Any) -> IO[bytes] | None:
    """A file on which writers queue up in turn; SQLite's own waiting starves some for seconds."""
    file = connection.execute("PRAGMA database_list").fetchone()[2]
    if not file or fcntl is None:
        return None
    return Path(f"{file}-gate").open("wb")
