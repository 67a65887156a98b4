"""Whoever receives reports adds them up: begun, written, reckoned, frozen, sent."""

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.core.settings import setting
from tracker.policy import Permission
from tracker.reports import actions, text
from tracker.reports.forms import TextsForm
from tracker.reports.models import Report
from tracker.reports.rules import Refusal, ReportKind
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.report_centre import offices, period_asked, province_of_reader
from tracker.routes.reports import edit_page, own_report, said, texts_of

bp = Blueprint("consolidated", __name__)


@bp.post("/bao-cao/tong-hop")
@requires(Permission.REPORT_RECEIVE)
def begin() -> AnyResponse:
    """What is missing is named in it."""
    _received, issuer = offices()
    made = actions.begin_consolidated(
        actor(), province_id=province_of_reader(), period=period_asked(), issuer=issuer,
        now=clock.now(),
    )  # fmt: skip
    if isinstance(made, Refusal):
        flash(str(text.REFUSALS[made]), "bad")
        return htmx.go(url_for("report_centre.index"))
    return htmx.go(url_for("reports.show", report_id=made.id))


@bp.get("/bao-cao/tong-hop/<int:whole_id>/sua")
@requires(Permission.REPORT_RECEIVE)
def edit(whole_id: int) -> Response:
    report = _own(whole_id)
    return edit_page(report, TextsForm(formdata=None, obj=report))


@bp.post("/bao-cao/tong-hop/<int:whole_id>/sua")
@requires(Permission.REPORT_RECEIVE)
def write(whole_id: int) -> AnyResponse:
    report, form = _own(whole_id), TextsForm()
    if not form.validate():
        return edit_page(report, form, status=422)
    done = actions.write(actor(), report=report, texts=texts_of(form), now=clock.now())
    return said(report, done, gettext("Đã lưu."))


@bp.post("/bao-cao/tong-hop/<int:whole_id>/tinh-lai")
@requires(Permission.REPORT_RECEIVE)
def reckon(whole_id: int) -> AnyResponse:
    report = _own(whole_id)
    done = actions.reckon(actor(), report=report, now=clock.now())
    return said(report, done, gettext("Đã tính lại số liệu."))


@bp.post("/bao-cao/tong-hop/<int:whole_id>/chot")
@requires(Permission.REPORT_RECEIVE)
def freeze(whole_id: int) -> AnyResponse:
    report = _own(whole_id)
    done = actions.freeze(actor(), report=report, now=clock.now(), floor=setting("public_floor"))
    return said(report, done, gettext("Đã chốt số liệu. Các số này không thay đổi nữa."))


@bp.post("/bao-cao/tong-hop/<int:whole_id>/gui")
@requires(Permission.REPORT_RECEIVE)
def send(whole_id: int) -> AnyResponse:
    report = _own(whole_id)
    done = actions.send(actor(), report=report, now=clock.now())
    return said(report, done, gettext("Đã ghi là đã gửi."))


def _own(whole_id: int) -> Report:
    report = own_report(whole_id)
    return report if report.kind is ReportKind.CONSOLIDATED else abort(404)
