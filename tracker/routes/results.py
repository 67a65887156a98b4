"""What came of a campaign: its figures, what each of them counts, and the papers about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, url_for

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.core import clock
from tracker.core.scope import current
from tracker.papers.actions import Order
from tracker.papers.paper import Form
from tracker.periods.rules import range_of
from tracker.policy import Permission
from tracker.quotas.queries.commune_page import covers
from tracker.routes import htmx
from tracker.routes.files import form_asked, in_vietnamese
from tracker.routes.guards import allowed, as_permitted, requires
from tracker.routes.web import base_url
from tracker.shifts import papers, queries
from tracker.shifts.queries import Reckoning
from tracker.shifts.text import FIGURE, FIGURE_WORDS, KNOWN
from tracker.snapshots.models import Snapshot

bp = Blueprint("results", __name__)
bp.add_app_template_filter(lambda known: KNOWN[known], "how_known")
bp.add_app_template_filter(lambda figure: FIGURE[figure], "campaign_figure")
bp.add_app_template_filter(lambda figure: FIGURE_WORDS[figure], "campaign_figure_words")
bp.add_app_template_filter(lambda minutes: round(minutes / 60, 1), "hours")

# What each figure of the page adds up, by the names under which rows are remembered.
COUNTED_FROM = {
    "ca": ("shifts",),
    "tinh-nguyen-vien": ("volunteers",),
    "luot-tham-gia": ("presences",),
    "gio": ("minutes",),
    "luot-nguoi-dan": ("attendances", "turns"),
    "nguoi-dan": ("people",),
}
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
    told = _told(campaign_id, with_keys=True)
    return htmx.render(
        "results/show.html", campaign=told.campaign, found=told.found, results=told.found.results,
        snapshot=told.snapshot, late=told.late(), now=told.at,
        sees_all=_sees_all_of_the_place(told.campaign),
    )  # fmt: skip


def _sees_all_of_the_place(campaign: Campaign) -> bool:
    """Whether its commune's or province's indicators are the reader's to see: a team's are not
    enough."""
    if not allowed(Permission.QUOTA_READ):
        return False
    with as_permitted(Permission.QUOTA_READ):
        reach = current()
    if campaign.commune is not None:
        return covers(reach, campaign.commune)
    return reach.everywhere or campaign.province_id in reach.provinces


@bp.get("/chien-dich/<int:campaign_id>/ket-qua/<figure>")
@requires(Permission.CAMPAIGN_READ)
def why(campaign_id: int, figure: str) -> Response:
    """Vì sao là số này: in words, and the rows behind it that the reader may read."""
    if figure not in FIGURE:
        abort(404)
    told = _told(campaign_id)
    return htmx.render(
        "results/why.html", campaign=told.campaign, figure=figure, name=FIGURE[figure],
        words=FIGURE_WORDS[figure], number=_number(figure, told.found), now=told.at,
        rows=_rows(figure, told.campaign, told.found), snapshot=told.snapshot,
        period=range_of(told.campaign.first_day, told.campaign.last_day),
    )  # fmt: skip


@bp.post("/chien-dich/<int:campaign_id>/ke-hoach/tai")
@requires(Permission.FIGURES_DOWNLOAD)
@in_vietnamese
def take_plan(campaign_id: int) -> Order:
    """Kế hoạch chiến dịch."""
    campaign = campaigns.planned(campaign_id) or abort(404)
    form = form_asked(LISTS)
    paper = papers.plan(queries.plan_of(campaign))
    return Order("campaign_plan", form, paper, campaign.commune_id)


@bp.post("/chien-dich/<int:campaign_id>/danh-sach/tai")
@requires(Permission.SHIFT_ASSIGN)
@in_vietnamese
def take_roster(campaign_id: int) -> Order:
    """Danh sách đoàn viên tham gia, for whoever may read the names."""
    campaign = campaigns.campaign(campaign_id) or abort(404)
    form = form_asked(LISTS)
    with as_permitted(Permission.VOLUNTEER_READ):
        found = queries.roster_of(campaign, now=clock.now())
    people = [line for line in found if line.status == "accepted"]
    paper = papers.roster(campaign, people)
    return Order("campaign_roster", form, paper, campaign.commune_id)


@bp.post("/chien-dich/<int:campaign_id>/ket-qua/tai")
@requires(Permission.FIGURES_DOWNLOAD)
@in_vietnamese
def take(campaign_id: int) -> Order:
    """Tổng hợp kết quả: the figures of the page."""
    told, form = _told(campaign_id), form_asked(LISTS)
    check = f"{base_url()}/x/{told.snapshot.code}" if told.snapshot else ""
    paper = papers.results(
        told.campaign, queries.with_reasons(told.found, told.campaign),
        day=clock.local_date(told.at), check=check,
    )  # fmt: skip
    return Order("campaign_results", form, paper, told.campaign.commune_id)


@dataclass(frozen=True)
class Told:
    """A campaign's results: as summed up, or until then as they are now."""

    campaign: Campaign
    found: Reckoning
    snapshot: Snapshot | None
    at: datetime

    def late(self) -> dict[str, tuple[int, int]]:
        """Of each figure what came and what went after the summing up, where anything did."""
        if self.snapshot is None:
            return {}
        moved = queries.late(self.campaign, self.snapshot, now=clock.now())
        found = {figure: moved.of(*names) for figure, names in COUNTED_FROM.items()}
        return {figure: (came, gone) for figure, (came, gone) in found.items() if came or gone}


def _told(campaign_id: int, *, with_keys: bool = False) -> Told:
    campaign = campaigns.campaign(campaign_id) or abort(404)
    snapshot = queries.snapshot_of(campaign, with_keys=with_keys)
    if snapshot is not None:
        return Told(campaign, queries.told(snapshot), snapshot, snapshot.taken_at)
    now = clock.now()
    return Told(campaign, queries.reckon(campaign, now=now), None, now)


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
        numbers = {"ca": 1, "luot-tham-gia": line.came, "gio": round(line.minutes / 60, 1)}
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
