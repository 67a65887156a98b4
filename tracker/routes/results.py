"""What came of a campaign: its figures, what each of them counts, and the papers about it."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response as AnyResponse

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.core import clock
from tracker.papers.paper import Form
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.files import form_asked, hand_over
from tracker.routes.guards import allowed, as_permitted, requires
from tracker.shifts import papers, queries
from tracker.shifts.queries import Reckoning
from tracker.shifts.rules import Known
from tracker.shifts.text import FIGURE, FIGURE_WORDS, KNOWN

bp = Blueprint("results", __name__)
bp.add_app_template_filter(lambda known: KNOWN[known], "how_known")
bp.add_app_template_filter(lambda minutes: round(minutes / 60, 1), "hours")

LISTS = {Form.WORD, Form.PDF, Form.EXCEL}


@dataclass(frozen=True)
class Row:
    """A piece of a figure: what it is, where it can be looked at, and how much it adds."""

    name: str
    n: float
    href: str = ""
    detail: str = ""


@bp.get("/chien-dich/<int:campaign_id>/ket-qua")
@requires(Permission.CAMPAIGN_READ)
def show(campaign_id: int) -> Response:
    """The figures against the goals; each leads to what it counts."""
    campaign, found = _reckoned(campaign_id)
    return htmx.render(
        "results/show.html", campaign=campaign, found=found, results=found.results,
        known=list(Known), now=clock.now(),
    )  # fmt: skip


@bp.get("/chien-dich/<int:campaign_id>/ket-qua/<figure>")
@requires(Permission.CAMPAIGN_READ)
def why(campaign_id: int, figure: str) -> Response:
    """Vì sao là số này: in words, and the rows behind it that the reader may read."""
    if figure not in FIGURE:
        abort(404)
    campaign, found = _reckoned(campaign_id)
    return htmx.render(
        "results/why.html", campaign=campaign, figure=figure, name=FIGURE[figure],
        words=FIGURE_WORDS[figure], number=_number(figure, found), now=clock.now(),
        rows=_rows(figure, campaign, found),
    )  # fmt: skip


@bp.post("/chien-dich/<int:campaign_id>/ke-hoach/tai")
@requires(Permission.FIGURES_DOWNLOAD)
def take_plan(campaign_id: int) -> AnyResponse:
    """Kế hoạch chiến dịch."""
    campaign = campaigns.planned(campaign_id) or abort(404)
    form = form_asked(LISTS)
    with force_locale("vi"):
        paper = papers.plan(queries.plan_of(campaign))
    return hand_over("campaign_plan", paper, form, commune_id=campaign.commune_id)


@bp.post("/chien-dich/<int:campaign_id>/danh-sach/tai")
@requires(Permission.SHIFT_ASSIGN)
def take_roster(campaign_id: int) -> AnyResponse:
    """Danh sách đoàn viên tham gia, for whoever may read the names."""
    campaign = campaigns.campaign(campaign_id) or abort(404)
    form = form_asked(LISTS)
    with as_permitted(Permission.VOLUNTEER_READ):
        found = queries.roster_of(campaign, now=clock.now())
    people = [line for line in found if line.status == "accepted"]
    with force_locale("vi"):
        paper = papers.roster(campaign, people)
    return hand_over("campaign_roster", paper, form, commune_id=campaign.commune_id)


@bp.post("/chien-dich/<int:campaign_id>/ket-qua/tai")
@requires(Permission.FIGURES_DOWNLOAD)
def take(campaign_id: int) -> AnyResponse:
    """Tổng hợp kết quả: the figures of the page."""
    campaign, found = _reckoned(campaign_id)
    form = form_asked(LISTS)
    with force_locale("vi"):
        paper = papers.results(campaign, found, day=clock.today())
    return hand_over("campaign_results", paper, form, commune_id=campaign.commune_id)


def _reckoned(campaign_id: int) -> tuple[Campaign, Reckoning]:
    found = campaigns.family(campaign_id)
    if not found or found[0].id != campaign_id:
        abort(404)
    return found[0], queries.reckoned(found[0], found[1:], now=clock.now())


def _number(figure: str, found: Reckoning) -> float:
    results = found.results
    numbers: dict[str, Any] = {
        "ca": results.held,
        "tinh-nguyen-vien": results.volunteers,
        "luot-tham-gia": results.presences,
        "gio": round(results.minutes / 60, 1),
        "luot-nguoi-dan": results.citizen_turns,
        "nguoi-dan": results.people,
    }
    return float(numbers[figure]) if figure == "gio" else int(numbers[figure])


def _rows(figure: str, campaign: Campaign, found: Reckoning) -> list[Row]:
    if figure in {"luot-nguoi-dan", "nguoi-dan"}:
        return [
            Row(place.name, place.turns if figure == "luot-nguoi-dan" else place.people)
            for place in found.places
        ]
    if figure == "tinh-nguyen-vien":
        return _people(campaign, found)
    rows = []
    for line in found.held:
        tally = found.by_shift.get(line.id)
        came, minutes = (tally.came, tally.minutes) if tally else (0, 0)
        numbers = {"ca": 1, "luot-tham-gia": came, "gio": round(minutes / 60, 1)}
        starts = clock.local(line.starts_at)
        rows.append(
            Row(
                f"{starts:%d/%m/%Y, %H:%M}", numbers[figure],
                url_for("shifts.show", shift_id=line.id), line.site_name,
            )
        )  # fmt: skip
    return rows


def _people(campaign: Campaign, found: Reckoning) -> list[Row]:
    """Names only for those who may read the volunteers of this place."""
    if not allowed(Permission.VOLUNTEER_READ):
        return []
    with as_permitted(Permission.VOLUNTEER_READ):
        people = queries.roster_of(campaign, now=clock.now())
    return [
        Row(line.name, line.came, "", line.organisation_name)
        for line in people
        if line.volunteer_id in found.by_volunteer and line.came
    ]
