"""The history of the schema. Loaded when a command walks it: a server never does, and what it takes
would be a tenth of each process."""

from typing import Any

from flask import Flask

from tracker.core.db import db, migrating
from tracker.totals import keeping


def history(app: Flask) -> Any:
    """What upgrades, downgrades and compares (flask-alembic's extension)."""
    from flask_alembic import Alembic

    class History(Alembic):
        """Whoever walks it, `flask migrate` or `flask db`: no row goes with a table built anew,
        and afterwards the newest schema notes what changes and nothing is kept."""

        def upgrade(self, target: Any = "heads") -> None:
            if self._is_newest():
                _begin_anew(app)
            else:
                super().upgrade(target)

        def run_migrations(self, fn: Any, **more: Any) -> None:
            # Contexts of their own: each connection goes with its own, and with that its lock.
            with app.app_context():
                keeping.stop_noting()
            with app.app_context(), migrating():
                super().run_migrations(fn, **more)
            if self._is_newest():
                _begin_anew(app)

        def _is_newest(self) -> bool:
            with app.app_context():
                return not self.needs_upgrade()

    if "alembic" not in app.extensions:
        History(metadatas=db.metadata).init_app(app)
    return app.extensions["alembic"]


def _begin_anew(app: Flask) -> None:
    with app.app_context():
        keeping.begin_anew()
