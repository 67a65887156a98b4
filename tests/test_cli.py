"""Commands, as whoever runs the server types them."""

import gzip
import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from tests.apps import config_for, fresh_copy
from tests.demos import Demo, prepare
from tests.web import Web
from tracker import create_app
from tracker.accounts.models import Invitation, RateHit, ResetCode, SignIn
from tracker.config import ROOT, Config, Mode
from tracker.core import clock
from tracker.core.db import db
from tracker.core.health import let_go
from tracker.core.journal import JournalEntry
from tracker.core.receipts import Receipt, forget
from tracker.core.scope import unscoped
from tracker.demo import fill as filling
from tracker.demo.cast import PASSWORD, SHOWN
from tracker.mentees.models import Mentee
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


@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
def test_preparing_the_demo_fills_it_once(empty_database_url):
    """Migrate, load, fill, and tell who can sign in; the second time there is nothing to do."""
    assert prepared_twice(prepare(empty_database_url), empty_database_url)


def test_preparing_the_demo_fills_it_once_on_sqlite(prepared: Demo):
    """The first time for all tests that work on the demo."""
    assert prepared_twice(prepared.said, fresh_copy(prepared.file))


def prepared_twice(said: str, url: str) -> bool:
    assert SHOWN[0].name in said
    assert SHOWN[0].name in prepare(url)
    demo = create_app(config_for(url))
    with demo.app_context(), unscoped("test"):
        is_filled = not filling.is_empty()
        let_go()
    return is_filled


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


def test_tidying_drops_what_is_over_and_nothing_else(app, world, run, browse):
    """As of 31 days later, then of 401: sessions, invitations, codes, answers, keys."""
    leader = browse().sign_in(world.leader_id)
    invited = {"role": "ambassador", "name": "Cư Thị Sua", "phone": "0868123456"}
    for _ in range(2):
        assert leader.post(f"/moi?to={world.team_id}", invited).status_code in {200, 303}
    with app.app_context(), unscoped("test"):
        db.session.scalars(select(Invitation)).first().used_at = clock.now()
        forget("Cư Thị Xa")  # somebody else was erased meanwhile: pages go, other words stay
        db.session.commit()
    reset = leader.post(f"/quan-tri/nguoi/{world.second_ambassador_id}/ma-moi")
    assert reset.status_code in {200, 303}
    assert browse().post("/dang-nhap", {"phone": "0912000001", "password": "x"}).status_code == 422
    kept = rows(app, JournalEntry)

    assert "1" not in run.invoke(args=["tidy"]).output.replace("counters", "")
    with time_machine.travel(clock.now() + timedelta(days=34)):
        told = run.invoke(args=["tidy"]).output
    assert "answers emptied            3" in told
    for table, left in ((SignIn, 0), (Invitation, 1), (ResetCode, 0), (RateHit, 0), (Receipt, 3)):
        assert rows(app, table) == left, table
    with app.app_context(), unscoped("test"):
        assert db.session.execute(select(Invitation.name, Invitation.phone)).one() == ("", None)
        assert set(db.session.scalars(select(Receipt.body))) == {None}
        assert "flashes" not in "".join(db.session.scalars(select(Receipt.headers)))
    with time_machine.travel(clock.now() + timedelta(days=401)):
        assert "keys dropped               3" in run.invoke(args=["tidy"]).output
    assert (rows(app, Receipt), rows(app, JournalEntry)) == (0, kept)


def rows(app, table) -> int:
    with app.app_context(), unscoped("test"):
        return db.session.scalar(select(func.count()).select_from(table))


def test_every_command_that_the_manual_names_is_there(app):
    named = set()
    for paper in [*ROOT.glob("docs/*.md"), ROOT / "README.md"]:
        words = paper.read_text(encoding="utf-8")
        named |= set(re.findall(r"flask (?:--app wsgi )?([a-z-]+)(?: ([a-z][a-z-]+))?", words))
    assert len(named) > 6
    for first, second in sorted(named):
        if first == "db":  # of the library, and only there while a command runs
            continue
        command = app.cli.commands.get(first)
        assert command is not None, first
        subcommands = getattr(command, "commands", None)
        assert subcommands is None or second in subcommands, (first, second)


def test_a_copy_is_whole_and_opens_no_door(app, world, run, web, tmp_path):
    """Taken while somebody is signed in, put back elsewhere, and worked with."""
    web.sign_in(world.leader_id)
    file, restored = tmp_path / "tracker.db.gz", tmp_path / "restored.db"
    told = run.invoke(args=["backup", str(file)])
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql"):
        assert (told.exit_code, "pg_dump" in told.output, file.exists()) == (1, True, False)
        return
    assert told.exit_code == 0, told.output
    nowhere = run.invoke(args=["backup", str(tmp_path / "new" / "tracker.db.gz")])
    assert (nowhere.exit_code, "there is no folder" in nowhere.output) == (1, True)
    assert (file.stat().st_mode & 0o777, list(tmp_path.iterdir())) == (0o600, [file])
    restored.write_bytes(gzip.decompress(file.read_bytes()))
    again = create_app(config_for(f"sqlite:///{restored}"))
    assert rows(again, SignIn) == 0
    assert rows(again, Mentee) == rows(app, Mentee) > 0
    assert Web(again).sign_in(world.leader_id).get(f"/to/{world.team_id}").status_code == 200
    with again.app_context():
        let_go()


def test_a_copy_for_a_pipe_is_the_same(app, world, run):
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        told = run.invoke(args=["backup", "-"])
        assert gzip.decompress(told.stdout_bytes).startswith(b"SQLite format 3")
