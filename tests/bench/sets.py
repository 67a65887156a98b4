"""Provinces to ask questions of, built once and kept under var/ until what builds them changes.

A set was built at a moment, and is asked as of that moment: its days do not grow old.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import time_machine
from flask import Flask
from sqlalchemy.schema import CreateIndex, CreateTable

from tests import postgres
from tests.bench import province
from tracker import create_app
from tracker.config import Config
from tracker.core import clock
from tracker.core.base import Base
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.totals import triggers

FOLDER = Path(__file__).resolve().parents[2] / "var" / "bench"


@contextmanager
def province_of(database: str, people: int, prepare: Callable[[], None]) -> Iterator[Flask]:
    """The application on it, at the moment it was built, when `prepare` wrote what else is needed.

    What is asked should leave it as it is.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = f"{database}_{people}"
    with _address(database, name) as url:
        built = _built(name)
        if built is None:
            built = clock.now()
            print(f"building {people:,} learners on {database} …", flush=True)
            _build(_application(url), people, prepare)
            _note(name).write_text(json.dumps({"of": _digest(), "at": built.isoformat()}))
        app = _application(url)
        with time_machine.travel(built), app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def _built(name: str) -> datetime | None:
    """When, unless it was built of something else."""
    note = _note(name)
    if not note.exists():
        return None
    said = json.loads(note.read_text())
    return datetime.fromisoformat(said["at"]) if said["of"] == _digest() else None


def _note(name: str) -> Path:
    return FOLDER / f"{name}.json"


def _digest() -> str:
    """Of the tables, their indexes and triggers, and of what fills them."""
    parts = [Path(province.__file__).read_text()]
    for table in Base.metadata.sorted_tables:
        parts.append(str(CreateTable(table)))
        parts += sorted(str(CreateIndex(index)) for index in table.indexes)
    parts += [watch.touched for watch in triggers.WATCHES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@contextmanager
def _address(database: str, name: str) -> Iterator[str]:
    if database == "sqlite":
        if _built(name) is None:
            for file in FOLDER.glob(f"{name}.db*"):
                file.unlink()
        yield f"sqlite:///{FOLDER / name}.db"
        return
    with postgres.kept_cluster(FOLDER / "postgresql") as cluster:
        if _built(name) is None:
            cluster.remake(name)
        yield cluster.address(name)


def _application(url: str) -> Flask:
    return create_app(
        Config.from_env(
            {
                "TRACKER_MODE": "demo",
                "TRACKER_SECRET_KEY": "only for measuring, and long enough",
                "TRACKER_DATABASE_URL": url,
            }
        )
    )


def _build(app: Flask, people: int, prepare: Callable[[], None]) -> None:
    with app.app_context():
        with unscoped("bench"):
            db.create_all()
            with db.engine.begin() as connection:
                triggers.uninstall(connection)
            province.build(people)
            with db.engine.begin() as connection:
                triggers.install(connection)
            prepare()
        db.session.remove()
        db.engine.dispose()
