"""A signed-in volunteer's own shifts, and giving one up."""

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.core.scope import unscoped
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.joining_frame import cancel_limit
from tracker.shifts import actions, queries
from tracker.shifts.rules import PlaceStatus, Refusal
from tracker.shifts.text import REFUSAL
from tracker.volunteers import queries as volunteers

bp = Blueprint("own_shifts", __name__)


@bp.get("/ca-cua-toi")
@requires(Permission.SHIFT_SIGN_UP)
def index() -> Response:
    now = clock.now()
    mine = volunteers.of_account(actor().account_id)
    own = queries.own([row.id for row in mine])
    limit = cancel_limit()
    return htmx.render(
        "own_shifts/index.html",
        coming=[one for one in own if one.ends_at > now],
        past=[one for one in own if one.ends_at <= now],
        may_leave={
            one.assignment_id
            for one in own
            if now <= one.starts_at - limit or one.status is not PlaceStatus.ASSIGNED
        },
    )


@bp.post("/ca-cua-toi/<int:assignment_id>/rut")
@requires(Permission.SHIFT_SIGN_UP)
def give_up(assignment_id: int) -> AnyResponse:
    mine = volunteers.of_account(actor().account_id)
    with unscoped("giving a place up lets somebody else in, whose row is not one's own"):
        refusal = actions.give_up(
            actor(), volunteer_ids=[row.id for row in mine], assignment_id=assignment_id,
            now=clock.now(), limit=cancel_limit(),
        )  # fmt: skip
    if refusal is Refusal.NOT_PLACED:
        abort(404)
    if refusal:
        flash(str(REFUSAL[refusal]), "bad")
    else:
        flash(gettext("Đã rút khỏi ca."), "ok")
    return go(url_for(".index"))
