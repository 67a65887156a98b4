"""The history builds exactly the models, and can be walked back, with data in the tables."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import inspect, select

from tests.apps import config_for
from tests.factories import make_world
from tracker import create_app
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.history import history as history_of
from tracker.mentees.models import Mentee
from tracker.totals import keeping

FIRST = "1795309622"


def test_up_down_and_up_again_with_data(empty_database_url):
    app = create_app(config_for(empty_database_url))
    history = history_of(app)

    migrate(app, history.upgrade)
    with app.app_context(), unscoped("test"):
        make_world()
    people = names(app)
    assert people

    migrate(app, history.upgrade)
    assert names(app) == people
    assert migrate(app, history.compare_metadata) == [], "models and migrations differ"

    migrate(app, lambda: history.downgrade(FIRST))
    migrate(app, history.upgrade)
    assert names(app) == people
    with app.app_context():
        assert keeping.is_noting(), "whoever upgrades, what changes is noted again"

    migrate(app, lambda: history.downgrade("base"))
    assert tables(app) <= {"alembic_version"}
    migrate(app, history.upgrade)
    assert names(app) == []


def migrate(app: Flask, step: Callable[[], Any]) -> Any:
    """Each step in a context of its own, as a command is."""
    with app.app_context():
        return step()


def names(app: Flask) -> list[str]:
    with app.app_context(), unscoped("test"):
        found = list(db.session.scalars(select(Mentee.name).order_by(Mentee.id)))
        db.session.remove()
        db.engine.dispose()
        return found


def tables(app: Flask) -> set[str]:
    with app.app_context():
        found = set(inspect(db.engine).get_table_names())
        db.engine.dispose()
        return found
