"""Pages that belong to no feature: the way in, the menu, the language, help, health."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
)
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import health
from tracker.policy import Permission
from tracker.routes.guards import probe, public, repeatable, requires
from tracker.routes.web import LANGUAGES

bp = Blueprint("pages", __name__)

YEAR = 365 * 24 * 3600
THEMES = ("light", "dark", "auto")


@bp.get("/healthz")
@probe
def healthz() -> Response:
    """200 when the database answers, else 503 (errors.database_away)."""
    health.check()
    return jsonify(status="ok")


@bp.get("/them")
@requires(Permission.OWN_ACCOUNT)
def more() -> str:
    return render_template("pages/more.html")


@bp.get("/tro-giup")
@public
def help() -> str:
    return render_template("pages/help.html")


@bp.post("/ngon-ngu")
@repeatable
def language() -> AnyResponse:
    chosen = request.form.get("locale", "")
    if chosen not in LANGUAGES:
        abort(400)
    return _back_with_cookie("language", chosen)


@bp.post("/giao-dien")
@repeatable
def theme() -> AnyResponse:
    chosen = request.form.get("theme", "")
    if chosen not in THEMES:
        abort(400)
    return _back_with_cookie("theme", chosen)


def _back_with_cookie(name: str, value: str) -> AnyResponse:
    response = redirect(own_address(request.form.get("next", "")), 303)
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
    return response


def own_address(address: str) -> str:
    """The address if it leads to one of our own pages, else home: no open redirect."""
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:  # what looks like an IPv6 address and is none
        return "/"
    is_ours = not parts.scheme and not parts.netloc and address.startswith("/")
    is_plain = address.isprintable() and not address.startswith(("//", "/\\"))
    return address if is_ours and is_plain else "/"
