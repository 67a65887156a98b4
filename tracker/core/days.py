"""Reckoning with days inside a statement; the two databases write it differently."""

from typing import Any

from sqlalchemy import Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_before(FunctionElement[Any]):  # noqa: N801 - reads like the SQL function it stands for
    """The day so many days before another: days_before(day, number)."""

    type = Date()
    inherit_cache = True


@compiles(days_before, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    day, number = (compiler.process(part, **kw) for part in element.clauses)
    return f"date({day}, '-' || ({number}) || ' days')"


@compiles(days_before, "postgresql")
def _in_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    day, number = (compiler.process(part, **kw) for part in element.clauses)
    return f"({day} - ({number}))"
