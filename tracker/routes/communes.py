"""A commune: which teams need help, what it did as a whole, what is coming and what waits."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, abort, render_template, request

from tracker.core import clock
from tracker.core.names import search_key
from tracker.core.text import clean
from tracker.periods.queries import rule_from
from tracker.periods.rules import QUOTA_KINDS, Period, period_of
from tracker.places.models import Commune, Team
from tracker.policy import Permission, grants
from tracker.quotas import queries
from tracker.quotas.queries import attention, commune_page
from tracker.quotas.queries.commune_page import CommuneCard
from tracker.quotas.queries.given import inside, usual_kind
from tracker.quotas.queries.rhythms import with_results
from tracker.quotas.queries.weeks import weeks_of
from tracker.quotas.rules import State, forecast, need, state, tally, together
from tracker.quotas.words import MOST_NAMED
from tracker.rankings import queries as rankings
from tracker.reports.queries import due
from tracker.routes import periods
from tracker.routes.guards import actor, allowed, as_permitted, reach, requires

bp = Blueprint("communes", __name__)

WEEK = timedelta(days=7)
# How an address names the teams to show: `?loc=cham`.
FILTERS = {
    "cham": State.BEHIND, "gan-dat": State.NEAR, "dat": State.MET,
    "chua-hoat-dong": State.SILENT, "chua-giao": State.WITHOUT,
}  # fmt: skip


@bp.get("/xa/<code>")
@requires(Permission.QUOTA_READ)
def show(code: str) -> str:
    now, today = clock.now(), clock.today()
    card = commune_page.commune_card(code, _more) or abort(404)
    periods.know(rule_from(card.more))
    period = periods.asked_for(today, otherwise=usual_kind(card.given, today))
    return render_template(
        "communes/show.html",
        commune=card.commune,
        due=_due(card),
        asked_about=_asked_about(card),
        period=period,
        picker=periods.picker(period, today, place=card.commune.code),
        now=now,
        today=today,
        **_results(card, period, today),
        **_around(card.commune),
    )


def _more() -> tuple[Any, ...]:
    return (*due.columns(), *rankings.unanswered())


def _results(card: CommuneCard, period: Period, today: date) -> dict[str, Any]:
    """The teams as they stand, who needs most help first, and the commune as a whole."""
    ids = [team.id for team in card.teams]
    rhythms, results, totals = with_results(
        ids, period, today, commune_id=card.commune.id, shorter=inside(card.given, period)
    )
    standings = {id_: results[id_].standings.values() for id_ in ids}
    # Silence is a warning about now: it says nothing of a period that is over or has not begun.
    quiet = {
        id_: (today - last).days if (last := rhythms.of[id_].last) else None
        for id_ in ids
        if period.holds(today) and rhythms.is_silent(id_, today)
    }
    states = {id_: state(standings[id_], is_silent=id_ in quiet) for id_ in ids}
    teams = sorted(card.teams, key=lambda team: need(standings[team.id]))
    names = card.short_names
    return {
        "teams": teams,
        "names": names,
        "results": results,
        "totals": totals,
        "added": together(one for its in standings.values() for one in its),
        "rhythms": rhythms,
        "weeks": weeks_of(queries.teams(ids), today),
        "late": [
            (of, [team for team in teams if states[team.id] is of])
            for of in (State.BEHIND, State.NEAR)
        ],
        "is_any_late": any(result.is_behind for result in results.values()),
        "tally": tally(states.values()),
        "quiet": quiet,
        "silent": [(names[id_], days) for id_, days in quiet.items()],
        "most_named": MOST_NAMED,
        "grades": {id_: rhythms.grade(id_, standings[id_]) for id_ in ids},
        "forecast": forecast,
        "phase": period.phase(today),
        # Days that cut through every quota period leave no team “without” a goal.
        "is_whole": period.kind in QUOTA_KINDS or any(standings.values()),
        **_filtered(teams, names, states),
    }


def _filtered(
    teams: Sequence[Team], names: dict[int, str], states: dict[int, State]
) -> dict[str, Any]:
    """The teams that the address asks for."""
    wanted = FILTERS.get(request.args.get("loc", ""))
    text = clean(request.args.get("tim", ""), limit=60)
    shown = [
        team
        for team in teams
        if (wanted is None or states[team.id] is wanted) and _is_called(team, names, text)
    ]
    return {"shown": shown, "wanted": wanted, "text": text, "filters": FILTERS}


def _is_called(team: Team, names: dict[int, str], text: str) -> bool:
    return search_key(text) in search_key(f"{names[team.id]} {team.name}")


def _due(card: CommuneCard) -> due.Due | None:
    """The report this commune owes, for those who write or sign it: people of its own office."""
    posts = [post for post, _breadth in grants(actor(), Permission.REPORT_PREPARE)]
    if not any(post.commune_id == card.commune.id and not post.team_id for post in posts):
        return None
    return due.read(card.more, clock.today())


def _asked_about(card: CommuneCard) -> Period | None:
    """The ranking about which the province waits for this commune's answer."""
    kind, first = card.more[-2:]
    if kind is None or not _covers(Permission.RANKING_DRAFT, card.commune):
        return None
    return period_of(kind, first)


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
