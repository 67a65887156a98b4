"""Commands, as whoever runs the server types them."""

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from tracker import create_app
from tracker.config import Config, Mode
from tracker.core.db import db
from tracker.core.health import let_go
from tracker.core.scope import unscoped
from tracker.demo import fill as filling
from tracker.demo.cast import PASSWORD, SHOWN
from tracker.places import catalogue
from tracker.places.models import Commune


@pytest.fixture
def run(app) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def newer(tmp_path, app):
    """A list of communes with one more, over a database that has the shipped one."""
    with app.app_context(), unscoped("test"):
        catalogue.load()
    file = tmp_path / "communes.csv"
    shipped = (catalogue.FOLDER / "communes.csv").read_text(encoding="utf-8")
    file.write_text(shipped + "9999,15,03998,xa,Xã Mới Lập\n", encoding="utf-8")
    return file


def communes(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Commune.id)))


def test_importing_places_asks_before_it_writes(run, app, newer):
    told = run.invoke(args=["places", "import", str(newer)])
    assert told.exit_code == 0
    assert "added    03998  Xã Mới Lập" in told.output
    assert "--write" in told.output
    assert communes(app) == 3321
    assert "Written" in run.invoke(args=["places", "import", str(newer), "--write"]).output
    assert communes(app) == 3322
    assert "Nothing to write" in run.invoke(args=["places", "import", str(newer)]).output


def test_what_is_no_list_of_places_is_refused(run, tmp_path):
    file = tmp_path / "odd.csv"
    file.write_text("a,b\n1,2\n")
    refused = run.invoke(args=["places", "import", str(file)])
    assert refused.exit_code == 1
    assert "line 2" in refused.output


def test_the_table_of_accounts(run):
    shown = run.invoke(args=["demo", "accounts"]).output
    for account in SHOWN:
        assert account.name in shown
    assert PASSWORD in shown


def test_preparing_the_demo_fills_it_once(empty_database_url):
    """Migrate, load, fill, and tell who can sign in; the second time there is nothing to do."""
    config = Config(mode=Mode.DEMO, secret_key="x" * 40, database_url=empty_database_url)
    demo = create_app(config)
    for _ in range(2):
        done = demo.test_cli_runner().invoke(args=["prepare"])
        assert done.exit_code == 0, done.output
        assert SHOWN[0].name in done.output
    with demo.app_context(), unscoped("test"):
        assert not filling.is_empty()
        let_go()


def test_production_never_gets_the_demo(database_url):
    production = create_app(
        Config(
            mode=Mode.PRODUCTION,
            secret_key="x" * 40,
            database_url=database_url,
            base_url="https://daisuso.laocai.gov.vn",
        )
    )
    refused = production.test_cli_runner().invoke(args=["demo", "fill"])
    assert refused.exit_code == 1
    with production.app_context():
        let_go()
