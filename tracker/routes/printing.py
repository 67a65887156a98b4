"""Paper: cards, posters and the sheet for a class without a screen."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker import qr
from tracker.cards import actions, queries
from tracker.cards.forms import ReplacePoster
from tracker.cards.rules import CARD_SYMBOL, CARDS_A_SHEET, POSTER_SYMBOL, SHEET_SYMBOL, Paper
from tracker.checkins import numbers, sheets
from tracker.checkins.sheets import Line
from tracker.classes import queries as classes
from tracker.core import clock
from tracker.core.names import in_sentence
from tracker.forms import keys
from tracker.mentees.models import Card, Mentee
from tracker.places.models import Site
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.paper_shelf import shelf
from tracker.routes.web import base_url, key_asked

bp = Blueprint("printing", __name__)

# A line of 9 mm; and newcomers come to every class.
LINES_A_PAGE, BLANK_LINES = 22, 6
# As many as fit beside a name.
MOST_SKILLS = 5


@bp.get("/in")
@requires(Permission.OWN_ACCOUNT)
def index() -> Response:
    return htmx.render("printing/index.html", shelf=shelf(actor()))


@bp.get("/in/the")
@requires(Permission.MENTEE_EDIT)
def choose_cards() -> Response:
    return _choice_of_people()


@bp.post("/in/the")
@requires(Permission.MENTEE_EDIT)
def issue_cards() -> AnyResponse:
    people = queries.holders(keys(request.form.getlist("mentee")))
    if not people:
        return _choice_of_people(status=422, errors=[gettext("Xin chọn ít nhất một người.")])
    issued = actions.issue_missing(actor(), mentees=people, now=clock.now())
    if issued:
        flash(gettext("Đã cấp %(n)s thẻ mới.", n=issued), "ok")
    return go(url_for("printing.card_sheets", nguoi=[person.id for person in people]))


@bp.get("/in/the/trang")
@requires(Permission.MENTEE_EDIT)
def card_sheets() -> Response:
    people = queries.holders(keys(request.args.getlist("nguoi")))
    cards = queries.current_cards([person.id for person in people])
    items = [card_item(person, cards[person.id]) for person in people if person.id in cards]
    if not items:
        abort(404)
    sheets = [items[at : at + CARDS_A_SHEET] for at in range(0, len(items), CARDS_A_SHEET)]
    back = url_for("printing.choose_cards")
    return htmx.render("printing/card_sheets.html", sheets=sheets, back=back)


@bp.get("/in/ap-phich")
@requires(Permission.SITE_MANAGE)
def posters() -> Response:
    return _list_of_posters(ReplacePoster(formdata=None))


@bp.get("/in/ap-phich/<int:site_id>")
@requires(Permission.SITE_MANAGE)
def poster(site_id: int) -> Response:
    site = _site_or_404(site_id)
    found = queries.current_posters([site.id]).get(site.id) or abort(404)
    paper = Paper.A3 if request.args.get("kho") == Paper.A3 else Paper.A4
    address = f"{base_url()}/d/{found.code}"
    return htmx.render(
        "printing/poster.html",
        site=site,
        poster=found,
        paper=paper.value,
        svg=qr.svg(address, for_paper=True, symbol_mm=POSTER_SYMBOL[paper]),
        address=_spoken(f"{base_url()}/d"),
        back=url_for("printing.posters"),
    )


@bp.post("/in/ap-phich/<int:site_id>")
@requires(Permission.SITE_MANAGE)
def issue_poster(site_id: int) -> AnyResponse:
    site = _site_or_404(site_id)
    actions.issue_poster(actor(), site=site, now=clock.now())
    flash(gettext("Đã tạo áp phích của %(site)s.", site=site.name), "ok")
    return go(url_for("printing.poster", site_id=site.id))


@bp.post("/in/ap-phich/<int:site_id>/thay")
@requires(Permission.POSTER_REVOKE)
def replace_poster(site_id: int) -> AnyResponse:
    site = _site_or_404(site_id)
    form = ReplacePoster()
    if not form.validate_on_submit():
        # Every site has this field: the summary leads to the one that was meant.
        form.reason.id = f"reason-{site.id}"
        return _list_of_posters(form, status=422)
    reason = form.reason.data or ""
    actions.replace_poster(actor(), site=site, reason=reason, now=clock.now())
    flash(gettext("Áp phích cũ hết hiệu lực. Xin treo bản mới này."), "ok")
    return go(url_for("printing.poster", site_id=site.id))


@bp.get("/in/buoi-hoc")
@requires(Permission.CLASS_HOST)
def class_sheets() -> Response:
    now = clock.now()
    sessions = [*classes.open_now(now=now), *classes.upcoming(now=now)]
    return htmx.render("printing/class_sheets.html", sessions=sessions)


@bp.get("/in/buoi-hoc/<int:class_id>")
@requires(Permission.CLASS_HOST)
def class_sheet(class_id: int) -> Response:
    session = classes.session(class_id) or abort(404)
    svg = qr.svg(f"{base_url()}/c/{session.code}", for_paper=True, symbol_mm=SHEET_SYMBOL)
    reopen = f"{base_url()}/giay/{session.code}"
    return htmx.render(
        "printing/class_sheet.html",
        session=session,
        svg=svg,
        pages=_pages(session.code, sheets.lines(session.id)),
        skills=session.skills[:MOST_SKILLS],
        reopen=qr.svg(reopen, for_paper=True, symbol_mm=CARD_SYMBOL),
        reopen_address=_spoken(reopen),
        address=_spoken(f"{base_url()}/c"),
        back=url_for("printing.class_sheets"),
    )


def _pages(code: str, lines: Sequence[Line]) -> list[list[dict[str, Any] | None]]:
    """The lines of a paper sheet and the blank ones for newcomers, page by page."""
    rows: list[dict[str, Any] | None] = [
        {"code": numbers.shown(line.number, sheet=code), "name": line.name, "village": line.village}
        for line in lines
    ]
    rows += [None] * BLANK_LINES
    rows += [None] * (-len(rows) % LINES_A_PAGE)
    return [rows[at : at + LINES_A_PAGE] for at in range(0, len(rows), LINES_A_PAGE)]


def card_item(person: Mentee, card: Card) -> dict[str, Any]:
    """What one printed card shows."""
    address = f"{base_url()}/t/{card.code}"
    return {
        "svg": qr.svg(address, for_paper=True, symbol_mm=CARD_SYMBOL),
        "name": person.name,
        "number": f"{card.number[:3]} {card.number[3:]}",
        "commune": in_sentence(person.commune.name),
    }


def _choice_of_people(*, status: int = 200, errors: list[str] | None = None) -> Response:
    team_id = key_asked("to")
    people = queries.may_get_cards(team_id=team_id)
    return htmx.render(
        "printing/choose_cards.html",
        status=status,
        people=people,
        cards=queries.current_cards([person.id for person in people]),
        teams=queries.teams(),
        team_id=team_id,
        errors=errors or [],
    )


def _list_of_posters(form: ReplacePoster, *, status: int = 200) -> Response:
    sites = queries.sites()
    in_force = queries.current_posters([site.id for site in sites])
    return htmx.render(
        "printing/posters.html",
        status=status,
        sites=sites,
        posters=in_force,
        form=form,
        errors=form.errors,
    )


def _site_or_404(site_id: int) -> Site:
    return queries.site(site_id) or abort(404)


def _spoken(address: str) -> str:
    """An address as people read it from paper: without the https://."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}"
