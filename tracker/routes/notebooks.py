"""Sổ tay theo dõi: an ambassador's own, and for the leader and the commune everyone's."""

from flask import Blueprint, Response, abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.histories import notebook as books
from tracker.histories import papers
from tracker.histories.notebook import Guide
from tracker.papers.actions import Order
from tracker.papers.paper import ALL_FORMS, Form
from tracker.policy import Permission
from tracker.quotas.queries.commune_page import covers as covers_commune
from tracker.routes import htmx, periods
from tracker.routes.files import form_asked, in_vietnamese
from tracker.routes.guards import actor, reach, requires

bp = Blueprint("notebooks", __name__)


@bp.get("/so-tay")
@requires(Permission.MENTEE_READ)
def own() -> AnyResponse:
    return redirect(url_for(".show", account_id=actor().account_id), 303)


@bp.get("/so-tay/<int:account_id>")
@requires(Permission.MENTEE_READ)
def show(account_id: int) -> Response:
    guide, today = books.guide(account_id) or abort(404), clock.today()
    period = periods.asked_for(today)
    return htmx.render(
        "notebooks/show.html",
        guide=guide,
        period=period,
        picker=periods.picker(period, today),
        book=books.notebook(guide, period.first, period.last),
        forms=_forms(guide),
    )


@bp.post("/so-tay/<int:account_id>")
@requires(Permission.MENTEE_READ)
@in_vietnamese
def take(account_id: int) -> Order:
    """One's own notebook can be printed; files with names are for those who answer for them."""
    guide = books.guide(account_id) or abort(404)
    form = form_asked(ALL_FORMS)
    if form not in _forms(guide):
        abort(403)
    today = clock.today()
    period = periods.asked_for(today)
    book = books.notebook(guide, period.first, period.last)
    entries = books.entries(book, period.first, period.last)
    paper = papers.notebook(book, entries, period, today=today)
    return Order("notebook", form, paper, guide.commune.id)


def _forms(guide: Guide) -> tuple[Form, ...]:
    """As what this reader may take this notebook away."""
    within = reach(actor(), Permission.NAMES_DOWNLOAD)
    if guide.team.id in within.teams or covers_commune(within, guide.commune):
        return (Form.PRINT, Form.WORD, Form.PDF, Form.EXCEL)
    return (Form.PRINT,) if guide.account_id == actor().account_id else ()
