"""Fixtures every test may ask for. Whatever touches the database runs on SQLite and PostgreSQL."""

import os
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from hypothesis import settings
from sqlalchemy import select

from tests.apps import as_in_tests, config_for, fresh_copy, make_inhabited, make_schema, read_world
from tests.factories import World
from tests.rows import Reused
from tests.web import Web
from tests.workers import FromBothEnds
from tracker import create_app
from tracker.core.db import db
from tracker.core.reading import reading
from tracker.core.scope import unscoped
from tracker.indicators.actions import Drift, reconcile
from tracker.totals.models import Total

MEMORY = Path("/dev/shm")

if TYPE_CHECKING:
    from tests.postgres import Cluster

# Databases live as long as a test: in memory where the machine has such a place.
if os.access(MEMORY, os.W_OK):
    tempfile.tempdir = str(MEMORY)

# No deadlines, and the same examples each time; `--hypothesis-profile=default` looks for others.
settings.load_profile("ci")

TEMPLATES = {"schema": make_schema, "inhabited": make_inhabited}

pytest_plugins = ["tests.postgres", "tests.browser", "tests.demos"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FromBothEnds:
    return FromBothEnds(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that drive a browser come first (tests.workers)."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A database file for each template, made once."""
    folder = tmp_path_factory.mktemp("templates")
    files = {name: folder / f"{name}.db" for name in TEMPLATES}
    for name, fill in TEMPLATES.items():
        fill(f"sqlite:///{files[name]}")
    return files


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh database with the schema in it, and the world where the test asks for it."""
    yield from fresh_database(request)


def fresh_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Of the kind that the fixture's parameter names.

    Its address is the same for every test of a process, so that one application serves them all.
    """
    name = "inhabited" if "world" in request.fixturenames else "schema"
    if request.param == "sqlite":
        templates: dict[str, Path] = request.getfixturevalue("sqlite_templates")
        yield fresh_copy(templates[name])
        return
    reused: Reused = request.getfixturevalue("reused_database")
    yield reused.put_back(full=name == "inhabited")


@pytest.fixture(scope="session")
def reused_database(postgres_cluster: "Cluster") -> Iterator[Reused]:
    reused = Reused(postgres_cluster, make_inhabited)
    yield reused
    reused.close()
    let_go(app_for(reused.url))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An own database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    with cluster.database() as url:
        yield url


@cache
def app_for(url: str) -> Flask:
    return create_app(config_for(url))


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    app = app_for(database_url)
    as_in_tests()
    yield app
    with app.app_context():
        wrong = _wrongly_kept()
        db.session.remove()
    if database_url.startswith("sqlite"):
        let_go(app)  # the next test finds another file there
    assert wrong == [], "a kept number is not what is counted"


def let_go(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def _wrongly_kept() -> list[Drift]:
    """Whatever a test did: what is kept and would be shown is what is counted (reconcile)."""
    with unscoped("test"), reading():
        if db.session.scalar(select(Total.code).limit(1)) is None:
            return []
        return reconcile(repair=False).drift


@pytest.fixture
def world(app: Flask) -> World:
    """Two communes with a team each and the people in them: may, may look, must not see."""
    with app.app_context():
        return read_world()


@pytest.fixture
def everywhere(app: Flask) -> Iterator[None]:
    """For tests that call queries and actions without a request."""
    with app.app_context(), unscoped("test"):
        yield


@pytest.fixture
def browse(app: Flask) -> Callable[[], Web]:
    """A new browser with its own cookies, each time it is called."""
    return lambda: Web(app)


@pytest.fixture
def web(app: Flask) -> Web:
    return Web(app)
