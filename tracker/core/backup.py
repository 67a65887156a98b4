"""A copy of the whole database that is known to be good, while people go on working.

Copying the file of a running SQLite database gives an old or a broken one (reliability §6).
"""

import gzip
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tracker.core.db import db

# Who steals a copy gets nobody's sign-in. Keys of forms stay: what a phone sends again after
# a restore is still counted once.
LEFT_OUT = ("sign_in", "reset_code", "rate_hit")


class BackupError(RuntimeError):
    """There is no copy, or none that could be trusted."""


@contextmanager
def packed_copy(folder: Path) -> Iterator[tuple[Path, int]]:
    """A compressed copy in a private folder inside `folder`, and its number of rows.

    It is gone at the end unless it was moved away. Raises BackupError.
    """
    if db.engine.dialect.name != "sqlite":
        raise BackupError("this database is PostgreSQL: use pg_dump -Fc")
    library: Any = db.engine.dialect.dbapi
    with TemporaryDirectory(dir=folder) as private:
        plain, packed = Path(private, "copy.db"), Path(private, "copy.db.gz")
        with closing(library.connect(db.engine.url.database)) as live:
            live.execute("VACUUM INTO ?", (str(plain),))
        with closing(library.connect(plain, isolation_level=None)) as copy:
            rows = _lightened(copy)
        with plain.open("rb") as whole, gzip.open(packed, "wb") as out:
            shutil.copyfileobj(whole, out)
        packed.chmod(0o600)
        _to_disk(packed)
        yield packed, rows


def put(packed: Path, file: Path) -> None:
    """Give the copy its name, whole or not at all."""
    packed.replace(file)
    _to_disk(file.parent)


def _lightened(copy: Any) -> int:
    """Without what opens doors; checked, and counted."""
    for table in LEFT_OUT:
        copy.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    copy.execute("VACUUM")
    faults = [line for (line,) in copy.execute("PRAGMA integrity_check") if line != "ok"]
    faults += [f"{table}: row {key}" for table, key, *_ in copy.execute("PRAGMA foreign_key_check")]
    if faults:
        raise BackupError("; ".join(faults[:5]))
    names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    counts = (copy.execute(f'SELECT count(*) FROM "{name}"').fetchone() for (name,) in names)  # noqa: S608
    return sum(count for (count,) in counts)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
