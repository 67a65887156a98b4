"""One view, two answers: a fragment for htmx, the whole page for everyone else."""

import re
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from flask import Response, current_app, make_response, render_template
from markupsafe import escape
from werkzeug.wrappers import Response as AnyResponse

from tracker.routes.web import wants_fragment


def render(page: str, /, *, fragment: str = "", status: int = 200, **context: Any) -> Response:
    """Render the page, or only its fragment when htmx asks for one."""
    template = fragment if fragment and wants_fragment() else page
    response = make_response(render_template(template, **context), status)
    response.vary.add("HX-Request")
    return response


def plain(page: str, *, status: int = 200, **context: Any) -> Response:
    """Render a page without our frame, for many at once: nothing is found out about who reads."""
    template = current_app.jinja_env.get_template(page)
    return Response(template.render(context), status)


class Stencil:
    """A page that is rendered once, with blanks that are filled in for every reader."""

    def __init__(self, page: str, blanks: Iterable[str]) -> None:
        self._pieces = _BLANK.split(page)
        if set(self._pieces[1::2]) != set(blanks):
            raise ValueError("every blank of a stencil stands in its page")

    def filled(self, **values: str) -> str:
        """The page with these values, escaped."""
        pieces = self._pieces.copy()
        pieces[1::2] = [escape(values[name]) for name in pieces[1::2]]
        return "".join(pieces)


_BLANK = re.compile("\0([a-z]+)\0")  # no text of ours, and none that was cleaned, holds this


def stencil(page: str, blanks: Iterable[str], **context: Any) -> Stencil:
    """A page for many who read nearly the same. In our frame, its reader is the blank `uid`, and
    the server's time is the blank `clock`."""
    marks = {name: f"\0{name}\0" for name in blanks}
    framed: dict[str, Any] = {}
    if "uid" in marks:
        framed["actor"] = SimpleNamespace(account_id=marks["uid"])
        framed["clock_ms"] = lambda: marks["clock"]
    return Stencil(render_template(page, **context, **marks, **framed), blanks)


def go(address: str) -> AnyResponse:
    """Send the reader to another page of ours: by header inside htmx, by 303 otherwise.

    A redirect followed by fetch would put a whole page into the fragment (ux §3.2, 6).
    """
    if wants_fragment():
        return Response("", 204, {"HX-Redirect": address})
    return Response("", 303, {"Location": address})
