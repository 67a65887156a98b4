"""“Vì sao là số này?”: what any number counts, from what, up to when, and what is not in it yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, url_for

from tracker.core import clock
from tracker.indicators import queries, text
from tracker.indicators.catalogue import indicators
from tracker.indicators.queries import behind
from tracker.indicators.queries.targets import Values
from tracker.indicators.rules import FigureKind, Formula, Reckoned, Spec, Value, total_of
from tracker.periods.rules import EARLIEST_YEAR, Period, PeriodKind
from tracker.places.models import Commune, Team
from tracker.policy import Permission
from tracker.quotas.queries import commune_page, province_page, rows, team_page
from tracker.quotas.queries.counting import Level, Places, Span
from tracker.quotas.queries.rhythms import rhythms
from tracker.quotas.rules import Metric
from tracker.routes import htmx, periods
from tracker.routes.guards import actor, allowed, reach, requires
from tracker.routes.web import page_asked

bp = Blueprint("figures", __name__)

for name, function in text.FILTERS.items():
    bp.add_app_template_filter(function, name)

ROWS_ON_A_PAGE = 100

# Whose rows may be opened: the right to read the rows themselves.
ROWS_NEED = {
    Formula.PEOPLE: Permission.MENTEE_READ,
    Formula.ATTENDANCES: Permission.CLASS_READ,
    Formula.CLASSES: Permission.CLASS_READ,
    Formula.ISSUES: Permission.ISSUE_READ,
    Formula.TURNS: Permission.CLASS_READ,
    Formula.SKILL: Permission.MENTEE_READ,
    Formula.VNEID: Permission.MENTEE_READ,
}
# What changes when minutes are locked, and what when evidence turns out stronger.
BY_MINUTES = {Formula.CLASSES, Formula.ACTIVE_TEAMS, Formula.ACTIVE_SITES, Formula.CORNERS}
BY_EVIDENCE = {Formula.PEOPLE, Formula.ATTENDANCES}


@dataclass(frozen=True)
class Part:
    """A smaller place, with its share of the number."""

    name: str
    href: str
    value: Value

    @property
    def is_known(self) -> bool:
        """Not one of the many places where nothing was ever written down."""
        return bool(self.value.n or self.value.d)


@bp.get("/to/<int:team_id>/so-lieu/<name>")
@requires(Permission.QUOTA_READ)
def team(team_id: int, name: str) -> Response:
    today = clock.today()
    spec = _spec(name, Level.TEAM)
    card = team_page.team_card(team_id, today) or abort(404)
    period = periods.asked_for(today, otherwise=_usual(card.has_month, card.has_quarter))
    places = Places(Level.TEAM, (team_id,))
    page = page_asked()
    return htmx.render(
        "figures/show.html",
        fragment="figures/_rows.html",
        where=card.team.name,
        back=url_for("teams.show", team_id=team_id, ky=period.code),
        address={"endpoint": "figures.team", "team_id": team_id},
        silent=[],
        page=page,
        **_explained(spec, places, period, today),
        **_listed(card.team, spec, _span(spec, period), page),
    )


@bp.get("/xa/<code>/so-lieu/<name>")
@requires(Permission.QUOTA_READ)
def commune(code: str, name: str) -> Response:
    today = clock.today()
    spec = _spec(name, Level.COMMUNE)
    card = commune_page.commune_card(code, today) or abort(404)
    period = periods.asked_for(today, otherwise=_usual(card.has_month, card.has_quarter))
    here = Places(Level.COMMUNE, (card.commune.id,))
    teams = Places(Level.TEAM, tuple(one.id for one in card.teams))
    found, value = _with_parts(spec, here, teams, period)
    names = card.short_names
    each = [
        Part(names[one.id], _address("figures.team", spec, period, team_id=one.id),
             found[one.id][spec.code])
        for one in card.teams
        if found
    ]  # fmt: skip
    return htmx.render(
        "figures/show.html",
        where=card.commune.name,
        back=url_for("communes.show", code=code, ky=period.code),
        address={"endpoint": "figures.commune", "code": code},
        parts=each,
        silent=_silent(card.teams, today),
        **_explained(spec, here, period, today, value),
    )


@bp.get("/tinh/<code>/so-lieu/<name>")
@requires(Permission.QUOTA_READ)
def province(code: str, name: str) -> Response:
    today = clock.today()
    spec = _spec(name, Level.PROVINCE)
    found, rows_found = province_page.province_card(code) or abort(404)
    communes = [row.commune for row in rows_found]
    period = periods.asked_for(today)
    here = Places(Level.PROVINCE, (found.id,))
    each, value = _with_communes(spec, here, communes, period)
    parts = [
        Part(one.name, _address("figures.commune", spec, period, code=one.code),
             each[one.id][spec.code])
        for one in communes
    ]  # fmt: skip
    return htmx.render(
        "figures/show.html",
        where=found.name,
        back=url_for("provinces.show", code=code, ky=period.code),
        address={"endpoint": "figures.province", "code": code},
        parts=[part for part in parts if part.is_known],
        unknown=[part for part in parts if not part.is_known],
        silent=[],
        **_explained(spec, here, period, today, value),
    )


def _with_parts(spec: Spec, here: Places, teams: Places, period: Period) -> tuple[Values, Value]:
    """The commune's number and its teams': goals and results of teams add up to the commune's."""
    (place,) = here.ids
    if spec.formula is Formula.QUOTA:
        each = queries.values(teams, period, [spec.code])
        return each, sum((one[spec.code] for one in each.values()), Value(0))
    if spec not in queries.usable(Level.TEAM):
        (whole,) = queries.several([(here, [spec.code])], period)
        return {}, whole[place][spec.code]
    each, whole = queries.several([(teams, [spec.code]), (here, [spec.code])], period)
    return each, whole[place][spec.code]


def _with_communes(
    spec: Spec, here: Places, communes: list[Commune], period: Period
) -> tuple[Values, Value]:
    """The province's number and its communes': people count once in the whole, rates are summed
    over the communes that know their base."""
    (place,) = here.ids
    parts = Places(Level.COMMUNE, tuple(one.id for one in communes))
    if spec.formula is Formula.QUOTA or spec.needs_typed_base:
        (each,) = queries.several([(parts, [spec.code])], period)
        return each, total_of(one[spec.code] for one in each.values())
    each, whole = queries.several([(parts, [spec.code]), (here, [spec.code])], period)
    return each, whole[place][spec.code]


def _explained(
    spec: Spec, places: Places, period: Period, today: date, value: Value | None = None
) -> dict[str, Any]:
    (place,) = places.ids
    if value is None:
        value = queries.values(places, period, [spec.code])[place][spec.code]
    metric = Metric(spec.about[0]) if spec.formula is Formula.QUOTA else None
    typed = None
    if spec.needs_typed_base and places.level is Level.COMMUNE:
        typed = queries.latest([place], FigureKind.ADULTS, period.last).get(place)
    by_minutes = spec.formula in BY_MINUTES or metric is Metric.CLASSES
    by_evidence = spec.formula in BY_EVIDENCE or metric is Metric.PEOPLE
    span = _span(spec, period)
    needs_look = by_minutes or by_evidence
    return {
        "spec": spec,
        "value": value,
        "period": period,
        "picker": periods.picker(period, today),
        "span": Period(PeriodKind.RANGE, span.first, span.last),
        "typed": typed,
        "by_minutes": by_minutes,
        "by_evidence": by_evidence,
        "not_yet": behind.not_yet(places, span, clock.now()) if needs_look else None,
        "now": clock.now(),
        "today": today,
    }


def _spec(name: str, level: Level) -> Spec:
    spec = indicators().get(name)
    return spec if spec is not None and spec in queries.usable(level) else abort(404)


def _usual(has_month: bool, has_quarter: bool) -> PeriodKind:
    return PeriodKind.QUARTER if has_quarter and not has_month else PeriodKind.MONTH


def _span(spec: Spec, period: Period) -> Span:
    if spec.reckoned is Reckoned.UNTIL:
        return Span(date(EARLIEST_YEAR, 1, 1), period.last)
    return Span(period.first, period.last)


def _address(endpoint: str, spec: Spec, period: Period, **values: Any) -> str:
    return url_for(endpoint, name=spec.code, ky=period.code, **values)


def _silent(teams: Iterable[Team], today: date) -> list[tuple[str, date | None]]:
    """Teams whose figures may be low because nothing was heard of them."""
    teams = list(teams)
    found = rhythms([one.id for one in teams], today)
    return [(one.name, found.of[one.id].last) for one in teams if found.is_silent(one.id, today)]


def _listed(team: Team, spec: Spec, span: Span, page: int) -> dict[str, Any]:
    """The rows, if the reader may read rows."""
    need = ROWS_NEED.get(spec.formula)
    if need is None or not allowed(need):
        return {"hidden": 0}
    may_read = reach(actor(), need)
    size = ROWS_ON_A_PAGE
    match spec.formula:
        case Formula.PEOPLE | Formula.SKILL | Formula.VNEID:
            if spec.formula is Formula.PEOPLE:
                found, hidden = rows.people(team, span, may_read=may_read, page=page - 1, size=size)
            else:
                found, hidden = behind.people(
                    spec, team, span, may_read=may_read, page=page - 1, size=size
                )
            return {"people": found[:size], "hidden": hidden, "has_more": len(found) > size}
        case Formula.ISSUES:
            events, hidden = rows.issues(team, span, may_read=may_read)
            return {"events": events, "hidden": hidden}
    lists = {
        Formula.ATTENDANCES: rows.attendances,
        Formula.CLASSES: rows.classes,
        Formula.TURNS: rows.turns,
    }
    return {"events": lists[spec.formula](team, span), "hidden": 0}
