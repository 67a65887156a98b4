"""A commune: which teams need help, what it did as a whole, what is coming and what waits."""

from collections import Counter
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, render_template

from tracker.core import clock
from tracker.periods.rules import PeriodKind
from tracker.places.models import Commune, Team
from tracker.policy import Permission
from tracker.quotas import queries
from tracker.quotas.queries import attention, commune_page
from tracker.quotas.rules import forecast, need
from tracker.routes import periods
from tracker.routes.guards import actor, allowed, as_permitted, reach, requires

bp = Blueprint("communes", __name__)

WEEK = timedelta(days=7)


@bp.get("/xa/<code>")
@requires(Permission.QUOTA_READ)
def show(code: str) -> str:
    now, today = clock.now(), clock.today()
    card = commune_page.commune_card(code, today) or abort(404)
    only_quarter = card.has_quarter and not card.has_month
    usual = PeriodKind.QUARTER if only_quarter else PeriodKind.MONTH
    period = periods.asked_for(today, otherwise=usual)
    ids = [team.id for team in card.teams]
    whole = queries.Ask(
        queries.communes([card.commune.id]), queries.Span(period.first, period.last)
    )
    results, (totals,) = queries.results(ids, period, today, whole)
    teams = sorted(card.teams, key=lambda team: need(results[team.id].standings.values()))
    rhythms = commune_page.rhythms(ids, today, period)
    return render_template(
        "communes/show.html",
        commune=card.commune,
        teams=teams,
        names=_short_names(teams),
        results=results,
        late=[team for team in teams if results[team.id].is_behind],
        totals=totals[card.commune.id],
        rhythms=rhythms,
        grades={
            team.id: rhythms.grade(team.id, results[team.id].standings.values()) for team in teams
        },
        forecast=forecast,
        period=period,
        picker=periods.picker(period, today),
        now=now,
        today=today,
        **_around(card.commune),
    )


def _short_names(teams: list[Team]) -> dict[int, str]:
    """The thôn's name, where it says which team is meant."""
    villages = Counter(team.village_id for team in teams)
    return {
        team.id: team.village.name if team.village and villages[team.village_id] == 1 else team.name
        for team in teams
    }


def _around(commune: Commune) -> dict[str, Any]:
    """This week's classes and what waits, each only for whoever may see them."""
    here, now = queries.communes([commune.id]), clock.now()
    around: dict[str, Any] = {"gatherings": None, "waiting": None}
    if _covers(Permission.CLASS_READ, commune):
        with as_permitted(Permission.CLASS_READ):
            around["gatherings"] = attention.gatherings(here, now=now, soon=WEEK)
    if _covers(Permission.MENTEE_TRANSFER, commune):
        with as_permitted(Permission.MENTEE_TRANSFER):
            around["waiting"] = attention.waiting(here)
    return around


def _covers(permission: Permission, commune: Commune) -> bool:
    return allowed(permission) and commune_page.covers(reach(actor(), permission), commune)
