"""One view, two answers: a fragment for htmx, the whole page for everyone else."""

from typing import Any

from flask import Response, current_app, make_response, redirect, render_template
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


def go(address: str) -> AnyResponse:
    """Send the reader to another page of ours: by header inside htmx, by 303 otherwise.

    A redirect followed by fetch would put a whole page into the fragment (ux §3.2, 6).
    """
    if wants_fragment():
        return Response("", 204, {"HX-Redirect": address})
    return redirect(address, 303)
