"""What a phone may keep to open without a network, and for whom.

A view says `keep_offline()`; the answer then names its reader (`X-Store`), and the service worker
keeps it under that name: sealed by the lock that its reader set, and without one only if the page
says that it names nobody (`X-Nameless`). The readable flag `u` tells the worker who uses the
browser now: without it nobody's pages are shown. Whoever did not tick “Giữ đăng nhập” leaves
nothing behind.
"""

from flask import Flask, Response, current_app, g, request, session

from tracker.core import clock
from tracker.routes.guards import FLAG, is_locked_out, maybe_actor
from tracker.routes.web import wants_fragment

HEADER = "X-Store"
NAMELESS = "X-Nameless"


def keep_offline(*, nameless: bool = False) -> None:
    """The page being made may be opened without a network by whoever reads it now.

    `nameless`: there is no learner's name on it, so it may lie on a phone that has no lock.

    Say it before rendering: the page then carries the line that tells how old it is. A page that
    reports what was just done is not kept: it would report it again.
    """
    is_whole = request.method == "GET" and not wants_fragment()
    if is_whole and not session.get("_flashes"):
        g.kept_for = stays()
        g.is_nameless = nameless


def without_names() -> bool:
    """The phone asks for what it may keep without a lock."""
    return NAMELESS in request.headers


def is_kept() -> bool:
    """For templates: whether this page may be opened again without a network."""
    return bool(g.get("kept_for"))


def clock_ms() -> int:
    """What time it is here, as a phone counts it: it corrects its own clock by this."""
    return int(clock.now().timestamp() * 1000)


def register(app: Flask) -> None:
    app.add_template_global(is_kept)
    app.add_template_global(stays)
    app.add_template_global(clock.now, "now")
    app.add_template_global(clock_ms)

    @app.after_request
    def say_who_may_keep_it(response: Response) -> Response:
        if is_kept() and response.status_code == 200:
            response.headers[HEADER] = g.kept_for
            if g.is_nameless:
                response.headers[NAMELESS] = "1"
        return response

    @app.after_request
    def raise_the_flag(response: Response) -> Response:
        # Who asks is known only where a view wanted to know, and where the database answered.
        is_known = "_login_user" in g and "database_away" not in g
        if is_known or (FLAG in request.cookies and "_user_id" not in session):
            _raise_flag(response, stays())
        return response


def _raise_flag(response: Response, uid: str) -> None:
    # Who is locked out stays so until somebody signs in.
    is_still_out = is_locked_out() and maybe_actor() is None
    if is_still_out or uid == request.cookies.get(FLAG, ""):
        return
    config = current_app.config
    secure, seconds = config["SESSION_COOKIE_SECURE"], config["PERMANENT_SESSION_LIFETIME"]
    if uid:
        response.set_cookie(FLAG, uid, max_age=seconds, secure=secure, samesite="Lax")
    else:
        response.delete_cookie(FLAG, secure=secure, samesite="Lax")


def stays() -> str:
    """The account that stays signed in on this browser, or nothing."""
    who = maybe_actor() if session.permanent and "_user_id" in session else None
    return str(who.account_id) if who else ""
