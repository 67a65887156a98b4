"""A team: its quotas and results, its people, what is coming and what needs a look."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import (
    Blueprint,
    abort,
    redirect,
    render_template,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts.models import Request
from tracker.classes.text import STATUS, STATUS_LOOK
from tracker.core import clock
from tracker.core.scope import Reach
from tracker.periods.rules import Period
from tracker.periods.text import period_name
from tracker.places.models import Team
from tracker.policy import Breadth, Permission, grants
from tracker.quotas import decision_text, queries, text, words
from tracker.quotas.queries import attention
from tracker.quotas.queries import team_page as people
from tracker.quotas.queries.given import inside, usual_kind
from tracker.quotas.queries.results import Result
from tracker.quotas.queries.rhythms import with_results
from tracker.quotas.rules import Indicator, Metric, forecast
from tracker.routes import periods
from tracker.routes.frame import hour, long_day
from tracker.routes.guards import actor, allowed, as_permitted, reach, requires
from tracker.routes.team_parts import may_write

bp = Blueprint("teams", __name__)

for name, function in (text.FILTERS | decision_text.FILTERS | words.FILTERS).items():
    bp.add_app_template_filter(function, name)

LIST_LIMIT = 300

# The page on which each kind of request is answered.
ANSWERED_AT = {
    "transfer": "asks.show",
    "erasure": "asks.show",
    "class": "schedule.asked",
    "site": "sites.asked",
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
    card = people.team_card(team_id, today, periods.named()) or abort(404)
    team = card.team
    periods.know(card.rule)
    period = periods.asked_for(today, otherwise=usual_kind(card.given, today))
    rhythms, found, _ = with_results(
        [team.id], period, today, with_weeks=True, shorter=inside(card.given, period)
    )
    around = _around(team, today)
    return render_template(
        "teams/show.html",
        team=team,
        picker=periods.picker(period, today, place=team.commune.code),
        period=period,
        today=today,
        now=now,
        result=found[team.id],
        plan=card.plan(period),
        rhythms=rhythms,
        phase=period.phase(today),
        is_silent=period.holds(today) and rhythms.is_silent(team.id, today),
        grade=rhythms.grade(team.id, found[team.id].standings.values()),
        forecast=forecast,
        supervisor=supervises(),
        may_report=may_write(team),
        status_words=STATUS,
        status_look=STATUS_LOOK,
        news=_news(team, period, found[team.id], around["gatherings"] or ()),
        **around,
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


def _news(
    team: Team, period: Period, result: Result, gatherings: Sequence[attention.Gathering]
) -> str:
    """What the team has done and what comes, to be sent to its group. Nobody is named in it."""
    lines = [gettext("%(team)s, %(period)s:", team=team.name, period=period_name(period))]
    for metric in Metric:
        what, found = text.indicator_name(metric), result.standings.get(metric)
        if found:
            lines.append(gettext("%(what)s: %(actual)s/%(goal)s", what=what,
                                 actual=found.actual, goal=found.goal))  # fmt: skip
        else:
            number = result.figures[Indicator(metric)]
            lines.append(gettext("%(what)s: %(n)s", what=what, n=number))
    now = clock.now()
    lines += [
        gettext("Buổi học %(title)s: %(hour)s %(day)s, tại %(site)s.", title=one.session.title,
                hour=hour(one.session.starts_at), day=long_day(one.session.starts_at),
                site=one.session.site)
        for one in gatherings if one.is_coming(now)
    ]  # fmt: skip
    return "\n".join(lines)


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


def _covers(permission: Permission, team: Team) -> bool:
    """Whether the reader holds the permission for this very team."""
    held: Reach = reach(actor(), permission)
    return held.everywhere or team.id in held.teams or team.commune_id in held.communes
