"""Taking over the plan of an earlier campaign of the same commune."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import Refusal
from tracker.campaigns.text import REFUSAL
from tracker.forms import keys
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.shifts import actions, queries
from tracker.shifts.actions import Copied

bp = Blueprint("plan_copies", __name__)

Source = tuple[Campaign, int]  # and how many shifts it has


@bp.get("/chien-dich/<int:campaign_id>/chep")
@requires(Permission.CAMPAIGN_MANAGE)
def choose(campaign_id: int) -> Response:
    campaign = _campaign(campaign_id)
    return _page(campaign, _sources(campaign))


@bp.post("/chien-dich/<int:campaign_id>/chep")
@requires(Permission.CAMPAIGN_MANAGE)
def copy(campaign_id: int) -> AnyResponse:
    """The same weekdays from the first day on; nobody's place comes along."""
    campaign = _campaign(campaign_id)
    sources = _sources(campaign)
    chosen = keys([request.form.get("source", "")])
    source = next((row for row, _number in sources if row.id in chosen), None)
    if source is None:
        return _page(campaign, sources, gettext("Xin chọn trong danh sách."))
    copied = actions.copy_plan(actor(), source=source, target=campaign)
    if copied is None:
        return _page(campaign, sources, str(REFUSAL[Refusal.CLOSED]))
    if not copied.shifts:
        return _page(campaign, sources, gettext("Không có ca nào rơi vào thời gian này."))
    flash(" ".join(_said(copied)), "ok")
    return go(url_for("shifts.index", campaign_id=campaign_id))


def _campaign(campaign_id: int) -> Campaign:
    """A campaign with shifts of its own: a province's are its communes'."""
    campaign = campaigns.campaign(campaign_id) or abort(404)
    return campaign if campaign.commune_id else abort(404)


def _sources(campaign: Campaign) -> list[Source]:
    rows = campaigns.earlier(campaign)
    number = queries.numbers([row.id for row in rows])
    return [(row, number[row.id]) for row in rows if row.id in number]


def _said(copied: Copied) -> list[str]:
    said = [gettext("Đã chép %(n)s ca.", n=copied.shifts)]
    if copied.outside:
        said.append(gettext("%(n)s ca nằm ngoài thời gian chiến dịch.", n=copied.outside))
    if copied.without_place:
        said.append(gettext("%(n)s ca ở nơi không còn dùng.", n=copied.without_place))
    return said


def _page(campaign: Campaign, sources: Sequence[Source], refused: str = "") -> Response:
    return htmx.render(
        "plan_copies/choose.html", status=422 if refused else 200, campaign=campaign,
        sources=sources, refused=refused, errors=refused,
    )  # fmt: skip
