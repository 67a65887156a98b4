"""A team: its quotas and results, its people, what is coming and what needs a look."""

from flask import Blueprint, abort, render_template

from tracker.core import clock
from tracker.places import queries as places
from tracker.policy import Permission
from tracker.quotas import queries, text
from tracker.quotas.rules import PeriodKind, period_of
from tracker.routes.guards import requires

bp = Blueprint("teams", __name__)

for name, function in text.FILTERS.items():
    bp.add_app_template_filter(function, name)


@bp.get("/to/<int:team_id>")
@requires(Permission.QUOTA_READ)
def show(team_id: int) -> str:
    team = places.team(team_id) or abort(404)
    today = clock.today()
    period = period_of(PeriodKind.MONTH, today)
    found, _ = queries.results([team.id], period, today)
    return render_template(
        "teams/show.html", team=team, period=period, today=today, result=found[team.id]
    )
