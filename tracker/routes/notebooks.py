"""Sổ tay theo dõi: an ambassador's own, and for the leader and the commune everyone's."""

from flask import Blueprint, Response, abort, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.histories import notebook as books
from tracker.histories import papers
from tracker.histories.notebook import Guide
from tracker.papers.actions import Order
from tracker.papers.forms import NamesForm
from tracker.papers.paper import ALL_FORMS, Form
from tracker.policy import Permission
from tracker.quotas.queries.commune_page import covers as covers_commune
from tracker.routes import htmx, periods
from tracker.routes.files import form_asked, in_vietnamese, why
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
        is_own=_is_own(guide),
    )


@bp.post("/so-tay/<int:account_id>")
@requires(Permission.MENTEE_READ)
def take(account_id: int) -> AnyResponse:
    """One's own notebook can be printed; files with names are for those who answer for them, with
    a reason."""
    guide, asked = _asked(account_id)
    if _is_own(guide) and asked is Form.PRINT:
        return _notebook(guide, asked, "")
    form = NamesForm()
    if not form.validate():
        return _why(guide, asked, form)
    return _notebook(guide, asked, form.reason.data or "")


@bp.get("/so-tay/<int:account_id>/lay")
@requires(Permission.MENTEE_READ)
def why_take(account_id: int) -> Response:
    return _why(*_asked(account_id), NamesForm(formdata=None))


def _asked(account_id: int) -> tuple[Guide, Form]:
    guide = books.guide(account_id) or abort(404)
    asked = form_asked(ALL_FORMS)
    return (guide, asked) if asked in _forms(guide) else abort(403)


def _why(guide: Guide, asked: Form, form: NamesForm) -> Response:
    ky = periods.asked_for(clock.today()).code
    return why(
        form, asked, what=gettext("Sổ tay theo dõi"), about=guide.name,
        back=(url_for(".show", account_id=guide.account_id, ky=ky), gettext("Sổ tay theo dõi")),
        action=url_for(".take", account_id=guide.account_id, ky=ky, dang=asked.value),
    )  # fmt: skip


@in_vietnamese
def _notebook(guide: Guide, asked: Form, reason: str) -> Order:
    today = clock.today()
    period = periods.asked_for(today)
    book = books.notebook(guide, period.first, period.last)
    entries = books.entries(book, period.first, period.last)
    paper = papers.notebook(book, entries, period, today=today)
    return Order("notebook", asked, paper, guide.commune.id, reason)


def _forms(guide: Guide) -> tuple[Form, ...]:
    """As what this reader may take this notebook away."""
    within = reach(actor(), Permission.NAMES_DOWNLOAD)
    if guide.team.id in within.teams or covers_commune(within, guide.commune):
        return (Form.PRINT, Form.WORD, Form.PDF, Form.EXCEL)
    return (Form.PRINT,) if _is_own(guide) else ()


def _is_own(guide: Guide) -> bool:
    return guide.account_id == actor().account_id
