"""The history of the schema. Loaded when a command walks it: a server never does, and what it takes
would be a tenth of each process."""

from typing import Any

from flask import Flask

from tracker.core.db import db


def history(app: Flask) -> Any:
    """What upgrades, downgrades and compares (flask-alembic's extension)."""
    from flask_alembic import Alembic

    if "alembic" not in app.extensions:
        Alembic(metadatas=db.metadata).init_app(app)
    return app.extensions["alembic"]
