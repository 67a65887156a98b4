"""The application as Flask runs it, with our sessions, answers and templates."""

from collections.abc import Callable
from copy import copy
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Request
from flask.globals import request_ctx
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import MapAdapter, Rule

from tracker.routes.seals import Sessions
from tracker.routes.templates import Templates
from tracker.routes.web import Answer, Posted

P = ParamSpec("P")
R = TypeVar("R")


class Json(DefaultJSONProvider):
    """Vietnamese names stay readable, and half as long."""

    ensure_ascii = False


class Address(Rule):
    """Learns to write its address when that is first wanted: to learn all takes a start's sixth."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        learn = super()._compile_builder
        name = "_build_unknown" if append_unknown else "_build"

        def first(rule: Rule, **values: Any) -> tuple[str, str]:
            write: Callable[..., tuple[str, str]] = learn(append_unknown).__get__(rule)
            setattr(rule, name, write)
            return write(**values)

        return first


class Tracker(Flask):
    """Its views are plain functions."""

    json_provider_class = Json
    url_rule_class = Address
    session_interface = Sessions()
    jinja_environment = Templates
    response_class = Answer

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """A form that came among others is looked up where the request that brought it was."""
        if not isinstance(request, Posted):
            return super().create_url_adapter(request)
        adapter = copy(request_ctx.url_adapter)
        if adapter is not None:
            adapter.path_info = request.environ["PATH_INFO"].lstrip("/")
            adapter.query_args = request.environ["QUERY_STRING"]
        return adapter

    def ensure_sync(self, func: Callable[P, R]) -> Callable[P, R]:
        return func
