"""The application as tests run it, and the databases tests start from."""

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.factories import World, make_world
from tracker import create_app
from tracker.accounts import passwords
from tracker.config import VAR, Config, Mode
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.core.settings import Setting
from tracker.routes.application import Tracker
from tracker.routes.web import language
from tracker.totals import keeping

WORLD = "test_world"


class _Compiled(BytecodeCache):
    """Templates are compiled once for all apps of a process, as each app does: by language."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], Any] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"{language()} {name}"

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


Tracker.jinja_options = {"bytecode_cache": _Compiled()}


@event.listens_for(Engine, "connect")
def _wait(connection: Any, _record: Any) -> None:
    """A server answers soon or says that it cannot; the machine of a test may be busy."""
    if isinstance(connection, psycopg.Connection):
        for patience in (
            "lock_timeout",
            "statement_timeout",
            "idle_in_transaction_session_timeout",
        ):
            connection.execute(f"SET {patience} = '5min'")
        connection.commit()


def as_in_tests() -> None:
    """An app of another mode leaves behind, for the whole process, what only that mode wants."""
    passwords.use_cheap_digests(True)
    keeping.keep_nothing(True)


def config_for(url: str) -> Config:
    return Config(
        mode=Mode.TEST,
        secret_key="not a secret, only long enough for a test",
        database_url=url,
        badge_key_file=VAR / "badge-of-tests.pem",
    )


def make_schema(url: str) -> None:
    """Every table, empty."""
    app = create_app(config_for(url))
    with app.app_context():
        db.create_all()
        db.engine.dispose()


def make_inhabited(url: str) -> None:
    """The schema with the world in it, and the world's keys where `read_world` finds them."""
    make_schema(url)
    app = create_app(config_for(url))
    with app.app_context(), unscoped("test setup"):
        world = make_world()
        db.session.add(Setting(name=WORLD, value=asdict(world)))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def read_world() -> World:
    """The keys of the world this database was copied with; the note of them is taken away."""
    note = db.session.query(Setting).filter_by(name=WORLD).one()
    keys = dict(note.value)
    db.session.delete(note)
    db.session.commit()
    return World(**keys | {"skill_ids": tuple(keys["skill_ids"])})


def fresh_copy(template: Path) -> str:
    """The address of this process's SQLite database, which is now a copy of the template."""
    file = template.with_name("test.db")
    for remains in file.parent.glob("test.db*"):
        remains.unlink()
    shutil.copy(template, file)
    return f"sqlite:///{file}"
