"""What is in a report: the theme that is chosen, and where each of its numbers comes from."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.indicators.catalogue import indicators
from tracker.indicators.rules import Formula, Value
from tracker.indicators.text import name as indicator_name
from tracker.periods.rules import Period
from tracker.policy import Permission
from tracker.reports import actions, text
from tracker.reports.forms import AboutForm
from tracker.reports.models import Report
from tracker.reports.queries.compose import kept, period_about
from tracker.reports.rules import CHOSEN, Status
from tracker.routes import htmx
from tracker.routes.figures import BY_EVIDENCE, BY_MINUTES
from tracker.routes.guards import actor, allowed, requires
from tracker.routes.reports import named, own_report, report_asked, said
from tracker.skills.queries import catalogue
from tracker.skills.text import name_of

bp = Blueprint("report_contents", __name__)


@bp.get("/bao-cao/<int:report_id>/noi-dung")
@requires(Permission.REPORT_PREPARE)
def about(report_id: int) -> Response:
    report = _choosable(report_id)
    chosen = report.about or {"codes": list(_usual_codes()), "modules": []}
    return _about_page(report, _about_form(chosen))


@bp.post("/bao-cao/<int:report_id>/noi-dung")
@requires(Permission.REPORT_PREPARE)
def choose(report_id: int) -> AnyResponse:
    report, form = _choosable(report_id), _about_form(None)
    if not form.validate():
        return _about_page(report, form, status=422)
    codes, modules = form.codes.data or [], form.modules.data or []
    if not codes and not modules:
        form.refuse(form.codes, gettext("Xin chọn ít nhất một chỉ số hoặc một nhóm kỹ năng."))
        return _about_page(report, form, status=422)
    done = actions.choose(actor(), report=report, codes=codes, modules=modules, now=clock.now())
    return said(report, done, gettext("Đã lưu."))


@bp.get("/bao-cao/<int:report_id>/so-lieu/<name>")
@requires(Permission.FIGURES_DOWNLOAD)
def figure(report_id: int, name: str) -> Response:
    """Where one number of the report comes from, as the report has it."""
    report = report_asked(report_id)
    found = report.draft if report.snapshot is None else kept(report)
    told = _told(found, name) or abort(404)
    missing = found.get("missing") or {}
    spec = indicators()[name]
    return htmx.render(
        "reports/figure.html",
        report=report,
        title=named(report),
        facts=found,
        spec=spec,
        told=told,
        made_on=clock.local_date(datetime.fromisoformat(found["made_at"])),
        unlocked=missing.get("unlocked_count", 0) if spec.formula in BY_MINUTES else 0,
        weak=missing.get("weak", 0) if spec.formula in BY_EVIDENCE else 0,
        floor=missing.get("floor") if spec.has_floor else None,
        parts=[
            (one["name"], Value(*_pair(one["values"][name]["n"])), one["snapshot"])
            for one in found.get("communes", ())
            if name in one["values"]
        ],
        live=_live(report, found, name),
    )


def _told(found: dict[str, Any], name: str) -> list[tuple[Value, Period]]:
    """The number for each of the days the report tells it of: its own and since New Year; a
    completion rate for the quota periods up to its end."""
    pair = found["indicators"].get(name)
    if pair is not None:
        days = (("n", found["period"]), ("year", found["year"]))
        return [(Value(*_pair(pair[part])), text.period_from(its)) for part, its in days]
    return [
        (Value(*_pair(one["rates"][name])), text.period_from(one | {"last": one["until"]}))
        for one in found.get("quotas", ())
        if name in one["rates"]
    ]


def _live(report: Report, found: dict[str, Any], name: str) -> str:
    """The same number as it is counted today, with its list where the reader may see one."""
    of_commune = report.commune_id in {post.commune_id for post in actor().posts}
    if report.commune_id is None or not of_commune or not allowed(Permission.QUOTA_READ):
        return ""
    code, ky = found["place"]["code"], period_about(report).code
    return url_for("figures.commune", code=code, name=name, ky=ky)


def _pair(pair: list[int | None]) -> tuple[int, int | None]:
    n, d = pair
    return n or 0, d


def _choosable(report_id: int) -> Report:
    """A draft that is about a theme."""
    report = own_report(report_id)
    is_open = report.kind in CHOSEN and report.status is Status.DRAFT
    return report if is_open else abort(404)


def _usual_codes() -> list[str]:
    return [spec.code for spec in indicators().values() if spec.formula is not Formula.QUOTA]


def _about_form(chosen: dict[str, list[str]] | None) -> AboutForm:
    form = AboutForm() if chosen is None else AboutForm(formdata=None, data=chosen)
    form.codes.choices = [(code, indicator_name(code)) for code in _usual_codes()]
    form.modules.choices = [(one.code, name_of(one)) for one in catalogue()]
    return form


def _about_page(report: Report, form: AboutForm, status: int = 200) -> Response:
    return htmx.render(
        "reports/about.html",
        status=status, errors=form.errors, report=report, form=form, title=named(report),
    )  # fmt: skip
