"""The application as tests run it."""

from tracker import create_app
from tracker.config import Config, Mode
from tracker.core.db import db


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
