"""Commands. Thin over the same actions as the pages; each says why it lifts the scope."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from tracker.core.db import migrating


def register(app: Flask) -> None:
    app.cli.add_command(migrate)
    app.cli.add_command(prepare)


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest schema."""
    _upgrade()


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Migrate, load the places and skills, and in demo mode fill an empty database."""
    _upgrade()


def _upgrade() -> None:
    with migrating():
        current_app.extensions["alembic"].upgrade()
