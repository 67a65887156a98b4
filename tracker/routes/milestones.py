"""Mốc sơ kết, tổng kết: set once for everybody who reports."""

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.periods.rules import range_of
from tracker.policy import Permission
from tracker.reports import actions, text
from tracker.reports.forms import MilestoneForm
from tracker.reports.queries import milestones
from tracker.reports.queries.milestones import Milestone
from tracker.reports.rules import ReportKind
from tracker.routes import htmx
from tracker.routes.guards import actor, requires

bp = Blueprint("milestones", __name__, url_prefix="/quan-tri")


@bp.get("/moc")
@requires(Permission.CATALOGUE_EDIT)
def index() -> Response:
    return htmx.render("milestones/index.html", milestones=milestones.milestones())


@bp.get("/moc/<kind>")
@requires(Permission.CATALOGUE_EDIT)
def edit(kind: str) -> Response:
    found = _milestone(kind)
    given = {"first": found.first, "last": found.last, "due_on": found.due_on}
    return _page(found, MilestoneForm(formdata=None, data=given))


@bp.post("/moc/<kind>")
@requires(Permission.CATALOGUE_EDIT)
def change(kind: str) -> AnyResponse:
    found, form = _milestone(kind), MilestoneForm()
    if not form.validate():
        return _page(found, form, status=422)
    days = form.first.data, form.last.data, form.due_on.data
    if range_of(days[0], days[1]) is None:
        form.refuse(form.last, gettext("Xin chọn ngày cuối sau ngày đầu."))
    elif days[2] <= days[1]:
        form.refuse(form.due_on, gettext("Hạn nộp phải sau ngày cuối của số liệu."))
    if form.errors:
        return _page(found, form, status=422)
    actions.set_milestone(actor(), milestone=Milestone(found.kind, *days))
    flash(gettext("Đã lưu %(kind)s.", kind=text.kind_name(found.kind)), "ok")
    return htmx.go(url_for("milestones.index"))


def _milestone(kind: str) -> Milestone:
    known = {one.kind: one for one in milestones.milestones()}
    named = ReportKind(kind) if kind in set(ReportKind) else None
    return known[named] if named in known else abort(404)


def _page(found: Milestone, form: MilestoneForm, status: int = 200) -> Response:
    return htmx.render(
        "milestones/edit.html", status=status, errors=form.errors, form=form, milestone=found
    )
