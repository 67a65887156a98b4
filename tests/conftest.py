"""Fixtures every test may ask for. Whatever touches the database runs on SQLite and PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from tests.apps import config_for, make_template
from tests.factories import World, make_world
from tests.web import Web
from tracker import create_app
from tracker.core.db import db
from tracker.core.scope import unscoped

if TYPE_CHECKING:
    from tests.postgres import Cluster

pytest_plugins = ["tests.postgres", "tests.browser"]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "template.db"
    make_template(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An own database with the schema in it."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    with cluster.database(template=cluster.template("schema", make_template)) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An own database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    with cluster.database() as url:
        yield url


@pytest.fixture
def app(database_url: str) -> Iterator[Flask]:
    app = create_app(config_for(database_url))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def world(app: Flask) -> World:
    """Two communes with a team each and the people in them: may, may look, must not see."""
    with app.app_context(), unscoped("test setup"):
        return make_world()


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
