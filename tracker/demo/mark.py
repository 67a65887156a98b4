"""A database filled with invented people says so, and production refuses to serve it."""

from flask import Flask
from sqlalchemy import select

from tracker.config import ConfigError, Mode
from tracker.core.db import db
from tracker.core.health import AWAY, let_go
from tracker.core.reading import reading
from tracker.core.settings import Setting

NAME = "demo"


def put() -> None:
    db.session.add(Setting(name=NAME, value=True))


def is_demo() -> bool:
    return db.session.scalar(select(Setting.value).where(Setting.name == NAME)) is True


def refuse_in_production(app: Flask) -> None:
    """Raises ConfigError where invented people would stand among real ones.

    A database that is away or not migrated yet holds nothing that could be mixed up.
    """
    if app.config["TRACKER"].mode is not Mode.PRODUCTION:
        return
    with app.app_context(), reading():
        try:
            found = is_demo()
        except AWAY:
            found = False
        finally:
            let_go()
    if found:
        raise ConfigError("this database holds the demo's invented people: use an empty one")
