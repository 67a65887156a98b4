"""The reports' centre: what is due, what was made last, and what the province still waits for."""

from datetime import date

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.periods.rules import (
    WAITED_DAYS,
    Period,
    PeriodKind,
    due_of,
    period_named,
    period_of,
    previous,
    range_of,
    window_waited_for,
)
from tracker.places.models import Commune
from tracker.policy import Permission
from tracker.quotas.queries.team_page import teams_within_reach
from tracker.reports import actions, queries, text
from tracker.reports.forms import BeginForm
from tracker.reports.queries import milestones
from tracker.reports.rules import (
    OF_PERIOD,
    REGULAR,
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
from tracker.routes.reports import reader
from tracker.routes.team_parts import LEADS

bp = Blueprint("report_centre", __name__)

# So many of the newest stand here; the archive has all.
NEWEST = 8
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
        if form.kind.data in OF_PERIOD:
            form.refuse(form.period, gettext("Xin chọn kỳ của báo cáo này."))
        else:
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


def _index(form: BeginForm, status: int = 200) -> Response:
    today, rule = clock.today(), periods.window_rule()
    period = period_asked()
    issuer = issuer_of(actor().roles)
    due = due_of(period, rule) if period.kind is PeriodKind.WINDOW else None
    newest, _more = queries.archive(reader(), queries.Search(), size=NEWEST)
    return htmx.render(
        "report_centre/index.html",
        status=status,
        errors=form.errors or form.form_errors,
        form=form if issuer and issuer is not Issuer.PROVINCE else None,
        period=period,
        due=due,
        title=text.regular_report(period),
        before=previous(period, rule),
        current=_current(period.kind),
        own_teams=[
            one
            for one in teams_within_reach(limit=20)
            if any(post.team_id == one.id for post in actor().posts)
        ]
        if actor().roles & LEADS
        else [],
        waited=_waited(period, due) if allowed(Permission.REPORT_RECEIVE) else None,
        kinds=[(kind, _current(of)) for kind, of in OF_PERIOD.items()],
        reports=newest,
        looks=text.LOOKS,
        today=today,
    )


def _waited(period: Period, due: date | None) -> list[tuple[Commune, queries.Line | None, bool]]:
    """Each commune with its report and whether it is overdue, those first."""
    province_id, today = province_of_reader(), clock.today()
    rows = []
    for commune, one in queries.waited(province_id, period, offices()[0]):
        by = due or (one.due_on if one else None)
        rows.append((commune, one, is_overdue(one.status if one else None, by, today)))
    return sorted(
        rows, key=lambda row: (not row[2], row[1] is not None and row[1].status == Status.SENT)
    )


def _begin_form() -> BeginForm:
    form = BeginForm()
    form.kind.choices = [(kind.value, text.kind_name(kind)) for kind in (*OF_PERIOD, *FREE)]
    rule = periods.window_rule()
    running = {
        kind: _current(of) if kind is ReportKind.QUARTER else period_of(of, clock.today())
        for kind, of in OF_PERIOD.items()
    }
    form.period.choices = [("", gettext("Theo ngày dưới đây"))] + [
        (period.code, text.report_name(kind, period))
        for kind, one in running.items()
        for period in (one, previous(one, rule))
    ]
    if not form.is_submitted():  # the kind that stands first, and the window waited for
        form.period.data = running[ReportKind.QUARTER].code
    return form


def offices() -> tuple[Issuer, Issuer]:
    """Whose reports the reader receives, and as which office they are added up."""
    if speaks_for(actor().roles, Issuer.PROVINCE):
        return Issuer.COMMUNE, Issuer.PROVINCE
    return Issuer.COMMUNE_YOUTH, Issuer.PROVINCE_YOUTH


def period_asked() -> Period:
    """The period in the address (`?ky=2026-b3`, `2026-n2`, `2026`), else the window waited for."""
    named = period_named(request.args.get("ky", ""), periods.window_rule)
    return named if named and named.kind in REGULAR else _current(PeriodKind.WINDOW)


def _current(kind: PeriodKind) -> Period:
    """The period whose report somebody waits for."""
    today, rule = clock.today(), periods.window_rule()
    if kind is PeriodKind.WINDOW:
        return window_waited_for(today, rule)
    running = period_of(kind, today)
    return previous(running) if running.elapsed(today) < WAITED_DAYS else running


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


def province_of_reader() -> int:
    for post in actor().posts:
        if post.province_id is not None and post.commune_id is None:
            return post.province_id
    return abort(403)
