"""A PostgreSQL database that serves all tests of a process, put back before each of them.

To copy one anew takes longer than most tests do. Instead what is in it is compared with what
should be, and only what differs is written again:

rows       how many a table has and the newest transaction among them tell whether it was touched,
           whoever did it and however; copies of all rows stand beside, in the schema `kept`
sequences  stand again where they stood
all else   where something was made or dropped, the whole database is copied anew
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from tests.postgres import Cluster

# What changes with everything that is made or dropped, and with no row.
SHAPE = "SELECT " + ", ".join(
    f"(SELECT (count(*), max(oid))::text FROM {catalogue})"
    for catalogue in ("pg_class", "pg_proc", "pg_trigger", "pg_constraint")
)
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
US = "rows"
TO_THE_DOOR = f"""
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND application_name <> '{US}' AND state <> 'idle'
"""
# No trigger fires, and no key is looked after.
AS_NOBODY = "SET LOCAL session_replication_role = replica"
# Of itself the driver prepares no statement: several in one string cannot be.
NEVER = 10**9

Rows = dict[str, tuple[int, int]]


class Reused:
    """Full (with the world in it) or empty, as the next test wants it."""

    url = ""

    def __init__(self, cluster: "Cluster", fill: Callable[[str], object]) -> None:
        self._cluster, self._fill = cluster, fill
        # One asks, the other writes: whoever turns triggers off forgets all plans.
        self._lines: list[psycopg.Connection[Any]] = []

    def put_back(self, *, full: bool) -> str:
        """Its address, which is always the same. Nobody is in the middle of anything there."""
        if not self._lines or self._ask(SHAPE) != self._shape:
            self._copy_anew()
        self._ask(TO_THE_DOOR)
        found = self._rows()
        touched = {table for table in found if found[table] != self._left[table]}
        if full != self._is_full:
            touched |= self._kept
        self._write(sorted(touched), full=full)
        self._left, self._is_full = self._rows(), full
        return self.url

    def close(self) -> None:
        for line in self._lines:
            line.close()

    def _copy_anew(self) -> None:
        self.close()
        template = self._cluster.template("inhabited", self._fill)
        self.url = self._cluster.create_database(template, instead_of=self.url)
        self._lines = [
            psycopg.connect(self.url, autocommit=True, prepare_threshold=NEVER, application_name=US)
            for _ in range(2)
        ]
        tables = sorted(name for (name,) in self._ask(TABLES))
        self._ask_rows = " UNION ALL ".join(
            f"SELECT '{name}', count(*), max(xmin::text::bigint) FROM \"{name}\"" for name in tables
        )
        self._left, self._is_full = self._rows(), True
        self._kept = {name for name, (count, _) in self._left.items() if count}
        self._sequences = dict(self._ask(SEQUENCES))
        copies = (f'CREATE TABLE kept."{name}" AS TABLE "{name}"' for name in sorted(self._kept))
        self._do("CREATE SCHEMA kept", *copies)
        self._shape = self._ask(SHAPE)

    def _write(self, touched: list[str], *, full: bool) -> None:
        again = [table for table in touched if full and table in self._kept]
        if touched:
            self._do(AS_NOBODY, *(f'DELETE FROM "{table}"' for table in touched))
            # Whoever asks in no order finds them in the order in which they were written.
            self._lines[1].execute("VACUUM " + ", ".join(f'"{table}"' for table in touched))
        copies = [f'INSERT INTO "{table}" SELECT * FROM kept."{table}"' for table in again]
        self._do(AS_NOBODY, *copies, *self._turns_back(full=full))

    def _turns_back(self, *, full: bool) -> Iterator[str]:
        for name, stands in self._ask(SEQUENCES):
            wanted = self._sequences[name] if full else None
            if stands != wanted:
                yield f"SELECT setval('\"{name}\"', {wanted or 1}, {wanted is not None})"

    def _rows(self) -> Rows:
        return {name: (count, newest) for name, count, newest in self._ask(self._ask_rows)}

    def _ask(self, question: str) -> list[tuple[Any, ...]]:
        return self._lines[0].execute(question, prepare=True).fetchall()

    def _do(self, *sentences: str) -> None:
        self._lines[1].execute("; ".join(["BEGIN", *sentences, "COMMIT"]))
