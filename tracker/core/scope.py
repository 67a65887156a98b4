"""Rows that belong to somebody cannot be read or written unless a scope is open.

`scope(reach)` limits every statement to what the reach covers; `unscoped(reason)` lifts the limit,
for start-up, commands and the public pages that read the few columns they show (ruling 17).
A table says for itself, in `within`, which of its rows a reach covers.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Executable, ForeignKey, TextClause, event, select
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria
from sqlalchemy.sql import false, or_, visitors
from sqlalchemy.sql.base import ExecutableOption

from tracker.core.base import Base

logger = logging.getLogger(__name__)

Statement = TypeVar("Statement", bound=Executable)


@dataclass(frozen=True)
class Reach:
    """What exists for whoever asks. An empty reach covers nothing."""

    everywhere: bool = False
    provinces: frozenset[int] = frozenset()
    communes: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    # The communes those teams lie in: their sites and other shared places are visible too.
    around: frozenset[int] = frozenset()
    # Rows that are one's own: mentees one guides, classes one hosts.
    account: int | None = None


EVERYWHERE = Reach(everywhere=True)


class ScopeError(RuntimeError):
    """A statement reached for rows it has no business with."""


class Scoped:
    """A table whose rows are visible only within a reach."""

    # The journal is written about other places than the writer's own.
    scope_limits_writes = True

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        raise NotImplementedError(f"{cls.__name__} must say which rows a reach covers")


class CommuneScoped(Scoped):
    """Belongs to a commune as a whole: a site, a decision."""

    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), index=True)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return any_of(
            among(cls.commune_id, reach.communes | reach.around),
            in_provinces(cls.commune_id, reach),
        )


class TeamScoped(Scoped):
    """Belongs to a team, or to the commune itself when `team_id` is empty."""

    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return in_team_or_above(cls, reach)


def in_team_or_above(row: Any, reach: Reach) -> ColumnElement[bool]:
    """Whether a row (a class, or a table's columns) lies in the reach's teams or places."""
    return any_of(
        among(row.team_id, reach.teams),
        among(row.commune_id, reach.communes),
        in_provinces(row.commune_id, reach),
    )


def any_of(*conditions: ColumnElement[bool] | None) -> ColumnElement[bool]:
    """At least one of the conditions that apply; nothing when none does."""
    applying = [condition for condition in conditions if condition is not None]
    return or_(*applying) if applying else false()


def among(column: Any, ids: frozenset[int]) -> ColumnElement[bool] | None:
    inside: ColumnElement[bool] = column.in_(sorted(ids))
    return inside if ids else None


def in_provinces(commune_id: Any, reach: Reach) -> ColumnElement[bool] | None:
    if not reach.provinces:
        return None
    commune = Base.metadata.tables["commune"]
    inside = select(commune.c.id).where(commune.c.province_id.in_(sorted(reach.provinces)))
    covered: ColumnElement[bool] = commune_id.in_(inside)
    return covered


_reach: ContextVar[Reach | None] = ContextVar("reach", default=None)


@contextmanager
def scope(reach: Reach) -> Iterator[None]:
    before = _reach.set(reach)
    try:
        yield
    finally:
        _reach.reset(before)


@contextmanager
def unscoped(reason: str) -> Iterator[None]:
    logger.debug("scope lifted: %s", reason)
    with scope(EVERYWHERE):
        yield


def current() -> Reach:
    reach = _reach.get()
    if reach is None:
        raise ScopeError("no scope is open: guard the route with @requires")
    return reach


def by_hand(statement: Statement, reason: str) -> Statement:
    """Say that the statement limits itself, and why the open scope is not the right limit."""
    return statement.execution_options(scoped_by_hand=reason)


@event.listens_for(Session, "do_orm_execute")
def _limit_statement(state: ORMExecuteState) -> None:
    if state.is_column_load or state.execution_options.get("scoped_by_hand"):
        return
    reached = _scoped_classes_in(state.statement)
    if not reached or current().everywhere:
        return
    if not state.is_orm_statement or state.is_insert:
        raise ScopeError("only ORM selects, updates and deletes can be limited to a scope")
    reach = current()
    limits = [_limit(row, reach) for row in reached]
    state.statement = state.statement.options(*limits)


@lru_cache(maxsize=4096)
def _limit(row: Any, reach: Reach) -> ExecutableOption:
    """Kept, because every query of a request needs it again and it is slow to make."""
    return with_loader_criteria(row, row.within(reach), include_aliases=True)


@event.listens_for(Session, "after_flush")
def _limit_writes(session: Session, *_: Any) -> None:
    """Every row just written must lie within the reach that wrote it."""
    written: dict[type[Any], set[int]] = {}
    for row in (*session.new, *session.dirty):
        if isinstance(row, Scoped) and row.scope_limits_writes:
            written.setdefault(type(row), set()).add(row.id)  # type: ignore[attr-defined]
    if not written or current().everywhere:
        return
    connection = session.connection()
    for cls, ids in written.items():
        covered = select(cls.id).where(cls.id.in_(sorted(ids)), cls.within(current()))
        if set(connection.scalars(covered)) != ids:
            raise ScopeError(f"a row of {cls.__name__} lies outside the open scope")


def _scoped_classes_in(statement: Any) -> list[Any]:
    if isinstance(statement, TextClause):
        raise ScopeError("raw SQL cannot be limited to a scope")
    scoped = _scoped_by_table()
    parts: Iterator[Any] = visitors.iterate(statement)
    names = {part.name for part in parts if part.__visit_name__ == "table"}
    return [scoped[name] for name in sorted(names & scoped.keys())]


@cache
def _scoped_by_table() -> dict[str, type[Scoped]]:
    return {
        mapper.local_table.name: mapper.class_  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Scoped)
    }
