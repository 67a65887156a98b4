"""Tập huấn: who of the commune's teams is on the list and was there; how many in a province."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import Days, Kind, Refusal, Topic, is_editable
from tracker.campaigns.text import REFUSAL, TOPIC
from tracker.core import clock
from tracker.core.names import search_key
from tracker.core.scope import unscoped
from tracker.core.text import clean
from tracker.forms import keys
from tracker.policy import Permission, Role
from tracker.quotas.queries.province_page import province_card
from tracker.routes import htmx
from tracker.routes.guards import actor, as_permitted, requires
from tracker.routes.htmx import go
from tracker.shifts import actions, queries
from tracker.shifts.actions import Bulk
from tracker.shifts.queries import Line, Trained, Trainee

bp = Blueprint("trainings", __name__)
bp.add_app_template_filter(lambda topic: TOPIC[topic], "topic_name")

# So many years can be looked at one by one; the others together.
YEARS = 5
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


@bp.get("/tinh/<code>/tap-huan")
@requires(Permission.QUOTA_READ)
def province(code: str) -> Response:
    """Commune by commune: how many people and teams were trained, in what, in which year."""
    found, rows = province_card(code) or abort(404)
    topic = next((one for one in Topic if one == request.args.get("chu-de")), None)
    year = _year_asked()
    days = Days(date(year, 1, 1), date(year, 12, 31)) if year else None
    numbers = queries.trained_in(found.id, topic=topic, days=days)
    lines = [(row.commune, numbers.get(row.commune.id, Trained(teams=row.teams))) for row in rows]
    sought, only_none = clean(request.args.get("tim", ""), limit=60), "chua" in request.args
    return htmx.render(
        "trainings/province.html", province=found, topics=TOPIC, topic=topic, year=year,
        years=range(clock.today().year, clock.today().year - YEARS, -1), sought=sought,
        only_none=only_none, now=clock.now(), whole=sum((one for _row, one in lines), Trained()),
        untrained=sum(one.is_owed for _row, one in lines),
        without=sum(not one.people for _row, one in lines),
        lines=[
            (commune, one)
            for commune, one in lines
            if search_key(sought) in commune.search_key
            and (one.is_owed or not only_none)
            # Where nobody is in office yet there is nobody to train: told as one number.
            and (one.people or sought)
        ],
    )  # fmt: skip


def _year_asked() -> int | None:
    typed, this = request.args.get("nam", ""), clock.today().year
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
    return year if this - YEARS < year <= this else None


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
    with as_permitted(Permission.VOLUNTEER_READ):
        teaching = queries.teachers(campaign)
    return htmx.render(
        "trainings/show.html", status=422 if refused else 200, campaign=campaign, people=people,
        teachers=teaching,
        shares=_shares(people), lines=_coming(campaign), refused=refused, errors=refused,
        chosen=keys(request.form.getlist("account")),
    )  # fmt: skip
