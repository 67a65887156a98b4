"""The tracker: who guides whom, what they learnt, and how that fills the quota."""

from flask import Flask
from htmx_flask import Htmx

from tracker import cli, models, routes
from tracker.accounts import passwords
from tracker.config import Config, Mode
from tracker.core.db import db, engine_options
from tracker.demo import mark
from tracker.routes.application import Tracker
from tracker.routes.seals import Tokens
from tracker.routes.web import IdConverter, Packing, Speech, TrackerRequest, language
from tracker.totals import keeping

__all__ = ["create_app", "models"]


def create_app(config: Config) -> Flask:
    """The application, ready to serve. It neither creates nor migrates the database."""
    app = Tracker(__name__, static_folder=None)
    app.config.from_mapping(config.as_mapping())
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(config.database_url)
    app.url_map.converters["int"] = IdConverter

    for extension in (db, Tokens(), Htmx(), Packing()):
        extension.init_app(app)
    Speech(app, locale_selector=language)
    app.request_class = TrackerRequest

    passwords.use_cheap_digests(config.mode is Mode.TEST)
    keeping.keep_nothing(config.mode is Mode.TEST)
    routes.register(app)
    cli.register(app)
    mark.refuse_in_production(app)
    return app
