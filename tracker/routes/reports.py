"""One report: its figures, the steps of its life, and the paper."""

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts import papers as accounts
from tracker.core import clock
from tracker.core.settings import setting
from tracker.forms import keys
from tracker.indicators.catalogue import indicators
from tracker.papers.actions import Order
from tracker.papers.paper import Family, Form
from tracker.policy import Permission
from tracker.reports import actions, papers, queries, sheets, text
from tracker.reports.forms import ReturnForm, TextsForm
from tracker.reports.models import Report
from tracker.reports.queries.compose import kept, period_about
from tracker.reports.queries.figures import since
from tracker.reports.queries.parts import parts
from tracker.reports.rules import (
    Issuer,
    Refusal,
    ReportKind,
    Status,
    freezes_from,
    is_overdue,
    issuers_of,
    next_step,
    speaks_for,
)
from tracker.routes import htmx
from tracker.routes.files import form_asked, in_vietnamese
from tracker.routes.guards import actor, allowed, requires
from tracker.routes.web import base_url

bp = Blueprint("reports", __name__)

for name, function in text.FILTERS.items():
    bp.add_app_template_filter(function, name)


@bp.get("/bao-cao/<int:report_id>")
@requires(Permission.FIGURES_DOWNLOAD)
def show(report_id: int) -> Response:
    report = report_asked(report_id)
    return _page(report, ReturnForm(formdata=None))


@bp.get("/bao-cao/<int:report_id>/sua")
@requires(Permission.REPORT_PREPARE)
def edit(report_id: int) -> Response:
    report = own_report(report_id)
    return edit_page(report, TextsForm(formdata=None, obj=report))


@bp.post("/bao-cao/<int:report_id>/sua")
@requires(Permission.REPORT_PREPARE)
def write(report_id: int) -> AnyResponse:
    report, form = own_report(report_id), TextsForm()
    if not form.validate():
        return edit_page(report, form, status=422)
    done = actions.write(
        actor(), report=report, texts=texts_of(form), now=clock.now(),
        taken_in=keys(request.form.getlist("part")),
    )  # fmt: skip
    return said(report, done, gettext("Đã lưu."))


@bp.post("/bao-cao/<int:report_id>/tinh-lai")
@requires(Permission.REPORT_PREPARE)
def reckon(report_id: int) -> AnyResponse:
    report = own_report(report_id)
    done = actions.reckon(actor(), report=report, now=clock.now())
    return said(report, done, gettext("Đã tính lại số liệu."))


@bp.post("/bao-cao/<int:report_id>/chot")
@requires(Permission.REPORT_PREPARE)
def freeze(report_id: int) -> AnyResponse:
    report = own_report(report_id)
    done = actions.freeze(actor(), report=report, now=clock.now(), floor=setting("public_floor"))
    return said(report, done, gettext("Đã chốt số liệu. Các số này không thay đổi nữa."))


@bp.post("/bao-cao/<int:report_id>/trinh")
@requires(Permission.REPORT_PREPARE)
def submit(report_id: int) -> AnyResponse:
    report = own_report(report_id)
    done = actions.submit(actor(), report=report, now=clock.now())
    return said(report, done, gettext("Đã trình lãnh đạo duyệt."))


@bp.post("/bao-cao/<int:report_id>/duyet")
@requires(Permission.REPORT_APPROVE)
def approve(report_id: int) -> AnyResponse:
    report = own_report(report_id)
    done = actions.approve(actor(), report=report, now=clock.now())
    return said(report, done, gettext("Đã duyệt báo cáo."))


@bp.post("/bao-cao/<int:report_id>/tra-lai")
@requires(Permission.REPORT_APPROVE)
def give_back(report_id: int) -> AnyResponse:
    report, form = own_report(report_id), ReturnForm()
    if not form.validate():
        return _page(report, form, status=422)
    done = actions.reopen(actor(), report=report, reason=form.reason.data or "", now=clock.now())
    return said(report, done, gettext("Đã trả lại để sửa."))


@bp.post("/bao-cao/<int:report_id>/gui")
@requires(Permission.REPORT_PREPARE)
def send(report_id: int) -> AnyResponse:
    report = own_report(report_id)
    done = actions.send(actor(), report=report, now=clock.now())
    return said(report, done, gettext("Đã ghi là đã gửi."))


@bp.post("/bao-cao/<int:report_id>/tai")
@requires(Permission.FIGURES_DOWNLOAD)
@in_vietnamese
def take(report_id: int) -> Order:
    """The report as Word or PDF under the heading of its office; its figures as Excel."""
    report = report_asked(report_id)
    form = form_asked({Form.WORD, Form.PDF, Form.EXCEL})
    asked = request.form.get("mau", "")
    family = next((one for one in Family if one == asked), None) or abort(400)
    is_draft = report.snapshot is None
    found = report.draft if is_draft else kept(report)
    check = f"{base_url()}/x/{report.snapshot.code}" if report.snapshot else ""
    day = clock.local_date(report.approved_at) if report.approved_at else clock.today()
    about: dict[str, Any] = {
        "family": family, "title": named(report), "check": check, "day": day
    }  # fmt: skip
    if form is Form.EXCEL:
        paper = sheets.figures(found, **about)
    else:
        paper = papers.report(found, is_draft=is_draft, signer=_signer(report), **about)
    return Order("report", form, paper, report.commune_id)


def _signer(report: Report) -> tuple[str, str] | None:
    """Title and name of whoever approved it, as somebody of the commune's office."""
    who = report.approved_by
    if who is None or report.commune_id is None:
        return None
    return accounts.title_of(who.id, report.commune_id), who.name


def _page(report: Report, form: ReturnForm, status: int = 200) -> Response:
    is_draft = report.snapshot is None
    found = report.draft if is_draft else kept(report)
    frozen_from = freezes_from(report.kind, report.last_day)
    mine = speaks_for(actor().roles, report.issuer)
    is_sum = report.kind is ReportKind.CONSOLIDATED
    prepares = Permission.REPORT_RECEIVE if is_sum else Permission.REPORT_PREPARE
    return htmx.render(
        "reports/show.html",
        status=status,
        errors=form.errors,
        report=report,
        title=named(report),
        period=period_about(report),
        facts=found,
        groups=_codes(found),
        since=since(report),
        mine=mine,
        may_approve=mine and allowed(Permission.REPORT_APPROVE),
        may_prepare=mine and allowed(prepares),
        may_freeze=report.status is Status.DRAFT and clock.today() >= frozen_from,
        frozen_from=frozen_from,
        next_step=next_step(report.status, report.issuer),
        version=queries.version(report) if is_sum else None,
        overdue=is_overdue(report.status, report.due_on, clock.today()),
        looks=text.LOOKS,
        families=_families(report),
        form=form,
        today=clock.today(),
    )


def _codes(found: dict[str, Any]) -> list[str]:
    return [code for code in indicators() if code in found["indicators"]]


def _families(report: Report) -> list[Family]:
    if report.issuer in {Issuer.COMMUNE_YOUTH, Issuer.PROVINCE_YOUTH}:
        return [Family.YOUTH]
    return [Family.STATE, Family.PARTY]


def texts_of(form: TextsForm) -> actions.Texts:
    difficulties, tasks = form.difficulties.data or "", form.tasks.data or ""
    return actions.Texts(difficulties, tasks, form.proposals.data or "")


def edit_page(report: Report, form: TextsForm, status: int = 200) -> Response:
    return htmx.render(
        "reports/edit.html",
        status=status, errors=form.errors, report=report, form=form, title=named(report),
        parts=parts(report.commune_id, report.first_day, report.last_day)
        if report.issuer is Issuer.COMMUNE and report.commune_id is not None
        else [],
    )  # fmt: skip


def said(report: Report, refusal: Refusal | None, words: str) -> AnyResponse:
    if refusal is None:
        flash(words, "ok")
    else:
        flash(text.refusal_words(refusal, report.kind, report.last_day), "bad")
    return htmx.go(url_for("reports.show", report_id=report.id))


def named(report: Report) -> str:
    return text.report_name(report.kind, period_about(report), report.title)


def report_asked(report_id: int) -> Report:
    """Within reach; the province reads a commune's report once it is approved."""
    report = queries.report(report_id)
    return report if report is not None and reader().may_read(report) else abort(404)


def reader() -> queries.Reader:
    """Whoever reads this page, as far as reports are concerned."""
    who = actor()
    communes = {post.commune_id for post in who.posts if post.commune_id is not None}
    return queries.Reader(issuers_of(who.roles), frozenset(communes))


def own_report(report_id: int) -> Report:
    report = report_asked(report_id)
    if not speaks_for(actor().roles, report.issuer):
        abort(403)
    return report
