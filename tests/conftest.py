"""Fixtures every test may ask for. Whatever touches the database runs on SQLite and PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests import postgres
from tests.factories import World, make_world
from tests.web import Web
from tracker import create_app
from tracker.config import Config, Mode
from tracker.core.db import db
from tracker.core.scope import unscoped


def config_for(url: str) -> Config:
    return Config(
        mode=Mode.TEST,
        secret_key="not a secret, only long enough for a test",
        database_url=url,
    )


def make_template(url: str) -> None:
    """The schema; every test gets a copy of it."""
    app = create_app(config_for(url))
    with app.app_context():
        db.create_all()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "template.db"
    make_template(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    with postgres.cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An own database with the schema in it."""
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite:///{file}"
    running: postgres.Cluster = request.getfixturevalue("cluster")
    return running.create_database(template=running.template("schema", make_template))


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
