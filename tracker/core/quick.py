"""Running statements that were built once, on the driver itself.

Most of a small statement's cost is what stands between us and the driver: finding out what kind it
is, whom to tell, what its rows are called. Where a hundred people wait in a row, or on every
request, that is found out once for each statement and kept. Such a statement limits itself, and has
said why with `by_hand`. It stands at module level: what is kept for it is kept for ever.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NoReturn

from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from tracker.core.db import line
from tracker.core.scope import ScopeError, by_hand

Values = dict[str, Any]
# Plain tuples in the order of the statement's columns.
Rows = list[tuple[Any, ...]]
Conversions = list[tuple[Any, Callable[[Any], Any]]]

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def quick(statement: Any, values: Values | Sequence[Values]) -> Rows:
    """Run it in the open transaction and return its rows; of many values at once, none.

    Where the databases speak differently, `statement` is a dictionary by dialect. Nothing is
    flushed before: what it reads must be written.
    """
    return run_on(line(), statement, values)


def run_on(connection: Connection, statement: Any, values: Values | Sequence[Values]) -> Rows:
    """The same on a connection that is not the session's."""
    if isinstance(statement, dict):
        statement = statement[connection.dialect.name]
    if isinstance(values, dict):
        made = _made(statement, connection.dialect, values)
        return made.read(_execute(connection, made.text, made.fill(values)))
    if values:
        made = _made(statement, connection.dialect, values[0])
        _execute(connection, made.text, made.fill_all(values), many=True)
    return []


def new_key(statement: dict[str, Any], values: Values) -> int | None:
    """Insert one row and return its key; None when a conflict kept it out.

    The statement is made `for_each_dialect` with that key. SQLite knows it without RETURNING, which
    costs it as much again as the row.
    """
    connection = line()
    name = connection.dialect.name
    made = _made(statement[name], connection.dialect, values)
    cursor = _execute(connection, made.text, made.fill(values))
    if name == "sqlite":
        return cursor.lastrowid if cursor.rowcount > 0 else None
    row = cursor.fetchone()
    return row[0] if row else None


def for_each_dialect(build: Callable[[Any], Any], why: str, *, key: Any = None) -> dict[str, Any]:
    """A statement that meets conflicts, built with each database's own `insert`."""
    built = {name: build(insert) for name, insert in _INSERTS.items()}
    if key is not None:
        built["postgresql"] = built["postgresql"].returning(key)
    return {name: by_hand(statement, why) for name, statement in built.items()}


def dialect() -> str:
    """Which database it is, where more than a statement differs."""
    return line().dialect.name


def of_few_lengths(ids: Iterable[int]) -> list[int]:
    """The same, the last one repeated: for each length of a list a statement is kept apart."""
    found = list(ids)
    wanted = 1 << (len(found) - 1).bit_length() if found else 0
    return found + found[-1:] * (wanted - len(found))


class _Made:
    """A statement as one database reads it, with values of these names and lists this long."""

    def __init__(self, statement: Any, dialect: Dialect, values: Values) -> None:
        if "scoped_by_hand" not in statement.get_execution_options():
            raise ScopeError("only a statement that limits itself may go past the scope: by_hand")
        self.dialect = dialect
        self.names = frozenset(values)
        compiled = statement.compile(
            dialect=_numbering(dialect), column_keys=list(values), for_executemany=True
        )
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        given = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
        given |= {c.key: c.default.arg for c in compiled.insert_prefetch}
        state = compiled.construct_expanded_state(given | values)
        self.text = state.statement
        self.order: Sequence[str] = state.positiontup or ()
        self.lists = {n: each for n, each in state.parameter_expansion.items() if n in values}
        types = {name: bind.type for name, bind in binds.items()}
        for name, each in state.parameter_expansion.items():
            types |= dict.fromkeys(each, types.pop(name))
            if name not in values:
                given.update(zip(each, given.pop(name), strict=True))
        into = {
            name: convert
            for name, kind in types.items()
            if (convert := kind.dialect_impl(dialect).bind_processor(dialect))
        }
        self.constants = {n: into[n](value) if n in into else value for n, value in given.items()}
        self.into = [(name, convert) for name, convert in into.items() if name not in given]
        self._columns = [column.type.dialect_impl(dialect) for column in statement.exported_columns]
        self._out: Conversions | None = None

    def fill(self, values: Values) -> list[Any]:
        """What the driver is given, in the order in which the statement asks for it."""
        given = self.constants | values
        for name, each in self.lists.items():
            given.update(zip(each, given.pop(name), strict=True))
        for name, convert in self.into:
            given[name] = convert(given[name])
        return [given[name] for name in self.order]

    def fill_all(self, rows: Sequence[Values]) -> list[Any]:
        """The same for many rows; an object that several of them hold is converted once."""
        known: dict[tuple[str, int], Any] = {}
        filled = []
        for values in rows:
            given = self.constants | values
            for name, convert in self.into:
                its = (name, id(given[name]))
                if its not in known:
                    known[its] = convert(given[name])
                given[name] = known[its]
            filled.append([given[name] for name in self.order])
        return filled

    def read(self, cursor: Any) -> Rows:
        if not self._columns:
            return []
        if self._out is None:
            self._out = self._conversions(cursor.description)
        found: Rows = cursor.fetchall()
        return [self._converted(row) for row in found] if self._out else found

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, convert in self._out or ():
            if values[place] is not None:
                values[place] = convert(values[place])
        return tuple(values)

    def _conversions(self, description: Any) -> Conversions:
        kinds = enumerate(zip(self._columns, description, strict=True))
        return [
            (place, convert)
            for place, (kind, said) in kinds
            if (convert := kind.result_processor(self.dialect, said[1]))
        ]


@cache
def _numbering(dialect: Dialect) -> Dialect:
    """The same with numbers where values go: for their names PostgreSQL's driver searches a long
    statement anew each time, which takes longer than a small answer."""
    if dialect.name != "postgresql":
        return dialect
    kind: Any = type(dialect)
    numbering: Dialect = kind(paramstyle="numeric_dollar")
    return numbering


_KEPT: dict[tuple[Any, ...], _Made] = {}


def _made(statement: Any, dialect: Dialect, values: Values) -> _Made:
    key: tuple[Any, ...] = (statement, dialect.name)
    made = _KEPT.get(key)
    if made is None:
        made = _KEPT[key] = _Made(statement, dialect, values)
    if made.names != values.keys():
        raise TypeError(f"the values of a statement have the same names every time: {made.text}")
    if made.lists:
        key += tuple([len(values[name]) for name in made.lists])
        made = _KEPT.get(key) or _KEPT.setdefault(key, _Made(statement, dialect, values))
    return made


def _execute(connection: Connection, text: str, given: Any, *, many: bool = False) -> Any:
    for hear in connection.dispatch.before_cursor_execute:
        hear(connection, None, text, given, None, many)
    raw: Any = connection.connection.dbapi_connection
    driver: Any = connection.dialect.loaded_dbapi
    is_numbered = connection.dialect.name == "postgresql"
    cursor = driver.RawCursor(raw) if is_numbered else raw.cursor()
    try:
        if many:
            cursor.executemany(text, given)
        else:
            cursor.execute(text, given)
    except connection.dialect.loaded_dbapi.Error as error:
        _tell(connection, text, given, error)
    return cursor


def _tell(connection: Connection, text: str, given: Any, error: Any) -> NoReturn:
    """Raise what SQLAlchemy would have raised, and drop a connection that is lost."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if lost:
        connection.invalidate(error)
    raise DBAPIError.instance(
        text, given, error, dialect.loaded_dbapi.Error, hide_parameters=True,
        connection_invalidated=lost, dialect=dialect,
    ) from error  # fmt: skip
