"""“Vì sao là số này?”: what any number counts, from what, up to when, and what is not in it yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext

from tracker.core import clock
from tracker.indicators import queries, text
from tracker.indicators.catalogue import indicators
from tracker.indicators.queries import behind
from tracker.indicators.queries.targets import Values
from tracker.indicators.rules import Formula, Group, Reckoned, Spec, Value, total_of
from tracker.periods.rules import Period, PeriodKind, Phase
from tracker.places.models import Commune, Team
from tracker.policy import Permission
from tracker.quotas.queries import commune_page, province_page, team_page
from tracker.quotas.queries.counting import Level, Places, apart
from tracker.quotas.queries.given import usual_kind
from tracker.quotas.queries.rhythms import rhythms
from tracker.quotas.queries.rows import Whose
from tracker.quotas.rules import Metric
from tracker.routes import htmx, periods
from tracker.routes.figure_rows import is_split, rows_behind, things_behind
from tracker.routes.guards import requires
from tracker.routes.web import page_asked

bp = Blueprint("figures", __name__)

for name, function in text.FILTERS.items():
    bp.add_app_template_filter(function, name)

# What changes when minutes are locked, and what when evidence turns out stronger.
BY_MINUTES = {
    Formula.CLASSES, Formula.ACTIVE_TEAMS, Formula.ACTIVE_COMMUNES, Formula.ACTIVE_SITES,
    Formula.CORNERS,
}  # fmt: skip
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
    period = periods.asked_for(today, otherwise=usual_kind(card.given, today))
    places = Places(Level.TEAM, (team_id,))
    page, whose = page_asked(), Whose.team(card.team)
    listed = rows_behind(whose, spec, behind.span_of(spec, period, today), page)
    return htmx.render(
        "figures/show.html",
        fragment="figures/_rows.html",
        where=card.team.name,
        back=url_for("teams.show", team_id=team_id, ky=period.code),
        address={"endpoint": "figures.team", "team_id": team_id},
        # Whoever sees the rows sees the latest day.
        silent=[]
        if "people" in listed or "events" in listed
        else _silent([card.team], period, today),
        page=page,
        **_explained(spec, places, period, today),
        **listed,
        **things_behind(whose, spec, period),
    )


@bp.get("/xa/<code>/so-lieu/<name>")
@requires(Permission.QUOTA_READ)
def commune(code: str, name: str) -> Response:
    today = clock.today()
    spec = _spec(name, Level.COMMUNE)
    card = commune_page.commune_card(code) or abort(404)
    period = periods.asked_for(today, otherwise=usual_kind(card.given, today))
    here = Places(Level.COMMUNE, (card.commune.id,))
    teams = Places(Level.TEAM, tuple(one.id for one in card.teams))
    found, own, value = _with_parts(spec, here, teams, period)
    names = card.short_names
    each = [
        Part(names[one.id], _address("figures.team", spec, period, team_id=one.id),
             found[one.id][spec.code])
        for one in card.teams
        if found
    ]  # fmt: skip
    if own.n:
        its_own = _address("figures.of_no_team", spec, period, code=code)
        each.append(Part(gettext("Không thuộc tổ nào"), its_own, own))
    return htmx.render(
        "figures/show.html",
        where=card.commune.name,
        back=url_for("communes.show", code=code, ky=period.code),
        address={"endpoint": "figures.commune", "code": code},
        parts=each,
        silent=[] if spec.group is Group.NETWORK else _silent(card.teams, period, today),
        **_explained(spec, here, period, today, value),
        **things_behind(Whose(here, card.commune.id), spec, period),
    )


@bp.get("/xa/<code>/so-lieu/<name>/ngoai-to")
@requires(Permission.QUOTA_READ)
def of_no_team(code: str, name: str) -> Response:
    """What the commune did itself: the rest of its number, which stands under no team."""
    today = clock.today()
    spec = _spec(name, Level.COMMUNE)
    if not is_split(spec):
        abort(404)
    card = commune_page.commune_card(code) or abort(404)
    period = periods.asked_for(today, otherwise=usual_kind(card.given, today))
    page, whose = page_asked(), Whose.commune(card.commune.id)
    return htmx.render(
        "figures/show.html",
        fragment="figures/_rows.html",
        where=gettext("%(commune)s, không thuộc tổ nào", commune=card.commune.name),
        back=_address("figures.commune", spec, period, code=code),
        address={"endpoint": "figures.of_no_team", "code": code},
        silent=[],
        page=page,
        **_explained(spec, whose.places, period, today),
        **rows_behind(whose, spec, behind.span_of(spec, period, today), page),
    )


@bp.get("/tinh/<code>/so-lieu/<name>")
@requires(Permission.QUOTA_READ)
def province(code: str, name: str) -> Response:
    today = clock.today()
    spec = _spec(name, Level.PROVINCE)
    found, rows_found = province_page.province_card(code) or abort(404)
    communes = [row.commune for row in rows_found]
    period = periods.asked_for(today, otherwise=PeriodKind.QUARTER)
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


def _with_parts(
    spec: Spec, here: Places, teams: Places, period: Period
) -> tuple[Values, Value, Value]:
    """Its teams' numbers, what the commune did without them, and the whole: goals and results of
    teams add up to the commune's."""
    (place,), nothing = here.ids, Value(0)
    if spec.formula is Formula.QUOTA:
        each = queries.values(teams, period, [spec.code])
        return each, nothing, sum((one[spec.code] for one in each.values()), nothing)
    if spec not in queries.usable(Level.TEAM):
        (whole,) = queries.several([(here, [spec.code])], period)
        return {}, nothing, whole[place][spec.code]
    places = [teams, here, *([apart(place)] if is_split(spec) else [])]
    each, whole, *own = queries.several([(one, [spec.code]) for one in places], period)
    return each, own[0][place][spec.code] if own else nothing, whole[place][spec.code]


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
    by_minutes = spec.formula in BY_MINUTES or metric is Metric.CLASSES
    by_evidence = spec.has_floor
    adults_of = place if spec.needs_typed_base and places.level is Level.COMMUNE else None
    span, is_active = behind.span_of(spec, period, today), spec.reckoned is Reckoned.ACTIVE
    look = None
    if by_minutes or by_evidence or adults_of or is_active:
        look = behind.not_yet(places, span, clock.now(), of=spec, adults_of=adults_of)
    first = span.last - timedelta(days=look.days - 1) if look and is_active else span.first
    return {
        "spec": spec,
        "value": value,
        "period": period,
        "picker": periods.picker(period, today),
        "span": Period(PeriodKind.RANGE, first, span.last),
        "typed": look.typed if look else None,
        "by_minutes": by_minutes,
        "by_evidence": by_evidence,
        "not_yet": look,
        "now": clock.now(),
        "today": today,
    }


def _spec(name: str, level: Level) -> Spec:
    spec = indicators().get(name)
    return spec if spec is not None and spec in queries.usable(level) else abort(404)


def _address(endpoint: str, spec: Spec, period: Period, **values: Any) -> str:
    return url_for(endpoint, name=spec.code, ky=period.code, **values)


def _silent(teams: Iterable[Team], period: Period, today: date) -> list[tuple[str, date | None]]:
    """Teams whose figures may be low because nothing was heard of them before the period's end."""
    if period.phase(today) is Phase.COMING:
        return []
    teams = list(teams)
    found = rhythms([one.id for one in teams], today)
    silent = [(one, found.of[one.id].last) for one in teams if found.is_silent(one.id, today)]
    return [(one.name, last) for one, last in silent if last is None or last < period.last]
