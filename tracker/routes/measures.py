"""All indicators of a commune or a province side by side, and the population they are held to."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.core.scope import current
from tracker.indicators import actions, catalogue, papers, queries
from tracker.indicators.forms import FigureForm
from tracker.indicators.papers import Row
from tracker.indicators.rules import FigureKind, Group, Spec
from tracker.papers.actions import Order
from tracker.papers.paper import Form
from tracker.periods.rules import Period, PeriodKind
from tracker.places import queries as places
from tracker.places.models import Commune
from tracker.policy import Permission
from tracker.quotas.queries import province_page
from tracker.quotas.queries.commune_page import covers
from tracker.quotas.queries.counting import Level, Places
from tracker.routes import htmx, periods
from tracker.routes.files import form_asked, in_vietnamese
from tracker.routes.guards import actor, requires

bp = Blueprint("measures", __name__)


@bp.get("/xa/<code>/chi-so")
@requires(Permission.QUOTA_READ)
def commune(code: str) -> Response:
    found, today = _commune(code), clock.today()
    period = periods.asked_for(today, otherwise=PeriodKind.QUARTER)
    here = Places(Level.COMMUNE, (found.id,))
    return htmx.render(
        "measures/show.html",
        name=found.name,
        back=url_for("communes.show", code=code, ky=period.code),
        at="commune",
        code=code,
        groups=_grouped(Level.COMMUNE),
        values=queries.values(here, period)[found.id],
        targets=[],
        period=period,
        picker=periods.picker(period, today, place=code),
        now=clock.now(),
    )


@bp.get("/tinh/<code>/chi-so")
@requires(Permission.QUOTA_READ)
def province(code: str) -> Response:
    today = clock.today()
    found = province_page.province_by_code(code) or abort(404)
    period = periods.asked_for(today, otherwise=PeriodKind.QUARTER)
    here = Places(Level.PROVINCE, (found.id,))
    return htmx.render(
        "measures/show.html",
        name=found.name,
        back=url_for("provinces.show", code=code, ky=period.code),
        at="province",
        code=code,
        groups=_grouped(Level.PROVINCE),
        values=queries.values(here, period)[found.id],
        targets=catalogue.targets_of(code),
        period=period,
        picker=periods.picker(period, today, place=code),
        now=clock.now(),
    )


@bp.post("/xa/<code>/chi-so/tai")
@requires(Permission.FIGURES_DOWNLOAD)
@in_vietnamese
def take_commune(code: str) -> Order:
    """The commune and its teams, as Excel."""
    found, form = _commune(code), form_asked({Form.EXCEL})
    period = periods.asked_for(clock.today(), otherwise=PeriodKind.QUARTER)
    teams = places.teams(found.id)
    inside = Places(Level.TEAM, tuple(one.id for one in teams))
    each = queries.values(inside, period) if teams else {}
    whole = queries.values(Places(Level.COMMUNE, (found.id,)), period)[found.id]
    rows = [(found.code, found.name, whole), *(("", one.name, each[one.id]) for one in teams)]
    return _order(found.name, period, rows, form, commune_id=found.id, level=Level.COMMUNE)


@bp.post("/tinh/<code>/chi-so/tai")
@requires(Permission.FIGURES_DOWNLOAD)
@in_vietnamese
def take_province(code: str) -> Order:
    """The province and its communes, as Excel: nothing typed again for a comparison."""
    found, communes = province_page.province_card(code) or abort(404)
    form = form_asked({Form.EXCEL})
    period = periods.asked_for(clock.today(), otherwise=PeriodKind.QUARTER)
    inside = Places(Level.COMMUNE, tuple(row.commune.id for row in communes))
    each = queries.values(inside, period)
    whole = queries.values(Places(Level.PROVINCE, (found.id,)), period)[found.id]
    rows = [
        (found.code, found.name, whole),
        *((row.commune.code, row.commune.name, each[row.commune.id]) for row in communes),
    ]
    return _order(found.name, period, rows, form, commune_id=None, level=Level.PROVINCE)


def _order(
    name: str,
    period: Period,
    rows: Sequence[Row],
    form: Form,
    *,
    commune_id: int | None,
    level: Level,
) -> Order:
    specs, made_at = queries.usable(level), clock.now().astimezone(clock.ZONE)
    paper = papers.table(name, period, specs, rows, made_at=made_at)
    return Order("measures", form, paper, commune_id)


@bp.get("/xa/<code>/dan-so")
@requires(Permission.DENOMINATOR_ENTER)
def population(code: str) -> Response:
    return _population(_commune(code), FigureForm(data={"as_of": clock.today()}))


@bp.post("/xa/<code>/dan-so")
@requires(Permission.DENOMINATOR_ENTER)
def enter(code: str) -> AnyResponse:
    found, form = _commune(code), FigureForm()
    if not form.validate():
        return _population(found, form, status=422)
    known = queries.learners(found.id)
    if form.as_of.data > clock.today():
        form.refuse(form.as_of, gettext("Ngày này chưa tới."))
    if (form.value.data or 0) < known:
        form.refuse(form.value, gettext("Ít hơn số người học xã đã ghi (%(n)s).", n=known))
    if form.errors:
        return _population(found, form, status=422)
    actions.enter_figure(
        actor(),
        commune_id=found.id,
        kind=FigureKind.ADULTS,
        value=form.value.data or 0,
        source=form.source.data or "",
        as_of=form.as_of.data or date.min,
        now=clock.now(),
    )
    flash(gettext("Đã ghi dân số trưởng thành."), "ok")
    return htmx.go(url_for("measures.population", code=code))


@bp.post("/xa/<code>/dan-so/<int:figure_id>/bo")
@requires(Permission.DENOMINATOR_ENTER)
def take_back(code: str, figure_id: int) -> AnyResponse:
    found = _commune(code)
    figure = next((one for one in queries.history(found.id) if one.id == figure_id), None)
    actions.take_figure_back(actor(), figure=figure or abort(404), now=clock.now())
    flash(gettext("Đã bỏ số này."), "ok")
    return htmx.go(url_for("measures.population", code=code))


def _population(found: Commune, form: FigureForm, status: int = 200) -> Response:
    return htmx.render(
        "measures/population.html",
        status=status,
        errors=form.errors,
        commune=found,
        form=form,
        history=queries.history(found.id),
    )


def _commune(code: str) -> Commune:
    found = places.commune_by_code(code)
    return found if found is not None and covers(current(), found) else abort(404)


def _grouped(level: Level) -> dict[Group, list[Spec]]:
    usable = queries.usable(level)
    return {group: [spec for spec in usable if spec.group is group] for group in Group}
