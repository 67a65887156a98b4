"""What people read when something is not as it should be: a page, or a line inside a fragment."""

import logging
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from tracker.core.health import AWAY, give_up
from tracker.routes.web import wants_fragment

logger = logging.getLogger(__name__)

SIGN_IN = "/dang-nhap"
WITH_A_PAGE = {400, 401, 403, 404, 405, 413, 422, 429, 500, 503}
RETRY_SECONDS = "30"


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(CSRFError, stale)
    app.register_error_handler(SecurityError, elsewhere)
    for lost in AWAY:
        app.register_error_handler(lost, database_away)
    app.register_error_handler(Exception, broken)


def refused(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    status = error.code or 500
    if status == 401:
        return ask_to_sign_in()
    response = page(status if status in WITH_A_PAGE else 400, reason=str(error.description or ""))
    response.status_code = status
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def stale(_error: CSRFError) -> Response:
    """The page was open longer than its session: nothing was done, everything typed is there."""
    if request.is_json:
        return make_response({"ok": "dss", "verdict": "csrf"}, 400)
    return page(400, reason="stale")


def elsewhere(_error: SecurityError) -> Response:
    """Asked under a name that is not ours: no page, whose links would have to name an address."""
    return Response(gettext("Địa chỉ này không có ở đây."), 400, mimetype="text/plain")


def ask_to_sign_in() -> Response:
    """A page sends to the sign-in form and back; a fragment keeps what was typed and says so."""
    address = f"{SIGN_IN}?next={quote(request.full_path.rstrip('?'))}"
    if wants_fragment():
        response = make_response(
            render_template("errors/_fragment.html", status=401, href=SIGN_IN), 401
        )
        response.headers["HX-Reswap"] = "none"
        return response
    if request.method in {"GET", "HEAD"}:
        return Response("", 303, {"Location": address})
    return page(401, href=SIGN_IN)


def database_away(error: Exception) -> Response:
    logger.error("database: %s", error)
    response = page_without_database(503)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def broken(error: Exception) -> Response:
    logger.exception("unexpected: %s", type(error).__name__)
    return page_without_database(500)


def page_without_database(status: int) -> Response:
    """Nothing was done; and the frame must not ask the very database that is away who is here."""
    give_up()
    g.database_away = True
    return page(status)


def page(status: int, **context: Any) -> Response:
    template = "errors/_fragment.html" if wants_fragment() else f"errors/{status}.html"
    context |= {"status": status}
    return make_response(render_template(template, **context), status)
