"""What a route must say about itself: the permission it needs, or that it is public.

The guard is the only thing that opens a scope, and it makes every unsafe request happen once.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from flask import Flask, Response, abort, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.exceptions import TooManyRequests

from tracker.accounts import queries as accounts
from tracker.accounts.limits import Limit, Wait, hit
from tracker.core import clock, codes, journal
from tracker.core.reading import looking, reading
from tracker.core.scope import Reach, scope
from tracker.policy import AS_HOST, Actor, Breadth, Permission, can, grants
from tracker.routes.once import answered_once

P = ParamSpec("P")
R = TypeVar("R")

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# Who stays signed in on this browser, readable for scripts. The lock of what a phone keeps writes
# OUT into it after too many wrong tries: then only the password lets in (static/js/unlock.js).
FLAG, OUT = "u", "0"
DEVICE_COOKIE = "device"
DEVICE_DAYS = 400
_DEVICE = re.compile(rf"[A-Za-z0-9_-]{{{codes.TOKEN}}}")


class Logins(LoginManager):
    """A session is a row of ours, and nothing else: no cookie remembers, no address binds."""

    def _session_protection_failed(self) -> bool:
        return False  # phones change address all day; the table row decides

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


class SignedIn(UserMixin):
    """What Flask-Login keeps for the request: the actor, and the session's own token."""

    def __init__(self, token: str, actor: Actor, sign_in_id: int) -> None:
        self.token = token
        self.actor = actor
        self.sign_in_id = sign_in_id

    def get_id(self) -> str:
        return self.token


def register(app: Flask) -> None:
    login = Logins(app)

    @login.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> SignedIn | None:
        if is_locked_out():
            return None
        found = accounts.signed_in(codes.digest(token), now=clock.now())
        return SignedIn(token, found.actor, found.sign_in_id) if found else None

    @app.before_request
    def note_where_from() -> None:
        journal.address.set(request.remote_addr or "")
        view = current_app.view_functions.get(request.endpoint or "")
        request.max_content_length = getattr(view, "most_bytes", request.max_content_length)
        if request.method not in SAFE_METHODS:
            _refuse_other_sites()
            return
        g.reading = reading()
        g.reading.__enter__()

    @app.teardown_request
    def stop_reading(_error: BaseException | None) -> None:
        if "reading" in g:
            g.pop("reading").__exit__(None, None, None)

    @app.after_request
    def know_the_device(response: Response) -> Response:
        if "new_device" in g:
            response.set_cookie(
                DEVICE_COOKIE, g.new_device, max_age=DEVICE_DAYS * 86400, httponly=True,
                samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"],
            )  # fmt: skip
        return response


def is_locked_out() -> bool:
    """Somebody tried to guess the digits here: the session waits for the password."""
    return request.cookies.get(FLAG) == OUT


def maybe_actor() -> Actor | None:
    """Whoever is signed in, or nobody."""
    if "_user_id" not in session or "database_away" in g:
        return None
    user = g.get("_login_user") or current_user._get_current_object()
    return user.actor if isinstance(user, SignedIn) else None


def sign_in_id() -> int:
    """The row that keeps this session. Aborts with 401 when nobody is signed in."""
    return cast(SignedIn, current_user).sign_in_id if maybe_actor() else abort(401)


def actor() -> Actor:
    """Whoever is signed in. Aborts with 401 otherwise."""
    return maybe_actor() or abort(401)


def allowed(permission: Permission) -> bool:
    """For templates: whether to offer what needs this permission."""
    who = maybe_actor()
    return who is not None and can(who, permission)


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let the view run only for those who may, only within their area, and writes only once."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            with looking():
                who = actor()
            if not can(who, permission):
                abort(403)
            with scope(reach(who, permission)):
                return cast(R, _run(f"a:{who.account_id}", lambda: view(*args, **kwargs)))

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Anyone may use this. It opens no scope, so it shows no area's rows by accident."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if request.method in SAFE_METHODS:
            return view(*args, **kwargs)
        with looking():
            who = maybe_actor()
        owner = f"a:{who.account_id}" if who else f"d:{device()}"
        return cast(R, answered_once(owner, lambda: view(*args, **kwargs)))

    guarded.access = "public"  # type: ignore[attr-defined]
    return guarded


def takes_files(most_bytes: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The view is sent files: its requests may be as large as this. Below @requires or @public."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return decorate


class Visitor(Protocol):
    """Somebody who sends what many send at once, and the answer they most likely get."""

    @property
    def answer(self) -> Response | None: ...


V = TypeVar("V", bound=Visitor)


def at_the_door(look: Callable[P, V]) -> Callable[[Callable[[V], R]], Callable[P, R]]:
    """Anyone may send this, many at the same moment: `look` reads what the view needs, and makes
    its answer ready, before the transaction begins that others wait for. It may refuse, too."""

    def decorate(view: Callable[[V], R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            with looking():
                who = maybe_actor()
                visitor = look(*args, **kwargs)
            owner = f"a:{who.account_id}" if who else f"d:{device()}"
            return cast(R, answered_once(owner, lambda: view(visitor), visitor.answer))

        guarded.access = "public"  # type: ignore[attr-defined]
        return guarded

    return decorate


def probe(view: Callable[P, R]) -> Callable[P, R]:
    """For machines that ask whether we live: no cookie, no account, nothing to keep."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def repeatable(view: Callable[P, R]) -> Callable[P, R]:
    """Public, and harmless to repeat by its nature: signing in, signing out. Keeps no answer."""
    view.access = "public"  # type: ignore[attr-defined]
    view.repeatable = True  # type: ignore[attr-defined]
    return view


def batch(view: Callable[P, R]) -> Callable[P, R]:
    """For whoever is signed in, which the view asks: many forms at once, each with the right and
    the key of its own."""
    view.access = Permission.OWN_ACCOUNT  # type: ignore[attr-defined]
    view.repeatable = True  # type: ignore[attr-defined]
    return view


def within_limit(kind: Limit, key: str | None = None) -> int:
    """Count one try, by address unless `key` says otherwise; abort with 429 when it is too many.

    Returns how many tries are left.
    """
    counted = hit(kind, key or request.remote_addr or "", clock.now())
    if isinstance(counted, Wait):
        raise TooManyRequests(retry_after=counted.seconds)
    return counted.left


@contextmanager
def as_permitted(permission: Permission) -> Iterator[None]:
    """Look further inside a view through another permission's reach, or through none (403)."""
    who = actor()
    if not can(who, permission):
        abort(403)
    with scope(reach(who, permission)):
        yield


def reach(who: Actor, permission: Permission) -> Reach:
    """The rows the permission covers for this person: all their posts added up."""
    everywhere = False
    account = who.account_id if permission in AS_HOST else None
    provinces, communes, teams, around = set(), set(), set(), set()
    for post, breadth in grants(who, permission):
        around.add(post.commune_id)
        match breadth:
            case Breadth.OWN:
                account = who.account_id
            case Breadth.TEAM:
                teams.add(post.team_id)
            case Breadth.COMMUNE:
                communes.add(post.commune_id)
            case Breadth.PROVINCE:
                provinces.add(post.province_id)
            case Breadth.ALL:
                everywhere = True
    return Reach(everywhere, _ids(provinces), _ids(communes), _ids(teams), _ids(around), account)


def device() -> str:
    """This browser's random number: it owns the answers given to people without an account."""
    known = request.cookies.get(DEVICE_COOKIE, "")
    if _DEVICE.fullmatch(known):
        return known
    if "new_device" not in g:
        g.new_device = codes.random_token()
    return cast(str, g.new_device)


def _run(owner: str, view: Callable[[], Any]) -> Any:
    return view() if request.method in SAFE_METHODS else answered_once(owner, view)


def _ids(found: set[int | None]) -> frozenset[int]:
    return frozenset(id_ for id_ in found if id_ is not None)


def _refuse_other_sites() -> None:
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        abort(403)
    current_app.extensions["csrf"].protect()
