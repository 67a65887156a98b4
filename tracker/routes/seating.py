"""Forms that give a post: which roles and places they offer, and which was chosen."""

from collections.abc import Sequence

from flask_babel import gettext as _

from tracker.accounts import seats
from tracker.accounts.forms import InviteForm, PostForm
from tracker.accounts.rules import SEATS
from tracker.accounts.text import ROLES
from tracker.places import queries as places
from tracker.places.models import Commune, Province, Team
from tracker.policy import Breadth, Post, Role
from tracker.routes.guards import actor


def offer(form: InviteForm | PostForm, *, team_id: int | None = None) -> None:
    """Fill the choices; drop the fields that the actor has no choice in."""
    found = seats.offered(actor())
    form.role.choices = [(role.value, ROLES[role]) for role in found.roles]
    _offer_teams(form, found.teams, team_id or form.team.data)
    if found.communes:
        named = [(commune.id, commune.name) for commune in found.communes]
        form.commune.choices = [("", _("Chọn xã")), *named]
    else:
        del form.commune
    if not found.by_code:
        del form.place


def _offer_teams(form: InviteForm | PostForm, teams: Sequence[Team], wanted: int | None) -> None:
    """The teams in reach; for whoever works for the whole country the one they come from."""
    if not teams and wanted and (one := places.team(wanted)):
        teams = [one]
    if not teams:
        del form.team
        return
    named = [(team.id, team.name) for team in teams]
    form.team.choices = named if len(named) == 1 else [("", _("Chọn tổ")), *named]
    if form.team.data is None:
        form.team.data = wanted if len(named) > 1 else named[0][0]


def chosen(form: InviteForm | PostForm) -> Post | None:
    """The post that was chosen; None, with a sentence at its field, when its place is missing."""
    role = Role(form.role.data)
    team = _team(form)
    commune, province = _wider_place(form)
    post = seats.post_at(
        role, team=team, commune=commune or seats.commune_of_actor(actor()), province=province
    )
    if post is None:
        field = next(
            (form[name] for name in ("place", "team", "commune") if name in form), form.role
        )
        form.refuse(field, _MISSING[SEATS[role]]())
    return post


_MISSING = {
    Breadth.TEAM: lambda: _("Xin chọn tổ cho vai trò này."),
    Breadth.COMMUNE: lambda: _("Xin chọn xã cho vai trò này."),
    Breadth.PROVINCE: lambda: _("Xin ghi mã tỉnh cho vai trò này."),
}


def _team(form: InviteForm | PostForm) -> Team | None:
    """The team chosen, or the actor's own when there is no choice."""
    if "team" in form and form.team.data:
        return places.team(form.team.data)
    return None


def _wider_place(form: InviteForm | PostForm) -> tuple[Commune | None, Province | None]:
    if "commune" in form and form.commune.data:
        return places.commune(form.commune.data), None
    code = form.place.data if "place" in form else ""
    if not code:
        return None, None
    return places.commune_by_code(code), seats.province_by_code(code)
