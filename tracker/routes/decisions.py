"""Decisions that give or revise a commune's goals: their papers, and the number they get later."""

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.papers.actions import Order
from tracker.papers.paper import Paper
from tracker.periods.rules import Period
from tracker.places.models import Commune
from tracker.policy import Permission
from tracker.quotas import actions, decision_text, papers
from tracker.quotas.forms import NumberForm
from tracker.quotas.models import QuotaDecision
from tracker.quotas.queries import goals
from tracker.routes import htmx, periods
from tracker.routes.files import in_vietnamese
from tracker.routes.guards import actor, allowed, requires
from tracker.routes.papers import DOCUMENTS, file_asked, signer_of
from tracker.routes.quotas import commune_or_404, period_asked

bp = Blueprint("decisions", __name__)


@bp.get("/xa/<code>/chi-tieu/quyet-dinh/<int:decision_id>")
@requires(Permission.QUOTA_ASSIGN)
def number(code: str, decision_id: int) -> AnyResponse:
    commune, made = _unnumbered(code, decision_id)
    return _page(commune, made, NumberForm(formdata=None, data={"decided_on": made.decided_on}))


@bp.post("/xa/<code>/chi-tieu/quyet-dinh/<int:decision_id>")
@requires(Permission.QUOTA_ASSIGN)
def write_number(code: str, decision_id: int) -> AnyResponse:
    """Ghi số quyết định, once the clerk has given it."""
    commune, made = _unnumbered(code, decision_id)
    form = NumberForm()
    if not form.validate():
        return _page(commune, made, form, status=422)
    refusal = actions.write_number(
        actor(), decision=made, number=form.number.data or "", decided_on=form.decided_on.data
    )
    if refusal is not None:
        form.form_errors.append(decision_text.refusal_words(refusal))
        return _page(commune, made, form, status=422)
    flash(gettext("Đã ghi số quyết định %(number)s.", number=form.number.data), "ok")
    return htmx.go(url_for("quotas.show", code=code, ky=period_asked().code))


@bp.post("/xa/<code>/quyet-dinh")
@requires(Permission.QUOTA_READ)
@in_vietnamese
def take(code: str) -> Order:
    """Quyết định giao or điều chỉnh with its annex; of a draft only for who prepares it."""
    commune = commune_or_404(code)
    form, period = file_asked(DOCUMENTS), periods.asked_for(clock.today())
    paper = _paper(commune, period, signer_of(commune)) or abort(404)
    return Order("decision", form, paper, commune.id)


def _paper(commune: Commune, period: Period, signer: tuple[str, str]) -> Paper | None:
    """The decision that the address names, else the newest that gives goals."""
    plan, named = goals.plan(commune.id, period), request.args.get("quyet-dinh", type=int)
    for made in plan.amendments:
        if made.id == named:
            return papers.revision(commune, made, plan.changes(made), period, signer=signer)
    known = [*plan.in_force.values()]
    if allowed(Permission.QUOTA_PREPARE):
        known += plan.drafts.values()
    named = named or max((quota.decision_id for quota in known), default=None)
    quotas = [quota for quota in known if quota.decision_id == named]
    if not quotas:
        return None
    return papers.decision(commune, quotas[0].decision, quotas, period, signer=signer)


def _unnumbered(code: str, decision_id: int) -> tuple[Commune, QuotaDecision]:
    commune = commune_or_404(code)
    made = goals.decision(commune.id, decision_id)
    return (commune, made) if made is not None and not made.number else abort(404)


def _page(
    commune: Commune, made: QuotaDecision, form: NumberForm, status: int = 200
) -> AnyResponse:
    return htmx.render(
        "decisions/number.html",
        status=status,
        errors=form.errors or form.form_errors,
        commune=commune,
        made=made,
        period=period_asked(),
        form=form,
    )
