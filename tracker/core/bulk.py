"""Many rows at once, with keys known beforehand so that they can point to each other."""

from typing import Any

from sqlalchemy import Table, func, insert, select

from tracker.core.base import Base
from tracker.core.db import db

Row = dict[str, Any]


class Rows:
    """Rows that wait to be written together. What `add` returns may still be changed until then."""

    def __init__(self) -> None:
        self._waiting: dict[Table, list[Row]] = {}
        self._next: dict[Table, int] = {}

    def add(self, model: type[Base], **values: Any) -> Row:
        """One more row, with its key if the table has one."""
        table: Any = model.__table__
        if "id" in table.c:
            values = {"id": self._key(table), **values}
        self._waiting.setdefault(table, []).append(values)
        return values

    def of(self, model: type[Base]) -> list[Row]:
        table: Any = model.__table__
        return self._waiting.get(table, [])

    def write(self) -> int:
        """Insert everything, parents first, within the open transaction; how many rows."""
        written = 0
        for table in Base.metadata.sorted_tables:
            written += _insert(table, self._waiting.pop(table, []))
        return written

    def _key(self, table: Table) -> int:
        if table not in self._next:
            self._next[table] = db.session.scalar(select(func.max(table.c.id))) or 0
        self._next[table] += 1
        return self._next[table]


def insert_all(model: type[Base], rows: list[Row]) -> int:
    """Insert rows that bring their keys; the table's counter goes on behind the last of them."""
    table: Any = model.__table__
    return _insert(table, rows)


def _insert(table: Table, rows: list[Row]) -> int:
    if not rows:
        return 0
    db.session.execute(insert(table), _complete(table, rows))
    move_counter(table)
    return len(rows)


def move_counter(table: Table) -> None:
    """The next row that brings no key gets one behind the last."""
    if "id" in table.c and db.session.get_bind().dialect.name == "postgresql":
        counter = func.pg_get_serial_sequence(table.name, "id")
        last = select(func.max(table.c.id)).scalar_subquery()
        db.session.execute(select(func.setval(counter, last)))


def _complete(table: Table, rows: list[Row]) -> list[Row]:
    """Every row with every column: one prepared statement then serves them all."""
    blank = {column.name: _default(column) for column in table.c}
    return [{**blank, **row} for row in rows]


def _default(column: Any) -> Any:
    default = column.default
    return default.arg if default is not None and default.is_scalar else None
