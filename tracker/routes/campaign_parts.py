"""The parts of a campaign's plan: waves, goals of each place, squads."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.campaigns import actions, queries, text
from tracker.campaigns.actions import Target
from tracker.campaigns.forms import SquadForm, TargetForm, WaveForm
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import Refusal
from tracker.places import queries as places
from tracker.places.text import village_label
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go

bp = Blueprint("campaign_parts", __name__)


@dataclass(frozen=True)
class Line:
    """One place of the table of goals, with its two fields."""

    commune_id: int
    village_id: int | None
    label: str
    form: TargetForm


@bp.get("/chien-dich/<int:campaign_id>/dot")
@requires(Permission.CAMPAIGN_MANAGE)
def waves(campaign_id: int) -> Response:
    campaign = _planned(campaign_id)
    form = WaveForm(formdata=None, first_day=campaign.first_day, last_day=campaign.last_day)
    return _waves(campaign, form)


@bp.post("/chien-dich/<int:campaign_id>/dot")
@requires(Permission.CAMPAIGN_MANAGE)
def add_wave(campaign_id: int) -> AnyResponse:
    campaign = _planned(campaign_id)
    form = WaveForm()
    if not form.validate():
        return _waves(campaign, form, status=422)
    refusal = actions.add_wave(actor(), campaign=campaign, name=form.name.data, days=form.days)
    if refusal:
        form.refuse(form.first_day, str(text.REFUSAL[refusal]))
        return _waves(campaign, form, status=422)
    flash(gettext("Đã thêm đợt."), "ok")
    return go(url_for(".waves", campaign_id=campaign_id))


@bp.post("/chien-dich/<int:campaign_id>/dot/<int:wave_id>/bo")
@requires(Permission.CAMPAIGN_MANAGE)
def drop_wave(campaign_id: int, wave_id: int) -> AnyResponse:
    campaign = _planned(campaign_id)
    if wave_id not in {wave.id for wave in campaign.waves}:
        abort(404)
    _say(actions.drop_wave(actor(), campaign=campaign, wave_id=wave_id), gettext("Đã bỏ đợt."))
    return go(url_for(".waves", campaign_id=campaign_id))


@bp.get("/chien-dich/<int:campaign_id>/muc-tieu")
@requires(Permission.CAMPAIGN_MANAGE)
def goals(campaign_id: int) -> Response:
    campaign = _planned(campaign_id)
    return _goals(campaign, _lines(campaign, filled=False))


@bp.post("/chien-dich/<int:campaign_id>/muc-tieu")
@requires(Permission.CAMPAIGN_MANAGE)
def set_goals(campaign_id: int) -> AnyResponse:
    campaign = _planned(campaign_id)
    lines = _lines(campaign, filled=True)
    found_wrong = [line for line in lines if not line.form.validate()]
    if found_wrong:
        return _goals(campaign, lines, status=422)
    targets = [
        Target(line.commune_id, line.village_id, line.form.turns.data or 0,
               line.form.people.data or 0)
        for line in lines
        if line.form.turns.data or line.form.people.data
    ]  # fmt: skip
    refusal = actions.set_goals(actor(), campaign=campaign, targets=targets)
    _say(refusal, gettext("Đã lưu mục tiêu."))
    return go(url_for("campaigns.plan", campaign_id=campaign_id))


@bp.get("/chien-dich/<int:campaign_id>/doi-hinh")
@requires(Permission.CAMPAIGN_MANAGE)
def squads(campaign_id: int) -> Response:
    return _squads(_planned(campaign_id), SquadForm(formdata=None))


@bp.post("/chien-dich/<int:campaign_id>/doi-hinh")
@requires(Permission.CAMPAIGN_MANAGE)
def add_squad(campaign_id: int) -> AnyResponse:
    campaign = _planned(campaign_id)
    form = SquadForm()
    if not form.validate():
        return _squads(campaign, form, status=422)
    name, leader = form.name.data, form.leader.data or ""
    if not actions.add_squad(actor(), campaign=campaign, name=name, leader=leader):
        form.refuse(form.name, gettext("Đã có đội hình tên này."))
        return _squads(campaign, form, status=422)
    flash(gettext("Đã thêm đội hình."), "ok")
    return go(url_for(".squads", campaign_id=campaign_id))


@bp.post("/chien-dich/<int:campaign_id>/doi-hinh/<int:squad_id>/bo")
@requires(Permission.CAMPAIGN_MANAGE)
def drop_squad(campaign_id: int, squad_id: int) -> AnyResponse:
    campaign = _planned(campaign_id)
    squad = queries.squad(campaign_id, squad_id) or abort(404)
    refusal = actions.drop_squad(actor(), campaign=campaign, squad=squad)
    _say(refusal, gettext("Đã bỏ đội hình."))
    return go(url_for(".squads", campaign_id=campaign_id))


def _planned(campaign_id: int) -> Campaign:
    return queries.planned(campaign_id) or abort(404)


def _say(refusal: Refusal | None, done: str) -> None:
    flash(str(text.REFUSAL[refusal]) if refusal else done, "bad" if refusal else "ok")


def _waves(campaign: Campaign, form: WaveForm, *, status: int = 200) -> Response:
    return htmx.render(
        "campaign_parts/waves.html", status=status, campaign=campaign, form=form,
        errors=form.errors,
    )  # fmt: skip


def _squads(campaign: Campaign, form: SquadForm, *, status: int = 200) -> Response:
    return htmx.render(
        "campaign_parts/squads.html", status=status, campaign=campaign, form=form,
        errors=form.errors, sizes=queries.squad_sizes(campaign.id),
    )  # fmt: skip


def _goals(campaign: Campaign, lines: Sequence[Line], *, status: int = 200) -> Response:
    wrong = [error for line in lines for errors in line.form.errors.values() for error in errors]
    return htmx.render(
        "campaign_parts/goals.html", status=status, campaign=campaign, lines=lines,
        messages=list(dict.fromkeys(wrong)), errors=wrong,
    )  # fmt: skip


def _lines(campaign: Campaign, *, filled: bool) -> list[Line]:
    """A commune sets goals for its thôn, a province for its communes."""
    known = {(goal.commune_id, goal.village_id): goal for goal in campaign.goals}
    found = []
    for commune_id, village_id, label in _places(campaign):
        prefix = f"n{village_id or commune_id}-"
        goal = known.get((commune_id, village_id))
        form = TargetForm(formdata=request.form if filled else None, obj=goal, prefix=prefix)
        for field in form:
            field.flags.optional = False  # said once above all of them
        found.append(Line(commune_id, village_id, label, form))
    return found


def _places(campaign: Campaign) -> list[tuple[int, int | None, str]]:
    if campaign.commune_id is None:
        communes = places.communes_of(campaign.province_id)
        return [(commune.id, None, commune.name) for commune in communes]
    villages = places.villages(campaign.commune_id)
    return [
        (campaign.commune_id, village.id, village_label(village.kind, village.name))
        for village in villages
    ]
