"""Tập huấn: who of the commune's teams is on the list, who was there, and how many of all."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import Kind, Refusal, is_editable
from tracker.campaigns.text import REFUSAL, TOPIC
from tracker.core import clock
from tracker.core.scope import unscoped
from tracker.forms import keys
from tracker.policy import Permission, Role
from tracker.routes import htmx
from tracker.routes.guards import actor, as_permitted, requires
from tracker.routes.htmx import go
from tracker.shifts import actions, queries
from tracker.shifts.actions import Bulk
from tracker.shifts.queries import Line, Trainee

bp = Blueprint("trainings", __name__)
bp.add_app_template_filter(lambda topic: TOPIC[topic], "topic_name")

WHY = "people of the teams, chosen from those the coordinator may read about"


@dataclass(frozen=True)
class Share:
    """How many of a kind were trained."""

    words: str
    trained: int
    all: int


@bp.get("/chien-dich/<int:campaign_id>/tap-huan")
@requires(Permission.SHIFT_ASSIGN)
def show(campaign_id: int) -> Response:
    return _page(_campaign(campaign_id))


@bp.post("/chien-dich/<int:campaign_id>/tap-huan")
@requires(Permission.SHIFT_ASSIGN)
def enrol(campaign_id: int) -> AnyResponse:
    """On the list, and on each ticked shift that has room; the same code notes who came."""
    campaign = _campaign(campaign_id)
    if not is_editable(campaign.stage):
        return _page(campaign, str(REFUSAL[Refusal.CLOSED]))
    may = {one.account_id for one in _trainees(campaign)}
    chosen = keys(request.form.getlist("account")) & may
    if not chosen:
        return _page(campaign, gettext("Xin chọn ít nhất một người."))
    lines = {line.id: line for line in _coming(campaign)}
    ticked = keys(request.form.getlist("ca")) & lines.keys()
    now = clock.now()
    with unscoped(WHY):
        people = actions.enrol(actor(), campaign=campaign, account_ids=chosen, now=now)
        placed = 0
        if ticked:
            versions = {key: lines[key].version for key in ticked}
            bulk = Bulk(tuple(people), versions)
            placed = len(actions.place_all(actor(), campaign=campaign, bulk=bulk, now=now).placed)
    said = ngettext(
        "Đã ghi %(num)s người vào danh sách.", "Đã ghi %(num)s người vào danh sách.", len(people)
    )
    if ticked:
        said += " " + gettext("%(n)s chỗ đã giao ở các buổi.", n=placed)
    flash(said, "ok")
    return go(url_for(".show", campaign_id=campaign_id))


def _campaign(campaign_id: int) -> Campaign:
    """A training of a commune."""
    campaign = campaigns.campaign(campaign_id) or abort(404)
    is_ours = campaign.kind is Kind.TRAINING and campaign.commune_id is not None
    return campaign if is_ours else abort(404)


def _trainees(campaign: Campaign) -> list[Trainee]:
    with as_permitted(Permission.VOLUNTEER_READ):
        return queries.trainees(campaign)


def _coming(campaign: Campaign) -> list[Line]:
    now = clock.now()
    lines = queries.of_campaign(campaign)
    return [line for line in lines if not line.is_cancelled and line.ends_at > now]


def _shares(people: Sequence[Trainee]) -> list[Share]:
    guides = [one for one in people if Role.AMBASSADOR in one.roles]
    others = [one for one in people if Role.AMBASSADOR not in one.roles]
    return [
        Share(words, sum(one.trained_on is not None for one in those), len(those))
        for words, those in (
            (gettext("Đại sứ số"), guides), (gettext("Thành viên Tổ"), others)
        )
    ]  # fmt: skip


def _page(campaign: Campaign, refused: str = "") -> Response:
    people = _trainees(campaign)
    return htmx.render(
        "trainings/show.html", status=422 if refused else 200, campaign=campaign, people=people,
        shares=_shares(people), lines=_coming(campaign), refused=refused, errors=refused,
        chosen=keys(request.form.getlist("account")),
    )  # fmt: skip
