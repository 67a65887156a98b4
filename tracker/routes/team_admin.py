"""The commune's teams: founded by its decision, renamed, ended."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts import duties as tasks
from tracker.accounts.forms import duties_form, duty_name
from tracker.accounts.models import Membership
from tracker.accounts.text import ROLES
from tracker.core import clock
from tracker.forms import Form
from tracker.places import actions, queries, text
from tracker.places.actions import TeamEntry
from tracker.places.forms import EndForm, TeamForm
from tracker.places.models import Commune, Team
from tracker.places.rules import Refusal
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.sites import own_commune, village_choices

bp = Blueprint("team_admin", __name__)


@bp.get("/xa/<code>/to")
@requires(Permission.TEAM_MANAGE)
def index(code: str) -> Response:
    commune = own_commune(code, Permission.TEAM_MANAGE)
    found = queries.teams(commune.id, also_ended=True)
    return htmx.render("team_admin/index.html", commune=commune, teams=found)


@bp.get("/xa/<code>/to/them")
@requires(Permission.TEAM_MANAGE)
def add(code: str) -> Response:
    commune = own_commune(code, Permission.TEAM_MANAGE)
    return _page("team_admin/add.html", TeamForm(), commune)


@bp.post("/xa/<code>/to/them")
@requires(Permission.TEAM_MANAGE)
def create(code: str) -> AnyResponse:
    commune = own_commune(code, Permission.TEAM_MANAGE)
    form = TeamForm()
    _offer(form, commune)
    if not form.validate():
        return _page("team_admin/add.html", form, commune, status=422)
    added = actions.add_team(actor(), commune_id=commune.id, entry=_entry(form))
    if isinstance(added, Refusal):
        form.refuse(form.name, str(text.REFUSAL[added]))
        return _page("team_admin/add.html", form, commune, status=422)
    flash(gettext("Đã thêm %(name)s. Bước tiếp theo: mời thành viên.", name=added.name), "ok")
    return go(url_for("team_admin.index", code=code))


@bp.get("/xa/<code>/to/<int:team_id>/sua")
@requires(Permission.TEAM_MANAGE)
def edit(code: str, team_id: int) -> Response:
    commune = own_commune(code, Permission.TEAM_MANAGE)
    team = _team(commune, team_id)
    form = TeamForm(
        data={
            "name": team.name,
            "village": team.village_id,
            "decision_number": team.decision_number,
            "decided_on": team.decided_on,
            "consolidated_on": team.consolidated_on,
            "zalo_url": team.zalo_url,
        }
    )
    return _page("team_admin/edit.html", form, commune, team=team)


@bp.post("/xa/<code>/to/<int:team_id>/sua")
@requires(Permission.TEAM_MANAGE)
def change(code: str, team_id: int) -> AnyResponse:
    commune = own_commune(code, Permission.TEAM_MANAGE)
    team = _team(commune, team_id)
    form = TeamForm()
    _offer(form, commune)
    if not form.validate():
        return _page("team_admin/edit.html", form, commune, team=team, status=422)
    refusal = actions.edit_team(actor(), team=team, entry=_entry(form))
    if refusal:
        form.refuse(form.name, str(text.REFUSAL[refusal]))
        return _page("team_admin/edit.html", form, commune, team=team, status=422)
    flash(gettext("Đã lưu %(name)s.", name=team.name), "ok")
    return go(url_for("team_admin.index", code=code))


@bp.get("/xa/<code>/to/<int:team_id>/ngung")
@requires(Permission.TEAM_MANAGE)
def ending(code: str, team_id: int) -> Response:
    commune = own_commune(code, Permission.TEAM_MANAGE)
    return _ending(commune, _team(commune, team_id), EndForm())


@bp.post("/xa/<code>/to/<int:team_id>/ngung")
@requires(Permission.TEAM_MANAGE)
def end(code: str, team_id: int) -> AnyResponse:
    commune = own_commune(code, Permission.TEAM_MANAGE)
    team = _team(commune, team_id)
    form = EndForm()
    if not form.validate():
        return _ending(commune, team, form, status=422)
    actions.end_team(actor(), team=team, reason=form.reason.data or "", today=clock.today())
    flash(gettext("Đã ngừng %(name)s. Kết quả đã có vẫn giữ nguyên.", name=team.name), "ok")
    return go(url_for("team_admin.index", code=code))


@bp.get("/xa/<code>/to/<int:team_id>/nhiem-vu")
@requires(Permission.TEAM_MANAGE)
def duties(code: str, team_id: int) -> Response:
    commune = own_commune(code, Permission.TEAM_MANAGE)
    team = _team(commune, team_id)
    posts = tasks.posts_of(team.id)
    given = {duty_name(row.id): row.duty for row in posts}
    return _duties(commune, team, posts, _duties_form(posts)(formdata=None, data=given))


@bp.post("/xa/<code>/to/<int:team_id>/nhiem-vu")
@requires(Permission.TEAM_MANAGE)
def assign_duties(code: str, team_id: int) -> AnyResponse:
    """What the list of the team says beside each name."""
    commune = own_commune(code, Permission.TEAM_MANAGE)
    team = _team(commune, team_id)
    posts = tasks.posts_of(team.id)
    form = _duties_form(posts)()
    if not form.validate():
        return _duties(commune, team, posts, form, status=422)
    typed = {row.id: form[duty_name(row.id)].data or "" for row in posts}
    tasks.assign(actor(), posts=posts, duties=typed)
    flash(gettext("Đã lưu nhiệm vụ trong %(name)s.", name=team.name), "ok")
    return go(url_for("team_admin.index", code=code))


def _duties_form(posts: Sequence[Membership]) -> type[Form]:
    return duties_form((row.id, row.account.name, str(ROLES[row.role])) for row in posts)


def _duties(
    commune: Commune, team: Team, posts: Sequence[Membership], form: Form, status: int = 200
) -> Response:
    context = {"commune": commune, "team": team, "form": form, "errors": form.errors}
    fields = [form[duty_name(row.id)] for row in posts]
    return htmx.render("team_admin/duties.html", status=status, fields=fields, **context)


def _team(commune: Commune, team_id: int) -> Team:
    team = queries.team(team_id)
    return team if team and team.commune_id == commune.id else abort(404)


def _offer(form: TeamForm, commune: Commune) -> None:
    form.village.choices = village_choices(gettext("Tổ của cả xã"), queries.villages(commune.id))


def _entry(form: TeamForm) -> TeamEntry:
    return TeamEntry(
        name=form.name.data or "",
        village_id=form.village.data,
        decision_number=form.decision_number.data or "",
        decided_on=form.decided_on.data,
        consolidated_on=form.consolidated_on.data,
        zalo_url=form.zalo_url.data or "",
    )


def _page(template: str, form: TeamForm, commune: Commune, **more: Any) -> Response:
    _offer(form, commune)
    return htmx.render(template, form=form, errors=form.errors, commune=commune, **more)


def _ending(commune: Commune, team: Team, form: EndForm, status: int = 200) -> Response:
    context = {"commune": commune, "team": team, "form": form, "errors": form.errors}
    return htmx.render("team_admin/end.html", status=status, **context)
