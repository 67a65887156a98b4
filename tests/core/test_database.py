"""What the database itself must promise, whoever talks to it."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from tracker.core import journal
from tracker.core.db import SAFE_SQLITE, db, sqlite
from tracker.core.journal import JournalEntry
from tracker.core.settings import Setting, setting


def test_sqlite_keeps_what_it_said_it_kept(app):
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("about SQLite")
        pragmas = {
            name: db.session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert sqlite.sqlite_version_info >= SAFE_SQLITE


@pytest.mark.parametrize(
    "deed",
    [update(JournalEntry).values(deed="other"), delete(JournalEntry)],
    ids=["change", "delete"],
)
def test_nobody_changes_the_journal(everywhere, deed):
    row = Setting(name="a", value=1)
    db.session.add(row)
    db.session.flush()
    journal.record("setting.set", row, account_id=None)
    db.session.commit()
    with pytest.raises(DBAPIError):
        db.session.execute(deed)
    db.session.rollback()
    assert db.session.query(JournalEntry).one().deed == "setting.set"


def test_a_setting_stands_in_for_its_default(everywhere):
    assert setting("one_to_n") == 5
    db.session.add(Setting(name="one_to_n", value=6))
    db.session.commit()
    assert setting("one_to_n") == 6
    with pytest.raises(KeyError):
        setting("no_such_setting")
