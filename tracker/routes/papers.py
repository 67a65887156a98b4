"""Papers of a place: the schedule, the teams' people, the sites, the result of goals.

Each is described by its feature from the records and handed over by `files`; nothing is typed
for it. What is said on a paper is Vietnamese in every language of the page.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, Response, abort, request

from tracker.accounts import papers as team_papers
from tracker.checkins import usage
from tracker.classes import papers as class_papers
from tracker.classes import queries as classes
from tracker.classes import rules as class_rules
from tracker.classes.models import ClassSession
from tracker.core import clock
from tracker.core.scope import current
from tracker.papers.actions import Order
from tracker.papers.paper import Form
from tracker.periods.rules import QUOTA_KINDS
from tracker.places import queries as places
from tracker.places.models import Commune, Team
from tracker.policy import Permission
from tracker.quotas import result_papers
from tracker.quotas.queries import goals
from tracker.quotas.queries.given import given_to, inside
from tracker.quotas.queries.rhythms import with_results
from tracker.routes import htmx, periods
from tracker.routes.files import form_asked, in_vietnamese, vietnamese
from tracker.routes.guards import allowed, as_permitted, requires
from tracker.routes.planning import Owner
from tracker.routes.quotas import commune_or_404
from tracker.routes.sites import chosen_commune
from tracker.routes.web import key_asked

bp = Blueprint("papers", __name__)

DOCUMENTS = {Form.WORD, Form.PDF}
LISTS = {Form.WORD, Form.PDF, Form.EXCEL}
WEEK = timedelta(days=7)
YEAR = timedelta(days=365)


@bp.post("/buoi-hoc/lich")
@requires(Permission.CLASS_READ)
@in_vietnamese
def schedule() -> Order:
    """Lịch đào tạo of a month."""
    form, owner = file_asked(LISTS), _owner_asked()
    first = periods.month_asked(latest=clock.today() + class_rules.FARTHEST_PLAN)
    sessions = _sessions(owner, first, periods.month_after(first) - timedelta(days=1))
    paper = class_papers.schedule(owner.commune, owner.team, sessions, first=first)
    return Order("schedule", form, paper, owner.commune.id)


@bp.get("/buoi-hoc/ban-doc")
@requires(Permission.CLASS_READ)
def announcement() -> Response:
    """Bản đọc loa and the text for the Zalo group: this week's classes or next week's."""
    owner, today = _owner_asked(), clock.today()
    is_next = request.args.get("tuan") != "nay"
    first = today - timedelta(days=today.weekday()) + (WEEK if is_next else timedelta())
    last = first + WEEK - timedelta(days=1)
    sessions = _sessions(owner, max(first, today), last)
    whose = owner.team.name if owner.team else owner.commune.name
    with vietnamese():
        spoken = class_papers.to_read_aloud(whose, sessions, first=first, last=last)
        written = class_papers.for_the_group(whose, sessions, first=first, last=last)
    return htmx.render(
        "papers/announcement.html",
        owner=owner, is_next=is_next, first=first, last=last, spoken=spoken, written=written,
    )  # fmt: skip


@bp.post("/to/<int:team_id>/danh-sach")
@requires(Permission.VOLUNTEER_READ)
@in_vietnamese
def team(team_id: int) -> Order:
    """Who is in the team, with their duties."""
    found = places.team(team_id) or abort(404)
    return _team_list(found.commune, found)


@bp.post("/xa/<code>/danh-sach-to")
@requires(Permission.VOLUNTEER_READ)
@in_vietnamese
def teams(code: str) -> Order:
    """The same of every team of the commune."""
    return _team_list(commune_or_404(code), None)


@bp.post("/diem-hoc/danh-muc")
@requires(Permission.SITE_READ)
@in_vietnamese
def sites() -> Order:
    """Danh mục địa điểm with the frequency of use in the last twelve months."""
    form, commune = file_asked(LISTS), chosen_commune(Permission.SITE_READ)
    last = clock.today()
    first = last - YEAR
    found, used = places.sites(commune.id), usage.uses(commune.id, first, last)
    paper = usage.sites(commune, found, used, first=first, last=last)
    return Order("sites", form, paper, commune.id)


@bp.post("/xa/<code>/ket-qua")
@requires(Permission.QUOTA_READ)
@in_vietnamese
def results(code: str) -> Order:
    """Báo cáo kết quả thực hiện chỉ tiêu: numbers of places only."""
    commune = commune_or_404(code)
    form, today = file_asked(LISTS), clock.today()
    period, found = periods.asked_for(today), places.teams(commune.id)
    ids, plan = [team.id for team in found], goals.plan(commune.id, period)
    shorter = inside(given_to(ids), period)
    rhythms, each, total = with_results(ids, period, today, commune_id=commune.id, shorter=shorter)
    grades = None
    if period.is_over(today) and period.kind in QUOTA_KINDS:
        grades = {id_: rhythms.grade(id_, one.standings.values()) for id_, one in each.items()}
    paper = result_papers.results(
        commune, found, each, total, period,
        at=clock.now(), signer=signer_of(commune),
        decisions=plan.decisions, amendments=plan.amendments, grades=grades,
        is_closed=rhythms.is_closed, late=rhythms.late,
    )  # fmt: skip
    return Order("results", form, paper, commune.id)


def file_asked(forms: set[Form]) -> Form:
    """Reading a page is not yet taking its numbers away."""
    if not allowed(Permission.FIGURES_DOWNLOAD):
        abort(403)
    return form_asked(forms)


def _owner_asked() -> Owner:
    """Whose classes: the team or commune that the address names, else the widest of one's own."""
    team_id, commune_id, within = key_asked("to"), key_asked("xa"), current()
    if team_id is None and commune_id is None:
        commune_id = min(within.communes, default=None)
        team_id = min(within.teams, default=None) if commune_id is None else None
    if commune_id is not None:
        commune = places.commune(commune_id) if commune_id in within.communes else None
        return Owner(commune or abort(404))
    team = places.team(team_id) if team_id is not None else None
    return Owner(team.commune, team) if team else abort(404)


def _sessions(owner: Owner, first: date, last: date) -> Sequence[ClassSession]:
    found = classes.between(first, last)
    if owner.team:
        return [session for session in found if session.team_id == owner.team.id]
    return [session for session in found if session.commune_id == owner.commune.id]


def _team_list(commune: Commune, team: Team | None) -> Order:
    form = file_asked(LISTS)
    people = team_papers.people_of(commune.id, team.id if team else None)
    paper = team_papers.team_list(commune, team, people)
    return Order("team_list", form, paper, commune.id)


def signer_of(commune: Commune) -> tuple[str, str]:
    if not allowed(Permission.VOLUNTEER_READ):
        return "", ""
    with as_permitted(Permission.VOLUNTEER_READ):
        return team_papers.signer(commune.id)
