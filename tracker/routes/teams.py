"""A team: its quotas and results, its people, what is coming and what needs a look."""

from datetime import date
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    redirect,
    render_template,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts.models import Request
from tracker.classes.text import STATUS, STATUS_LOOK
from tracker.core import clock
from tracker.core.scope import Reach
from tracker.periods.rules import Period, PeriodKind
from tracker.places.models import Team
from tracker.policy import Breadth, Permission, grants
from tracker.quotas import queries, text
from tracker.quotas.queries import attention, rows
from tracker.quotas.queries import team_page as people
from tracker.quotas.rules import Indicator
from tracker.routes import htmx, periods
from tracker.routes.guards import actor, allowed, as_permitted, reach, requires
from tracker.routes.web import page_asked

bp = Blueprint("teams", __name__)

for name, function in text.FILTERS.items():
    bp.add_app_template_filter(function, name)

LIST_LIMIT = 300
ROWS_ON_A_PAGE = 100

# The page on which each kind of request is answered.
ANSWERED_AT = {
    "transfer": "asks.show",
    "erasure": "asks.show",
    "class": "schedule.asked",
    "site": "sites.asked",
}

# Whose number may be opened: the right to read the rows themselves.
ROWS_NEED = {
    Indicator.PEOPLE: Permission.MENTEE_READ,
    Indicator.ATTENDANCES: Permission.CLASS_READ,
    Indicator.CLASSES: Permission.CLASS_READ,
    Indicator.ISSUES: Permission.ISSUE_READ,
    Indicator.TURNS: Permission.CLASS_READ,
}


@bp.get("/to")
@requires(Permission.OWN_ACCOUNT)
def index() -> AnyResponse | str:
    """One's only team at once, the area of whoever oversees teams, or a list to choose from."""
    if not allowed(Permission.QUOTA_READ):
        return render_template("teams/index.html", teams=[])
    with as_permitted(Permission.QUOTA_READ):
        teams = people.teams_within_reach(limit=LIST_LIMIT)
        if len(teams) == 1 and not supervises():
            return redirect(url_for("teams.show", team_id=teams[0].id), 303)
        return render_template("teams/index.html", teams=teams)


@bp.get("/to/<int:team_id>")
@requires(Permission.QUOTA_READ)
def show(team_id: int) -> str:
    now, today = clock.now(), clock.today()
    card = people.team_card(team_id, today) or abort(404)
    team = card.team
    only_quarter = card.has_quarter and not card.has_month
    usual = PeriodKind.QUARTER if only_quarter else PeriodKind.MONTH
    period = periods.asked_for(today, otherwise=usual)
    found, _ = queries.results([team.id], period, today)
    return render_template(
        "teams/show.html",
        team=team,
        picker=periods.picker(period, today),
        period=period,
        today=today,
        now=now,
        result=found[team.id],
        supervisor=supervises(),
        may_open=_may_open,
        status_words=STATUS,
        status_look=STATUS_LOOK,
        **_around(team, today),
    )


@bp.get("/to/<int:team_id>/so-lieu/<any(people, attendances, classes, issues, turns):name>")
@requires(Permission.QUOTA_READ)
def figure(team_id: int, name: str) -> Response:
    """The list behind one number, as far as the reader may see it."""
    today = clock.today()
    indicator = Indicator(name)
    card = people.team_card(team_id, today) or abort(404)
    if not _may_open(indicator):
        abort(403)
    period = periods.asked_for(today)
    found, _ = queries.results([card.team.id], period, today)
    page = page_asked()
    return htmx.render(
        "teams/figure.html",
        fragment="teams/_rows.html",
        team=card.team,
        picker=periods.picker(period, today),
        period=period,
        indicator=indicator,
        number=found[card.team.id].figures[indicator],
        page=page,
        **_listed(card.team, indicator, period, page),
    )


@bp.app_template_global()
def request_address(asked: Request) -> str:
    """Where somebody who may answers it; empty for a kind that has no page."""
    endpoint = ANSWERED_AT.get(asked.kind, "")
    return url_for(endpoint, request_id=asked.id) if endpoint else ""


def supervises() -> bool:
    """Whether the reader oversees teams: only then a late team is shown in red (ux R16)."""
    breadths = {breadth for _, breadth in grants(actor(), Permission.QUOTA_READ)}
    return bool(breadths & {Breadth.COMMUNE, Breadth.PROVINCE, Breadth.ALL})


def _may_open(indicator: Indicator) -> bool:
    return allowed(ROWS_NEED[indicator])


def _around(team: Team, today: date) -> dict[str, Any]:
    """People, classes and waiting things, each only for whoever may see them."""
    here, now = queries.teams([team.id]), clock.now()
    around: dict[str, Any] = {"members": None, "gatherings": None, "waiting": None}
    if allowed(Permission.VOLUNTEER_READ):
        with as_permitted(Permission.VOLUNTEER_READ):
            around["members"] = people.members(team, today)
    if allowed(Permission.CLASS_READ):
        with as_permitted(Permission.CLASS_READ):
            around["gatherings"] = attention.gatherings(here, now=now)
    if _covers(Permission.MENTEE_TRANSFER, team):
        with as_permitted(Permission.MENTEE_TRANSFER):
            around["waiting"] = attention.waiting(here)
    if around["members"]:
        around["members"] = _sorted(around["members"], longest_away_first=around["waiting"])
    return around


def _sorted(members: list[people.Member], *, longest_away_first: Any) -> list[people.Member]:
    """By given name for colleagues; for the leader whoever was away longest comes first."""
    by_name = sorted(members, key=lambda member: member.sort_key)
    if longest_away_first is None:
        return by_name
    return sorted(by_name, key=lambda member: member.last or date.min)


def _listed(team: Team, indicator: Indicator, period: Period, page: int) -> dict[str, Any]:
    span = queries.Span(period.first, period.last)
    may_read = reach(actor(), ROWS_NEED[indicator])
    match indicator:
        case Indicator.PEOPLE:
            found, hidden = rows.people(
                team, span, may_read=may_read, page=page - 1, size=ROWS_ON_A_PAGE
            )
            more = len(found) > ROWS_ON_A_PAGE
            return {"people": found[:ROWS_ON_A_PAGE], "hidden": hidden, "has_more": more}
        case Indicator.ISSUES:
            events, hidden = rows.issues(team, span, may_read=may_read)
            return {"events": events, "hidden": hidden}
        case Indicator.ATTENDANCES:
            return {"events": rows.attendances(team, span), "hidden": 0}
        case Indicator.CLASSES:
            return {"events": rows.classes(team, span), "hidden": 0}
        case Indicator.TURNS:
            return {"events": rows.turns(team, span), "hidden": 0}


def _covers(permission: Permission, team: Team) -> bool:
    """Whether the reader holds the permission for this very team."""
    held: Reach = reach(actor(), permission)
    return held.everywhere or team.id in held.teams or team.commune_id in held.communes
