"""The reports' centre: what is due, what was made, and what the province still waits for."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.core.settings import setting
from tracker.periods.rules import (
    Period,
    PeriodKind,
    due_of,
    period_named,
    period_of,
    previous,
    range_of,
    window_waited_for,
)
from tracker.places import queries as places
from tracker.policy import Permission
from tracker.quotas.queries.team_page import teams_within_reach
from tracker.reports import actions, queries, text
from tracker.reports.forms import BeginForm
from tracker.reports.queries import milestones
from tracker.reports.queries.compose import period_about
from tracker.reports.queries.consolidated import consolidated
from tracker.reports.rules import (
    Issuer,
    Refusal,
    ReportKind,
    Status,
    is_overdue,
    issuer_of,
    speaks_for,
)
from tracker.routes import htmx, periods
from tracker.routes.guards import actor, allowed, requires
from tracker.routes.reports import may_read
from tracker.routes.team_parts import LEADS

bp = Blueprint("report_centre", __name__)

# Which reports an office begins by itself, and for which kind of period.
OF_PERIOD = {
    ReportKind.QUARTER: PeriodKind.WINDOW,
    ReportKind.HALF: PeriodKind.HALF,
    ReportKind.YEAR: PeriodKind.YEAR,
}
FREE = (ReportKind.AD_HOC, ReportKind.THEMATIC, ReportKind.INTERIM, ReportKind.FINAL)


@bp.get("/bao-cao")
@requires(Permission.FIGURES_DOWNLOAD)
def index() -> Response:
    return _index(_begin_form())


@bp.post("/bao-cao/lap")
@requires(Permission.REPORT_PREPARE)
def begin() -> AnyResponse:
    form = _begin_form()
    issuer = issuer_of(actor().roles)
    if issuer is None or issuer is Issuer.PROVINCE:
        abort(403)
    if not form.validate_on_submit():
        return _index(form, status=422)
    wanted = _wanted(form, issuer)
    if form.kind.data == ReportKind.THEMATIC and not form.title.data:
        form.refuse(form.title, gettext("Xin ghi chuyên đề của báo cáo."))
        return _index(form, status=422)
    if wanted is None:
        form.refuse(form.last, gettext("Xin chọn hai ngày, ngày đầu trước ngày cuối."))
        return _index(form, status=422)
    if wanted.period.first > clock.today():
        form.form_errors.append(str(text.REFUSALS[Refusal.NOT_BEGUN]))
        return _index(form, status=422)
    province_id, commune_id = _place(issuer)
    found = actions.begin(
        actor(), province_id=province_id, commune_id=commune_id, wanted=wanted, now=clock.now()
    )
    if isinstance(found, Refusal):
        form.form_errors.append(str(text.REFUSALS[found]))
        return _index(form, status=422)
    page = "report_contents.about" if found.kind is ReportKind.THEMATIC else "reports.show"
    return htmx.go(url_for(page, report_id=found.id))


@bp.post("/bao-cao/tong-hop")
@requires(Permission.REPORT_RECEIVE)
def consolidate() -> AnyResponse:
    """The communes' approved figures, frozen together: what is missing is named in it."""
    province_id, _none = _province()
    province = places.province(province_id) or abort(404)
    below, issuer = _offices()
    window, now = _window_asked(), clock.now()
    found = queries.of_window(province_id, window.first, window.last, below)
    made = actions.keep_consolidated(
        actor(), province_id=province_id, period=window,
        found=consolidated(province, window, found, now, issuer), now=now,
        floor=setting("public_floor"), issuer=issuer,
    )  # fmt: skip
    return htmx.go(url_for("reports.show", report_id=made.id))


def _index(form: BeginForm, status: int = 200) -> Response:
    today, rule = clock.today(), periods.window_rule()
    window = _window_asked()
    issuer = issuer_of(actor().roles)
    context: dict[str, Any] = {"waited": None}
    if allowed(Permission.REPORT_RECEIVE):
        province_id, _none = _province()
        found = queries.of_window(province_id, window.first, window.last, _offices()[0])
        due = due_of(window, rule)
        context["waited"] = sorted(
            (
                (commune, one, is_overdue(one.status if one else None, due, today))
                for commune, one in found.items()
            ),
            key=lambda row: (not row[2], row[1] is not None and row[1].status == Status.SENT),
        )
    return htmx.render(
        "report_centre/index.html",
        status=status,
        errors=form.errors or form.form_errors,
        form=form if issuer and issuer is not Issuer.PROVINCE else None,
        window=window,
        due=due_of(window, rule),
        title=text.report_name(ReportKind.QUARTER, window),
        before=previous(window, rule),
        current=_current_window(),
        own_teams=[
            one
            for one in teams_within_reach(limit=20)
            if any(post.team_id == one.id for post in actor().posts)
        ]
        if actor().roles & LEADS
        else [],
        reports=[
            (one, text.report_name(one.kind, period_about(one), one.title),
             is_overdue(one.status, one.due_on, today))
            for one in queries.archive()
            if may_read(one)
        ],
        looks=text.LOOKS,
        today=today,
        **context,
    )  # fmt: skip


def _begin_form() -> BeginForm:
    form = BeginForm()
    form.kind.choices = [(kind.value, text.kind_name(kind)) for kind in (*OF_PERIOD, *FREE)]
    rule = periods.window_rule()
    running = {
        kind: _current_window() if kind is ReportKind.QUARTER else _of(period_kind)
        for kind, period_kind in OF_PERIOD.items()
    }
    form.period.choices = [("", gettext("Theo ngày dưới đây"))] + [
        (period.code, text.report_name(kind, period))
        for kind, one in running.items()
        for period in (one, previous(one, rule))
    ]
    return form


def _of(kind: PeriodKind) -> Period:
    return period_of(kind, clock.today())


def _offices() -> tuple[Issuer, Issuer]:
    """Whose reports the reader receives, and as which office they are added up."""
    if speaks_for(actor().roles, Issuer.PROVINCE):
        return Issuer.COMMUNE, Issuer.PROVINCE
    return Issuer.COMMUNE_YOUTH, Issuer.PROVINCE_YOUTH


def _window_asked() -> Period:
    """The window in the address (`?ky=2026-b3`), else the one that is waited for."""
    named = period_named(request.args.get("ky", ""), periods.window_rule)
    return named if named and named.kind is PeriodKind.WINDOW else _current_window()


def _current_window() -> Period:
    return window_waited_for(clock.today(), periods.window_rule())


def _wanted(form: BeginForm, issuer: Issuer) -> actions.Wanted | None:
    kind = ReportKind(form.kind.data)
    rule = periods.window_rule()
    named = period_named(form.period.data or "", lambda: rule)
    if kind in OF_PERIOD:
        if named is None or named.kind is not OF_PERIOD[kind]:
            return None
        due = due_of(named, rule) if kind is ReportKind.QUARTER else form.due_on.data
        return actions.Wanted(issuer, kind, named, due_on=due)
    milestone = next((one for one in milestones.milestones() if one.kind is kind), None)
    if milestone is not None and form.first.data is None and form.last.data is None:
        due_on = form.due_on.data or milestone.due_on
        period = milestone.period
        return actions.Wanted(issuer, kind, period, due_on=due_on) if period else None
    if form.first.data is None or form.last.data is None:
        return None
    days = range_of(form.first.data, form.last.data)
    if days is None:
        return None
    return actions.Wanted(
        issuer, kind, days, due_on=form.due_on.data, title=form.title.data or "",
        asked_by=form.asked_by.data or "",
    )  # fmt: skip


def _place(issuer: Issuer) -> tuple[int, int | None]:
    """The province and, for an office of a commune, the commune of the post that speaks."""
    for post in actor().posts:
        if speaks_for(frozenset({post.role}), issuer) and post.province_id is not None:
            of_commune = issuer in {Issuer.COMMUNE, Issuer.COMMUNE_YOUTH}
            return post.province_id, post.commune_id if of_commune else None
    return abort(403)


def _province() -> tuple[int, None]:
    for post in actor().posts:
        if post.province_id is not None and post.commune_id is None:
            return post.province_id, None
    return abort(403)
