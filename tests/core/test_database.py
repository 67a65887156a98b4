"""What the database itself must promise, whoever talks to it."""

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from tests.counting import statements
from tracker.core import journal
from tracker.core.atomic import transaction, undo
from tracker.core.db import SAFE_SQLITE, db, sqlite
from tracker.core.journal import JournalEntry
from tracker.core.quick import quick
from tracker.core.reading import looking
from tracker.core.scope import by_hand
from tracker.core.settings import Setting, setting

_COUNT = by_hand(select(func.count(Setting.__table__.c.id)), "test")
_ADD = by_hand(insert(Setting.__table__), "test")


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


def test_looking_holds_nobody_up_and_what_follows_is_one_transaction(everywhere):
    with looking():
        assert quick(_COUNT, {}) == [(0,)]
        if db.engine.dialect.name == "sqlite":
            assert not db.session.connection().connection.dbapi_connection.in_transaction
    for is_refused in (True, False):
        with transaction():
            quick(_ADD, [{"name": "a", "value": 1}, {"name": "b", "value": 2}])
            assert quick(_COUNT, {}) == [(2,)]
            if is_refused:
                undo()
        assert quick(_COUNT, {}) == [(0 if is_refused else 2,)]
        db.session.rollback()
        with looking():
            quick(_COUNT, {})


def test_a_list_is_not_planned_anew_each_time(everywhere):
    """SQLite plans again for every value of a bare `LIMIT ?`."""
    with statements() as said:
        db.session.execute(select(Setting.id).limit(3)).all()
    assert db.engine.dialect.name != "sqlite" or "LIMIT +?" in said[0]


def test_a_setting_stands_in_for_its_default(everywhere):
    assert setting("one_to_n") == 5
    db.session.add(Setting(name="one_to_n", value=6))
    db.session.commit()
    assert setting("one_to_n") == 6
    with pytest.raises(KeyError):
        setting("no_such_setting")
