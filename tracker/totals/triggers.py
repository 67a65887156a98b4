"""What the database notes down by itself whenever a row that is counted changes.

Nobody who writes such a row can forget it, in bulk or by hand. SQLite loses the triggers of a table
that a migration builds anew, and refuses to build one that a trigger names: whatever walks the
history (`tracker.history`) takes them away before and puts them back afterwards. Lost some other
way, they are missed: whoever reads counts them, and uses nothing that was kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import (
    Connection,
    ScalarSelect,
    Select,
    column,
    event,
    func,
    inspect,
    not_,
    select,
    table,
    text,
)

from tracker.core.base import Base

# What is counted from the beginning, or at all times.
ALWAYS = "'2000-01-01'"
PREFIX = "total_of_"


@dataclass(frozen=True)
class Watch:
    """A table, the columns that counts look at, and which commune and day a row of it touches.

    `touched` is a SELECT of both, in which {row} is the row.
    """

    table: str
    columns: tuple[str, ...]
    touched: str


def _own(table: str, day: str, *columns: str, only: str = "") -> Watch:
    """The row says itself where and when it counts."""
    where = "" if not only else f" WHERE {only}"
    return Watch(table, ("commune_id", *columns), f"SELECT {{row}}.commune_id, {day}{where}")


_ALL = f"SELECT c.id, {ALWAYS} FROM commune c"  # noqa: S608 - ours, nothing from outside
_MET = "FROM meeting m JOIN meeting_mentee a ON a.meeting_id = m.id"
WATCHES = (
    _own("check_in", "{row}.local_date", "team_id", "mentee_id", "local_date", "level",
         "removed_at"),
    _own("class_session", "{row}.local_date", "team_id", "site_id", "local_date", "status"),
    _own("meeting", "{row}.local_date", "team_id", "local_date", "level", "removed_at"),
    Watch("meeting_mentee", ("meeting_id", "mentee_id"),
          "SELECT m.commune_id, m.local_date FROM meeting m WHERE m.id = {row}.meeting_id"),
    Watch("consent", ("mentee_id",),
          f"SELECT m.commune_id, m.local_date {_MET} WHERE a.mentee_id = {{row}}.mentee_id"),
    _own("support_turn", "{row}.local_date", "team_id", "local_date", "turns", "removed_at"),
    _own("issue", "{row}.resolved_on", "team_id", "status", "resolved_on",
         only="{row}.resolved_on IS NOT NULL"),
    _own("skill_mark", "{row}.local_date", "team_id", "mentee_id", "skill_id", "state", "level",
         "local_date", "undone_at"),
    _own("mentee", "{row}.vneid_on", "team_id", "vneid_on", only="{row}.vneid_on IS NOT NULL"),
    _own("quota", "{row}.first_day", "team_id", "metric", "period_kind", "first_day", "goal",
         "status"),
    _own("membership", "{row}.since", "account_id", "role", "team_id", "since", "until",
         "awaits_approval", only="{row}.commune_id IS NOT NULL"),
    # An ambassador counts in every commune they serve, wherever the learner lives.
    Watch("mentorship", ("ambassador_id", "since", "until"),
          "SELECT p.commune_id, {row}.since FROM membership p"
          " WHERE p.account_id = {row}.ambassador_id AND p.commune_id IS NOT NULL"),
    _own("place_figure", ALWAYS, "kind", "value", "as_of", "removed_at"),
    _own("team", ALWAYS, "ended_on"),
    _own("site", ALWAYS, "kind", "ended_on"),
    _own("village", ALWAYS, "ended_on", "fluent_since"),
    Watch("skill", ("code",), _ALL),
    Watch("setting", ("name", "value"), _ALL),
    Watch("commune", ("province_id", "ended_on"), f"SELECT {{row}}.id, {ALWAYS}"),
)  # fmt: skip


KINDS = ("insert", "update", "delete")
# In the catalogue of each database, those that are there and at work.
_MASTER = table("sqlite_master", column("type"), column("name"))
_TRIGGER = table("pg_trigger", column("tgname"), column("tgisinternal"), column("tgenabled"))
_AT_WORK: dict[str, Select[int]] = {
    "sqlite": select(func.count())
    .select_from(_MASTER)
    .where(_MASTER.c.type == "trigger", _MASTER.c.name.startswith(PREFIX)),
    "postgresql": select(func.count())
    .select_from(_TRIGGER)
    .where(
        _TRIGGER.c.tgname.startswith(PREFIX),
        not_(_TRIGGER.c.tgisinternal),
        _TRIGGER.c.tgenabled != "D",
    ),
}


def at_work(dialect: str) -> ScalarSelect[int]:
    """How many of them note changes, as a part of a statement."""
    return _AT_WORK[dialect].scalar_subquery()


def number() -> int:
    """How many there must be."""
    return len(WATCHES) * len(KINDS)


def are_all_there(connection: Connection) -> bool:
    found: int | None = connection.scalar(_AT_WORK[connection.dialect.name])
    return found == number()


def install(connection: Connection) -> None:
    """Make them again. Where one was missing, nothing kept so far can be trusted."""
    if not inspect(connection).has_table("total_change"):
        return  # a schema from before there were any
    was_noting = are_all_there(connection)
    for statement in _making(connection.dialect.name):
        connection.execute(text(statement))
    if not was_noting:
        connection.execute(text("DELETE FROM total"))


def _making(dialect: str) -> Iterator[str]:
    for watch in WATCHES:
        yield from (_on_sqlite(watch) if dialect == "sqlite" else _on_postgresql(watch))


def _on_sqlite(watch: Watch) -> Iterator[str]:
    for what, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"])):
        name = f"{PREFIX}{watch.table}_{what.lower()}"
        of = f" OF {', '.join(watch.columns)}" if what == "UPDATE" else ""
        notes = "".join(
            f" INSERT INTO total_change (commune_id, day) {watch.touched.format(row=row)};"
            for row in rows
        )
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield f"CREATE TRIGGER {name} AFTER {what}{of} ON {watch.table} BEGIN{notes} END"


def _on_postgresql(watch: Watch) -> Iterator[str]:
    """Many rows written at once are one note for each commune and day."""
    name = f"{PREFIX}{watch.table}"
    noting = "INSERT INTO total_change (commune_id, day)"
    old, new = (watch.touched.format(row=row) for row in ("OLD", "NEW"))
    many = watch.touched.format(row="r")
    yield (
        f"CREATE OR REPLACE FUNCTION {name}_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" {noting} {_dated(old)}; IF TG_OP = 'UPDATE' THEN {noting} {_dated(new)}; END IF;"
        " RETURN NULL; END $$"
    )
    yield (
        f"CREATE OR REPLACE FUNCTION {name}_many() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"  # noqa: S608
        f" {noting} SELECT DISTINCT x.c, x.d FROM added r,"
        f" LATERAL ({_dated(many)}) AS x(c, d); RETURN NULL; END $$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {name}_insert AFTER INSERT ON {watch.table}"
        f" REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {name}_many()"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {name}_update"
        f" AFTER UPDATE OF {', '.join(watch.columns)} ON {watch.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}_one()"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {name}_delete AFTER DELETE ON {watch.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}_one()"
    )


def _dated(touched: str) -> str:
    return touched.replace(ALWAYS, f"DATE {ALWAYS}")


def uninstall(connection: Connection) -> None:
    """While tables are built anew they must not be named by anything."""
    for watch in WATCHES:
        if connection.dialect.name == "sqlite":
            for what in KINDS:
                connection.execute(text(f"DROP TRIGGER IF EXISTS {PREFIX}{watch.table}_{what}"))
        else:
            for which in ("one", "many"):
                function = f"{PREFIX}{watch.table}_{which}()"
                connection.execute(text(f"DROP FUNCTION IF EXISTS {function} CASCADE"))


@event.listens_for(Base.metadata, "after_create")
def _with_every_table(_metadata: object, connection: Connection, **_more: object) -> None:
    """A schema made without the history, as tests make it, has them too."""
    install(connection)
