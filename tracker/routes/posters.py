"""The poster at a site (flow B): its code never changes, so it opens only while a class is on."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask import url_for as link
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts.limits import Limit
from tracker.cards import queries
from tracker.cards.queries import ScannedPoster
from tracker.cards.rules import POSTER_OUTLOOK, PosterState
from tracker.checkins import doors
from tracker.checkins.doors import Door
from tracker.checkins.rules import Proof, Verdict, Way
from tracker.core import clock, codes
from tracker.routes.citizen import Visit, accept, ask, css, prepared
from tracker.routes.guards import at_the_door, public, within_limit

bp = Blueprint("posters", __name__)

_DAY = timedelta(days=1)


@bp.get("/d")
@public
def enter() -> AnyResponse:
    """The code under the QR, typed."""
    typed = codes.typed(request.args.get("ma", ""))
    return redirect(link(".show", poster_code=typed.lower()), 303) if typed else _page()


@bp.get("/D/<path:rest>")
@public
def in_capitals(rest: str) -> AnyResponse:
    """Some readers hand over the address in capitals."""
    return redirect(f"/d/{rest.lower()}", 308)


@bp.get("/d/<poster_code>")
@public
def show(poster_code: str) -> Response:
    poster = _poster_or_404(poster_code)
    if poster.state is PosterState.REPLACED:
        return _page(poster)
    open_doors = _open_doors(poster)
    if len(open_doors) == 1:
        return ask(_visit(poster_code, open_doors[0]))
    return _page(poster, doors=open_doors, code=poster_code, next_at=_next_class(poster))


@bp.get("/d/<poster_code>/<class_code>")
@public
def choose(poster_code: str, class_code: str) -> Response:
    return ask(_chosen(poster_code, class_code))


@bp.post("/d/<poster_code>/<class_code>")
@at_the_door(lambda poster_code, class_code: prepared(_chosen(poster_code, class_code)))
def check_in(visit: Visit) -> Response:
    return accept(visit)


def _chosen(poster_code: str, class_code: str) -> Visit:
    return _visit(poster_code, _door_or_404(poster_code, class_code))


def _visit(poster_code: str, door: Door) -> Visit:
    """The poster proves the place, the class's hours the time: that is evidence level 2."""
    action = link(".check_in", poster_code=poster_code, class_code=door.code.lower())
    return Visit(door, Proof(Verdict.CURRENT, clock.now()), action, way=Way.POSTER)


def _door_or_404(poster_code: str, class_code: str) -> Door:
    """The class chosen, if it is on at this poster's site; else the page says what is."""
    poster = _poster_or_404(poster_code)
    wanted = codes.typed(class_code)
    chosen = next((door for door in _open_doors(poster) if door.code == wanted), None)
    if chosen is None:
        abort(_page(poster, next_at=_next_class(poster), status=404))
    return chosen


def _open_doors(poster: ScannedPoster) -> list[Door]:
    """Classes of the site within their hours, opened or not: the host may have no power either."""
    if poster.state is not PosterState.VALID:
        return []
    now = clock.now()
    near = queries.classes_at(poster.site_id, since=now - _DAY, until=now + _DAY)
    found = [doors.door_of(class_id) for class_id, _starts_at in near]
    return [door for door in found if door is not None and door.hours.window.holds(now)]


def _next_class(poster: ScannedPoster) -> datetime | None:
    now = clock.now()
    coming = queries.classes_at(poster.site_id, since=now, until=now + POSTER_OUTLOOK)
    return next((starts_at for _id, starts_at in coming if starts_at > now), None)


def _poster_or_404(poster_code: str) -> ScannedPoster:
    poster = queries.poster_by_code(codes.typed(poster_code))
    if poster is None:
        within_limit(Limit.CLASS_CODE)
        abort(_page(is_unknown=True, status=404))
    return poster


def _page(poster: ScannedPoster | None = None, *, status: int = 200, **context: object) -> Response:
    page = render_template("posters/show.html", poster=poster, css=css(), **context)
    return make_response(page, status)
