"""A team's part of its commune's report: its figures as counted, and the words of its leader."""

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.indicators import queries as indicators
from tracker.indicators.queries import behind
from tracker.periods.rules import Period, due_of, window_waited_for
from tracker.places.models import Team
from tracker.policy import Permission, Role
from tracker.quotas.queries.counting import Level, Places, Span
from tracker.reports import actions, text
from tracker.reports.forms import PartForm
from tracker.reports.models import TeamPart
from tracker.reports.queries import parts
from tracker.reports.rules import Issuer, speaks_for
from tracker.routes import htmx, periods
from tracker.routes.guards import actor, requires

bp = Blueprint("team_parts", __name__)

# What a leader sees beside the words; the same counts as everywhere.
CODES = ("people", "attendances", "classes", "issues", "turns")
LEADS = {Role.LEADER, Role.DEPUTY}


@bp.get("/to/<int:team_id>/bao-cao")
@requires(Permission.REPORT_PREPARE)
def show(team_id: int) -> Response:
    window = _window()
    team, part = _asked(team_id, window)
    return _page(team, window, PartForm(formdata=None, obj=part))


@bp.post("/to/<int:team_id>/bao-cao")
@requires(Permission.REPORT_PREPARE)
def write(team_id: int) -> AnyResponse:
    window, form = _window(), PartForm()
    team, _part = _asked(team_id, window)
    if not form.validate():
        return _page(team, window, form, status=422)
    refused = actions.write_part(
        actor(), team=team, window=window, difficulties=form.difficulties.data or "",
        proposals=form.proposals.data or "", now=clock.now(),
    )  # fmt: skip
    if refused:
        form.form_errors.append(str(text.REFUSALS[refused]))
        return _page(team, window, form, status=422)
    flash(gettext("Đã lưu. Xã thấy phần này trong báo cáo."), "ok")
    return htmx.go(url_for("team_parts.show", team_id=team.id))


def _page(team: Team, window: Period, form: PartForm, status: int = 200) -> Response:
    here = Places(Level.TEAM, (team.id,))
    return htmx.render(
        "team_parts/show.html",
        status=status,
        errors=form.errors or form.form_errors,
        team=team,
        window=window,
        due=due_of(window, periods.window_rule()),
        today=clock.today(),
        codes=CODES,
        values=indicators.values(here, window, CODES)[team.id],
        not_yet=behind.not_yet(here, Span(window.first, window.last), clock.now()),
        is_closed=parts.is_closed(team.commune_id, window),
        form=form,
    )


def _asked(team_id: int, window: Period) -> tuple[Team, TeamPart | None]:
    """One's own team, or one of the commune whose report it goes into, with what it wrote."""
    team, part = parts.team_and_part(team_id, window) or abort(404)
    return (team, part) if may_write(team) else abort(403)


def may_write(team: Team) -> bool:
    """Who leads the team, or puts the commune's report together."""
    who = actor()
    leads = any(post.team_id == team.id and post.role in LEADS for post in who.posts)
    return leads or speaks_for(who.roles, Issuer.COMMUNE)


def _window() -> Period:
    return window_waited_for(clock.today(), periods.window_rule())
