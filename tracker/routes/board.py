"""The board of a campaign: its shifts as places × days, and giving many of them to many people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import is_editable
from tracker.core import clock, names
from tracker.forms import keys
from tracker.papers.actions import Order
from tracker.papers.paper import ALL_FORMS
from tracker.policy import Permission
from tracker.routes import communes_board, htmx
from tracker.routes.enrolment import public_address
from tracker.routes.files import form_asked, in_vietnamese
from tracker.routes.frame import hour, long_day
from tracker.routes.guards import actor, as_permitted, requires
from tracker.routes.shift_frame import Window, notice, window
from tracker.shifts import actions, board_papers, queries, rules, text
from tracker.shifts.actions import Bulk, Bulked
from tracker.shifts.dealing import MOST_PAIRS, MOST_SHIFTS
from tracker.shifts.forms import BulkForm
from tracker.shifts.queries import Choice, Held, Line
from tracker.shifts.rules import Flaw
from tracker.volunteers.rules import is_minor

bp = Blueprint("board", __name__)


@dataclass(frozen=True)
class Cell:
    """A shift on the board, and what is wrong with it."""

    line: Line
    flaws: list[Flaw]
    is_over: bool


@dataclass(frozen=True)
class Page:
    """Some days of the campaign next to each other; each place with its cells, day by day."""

    window: Window
    rows: list[tuple[str, list[list[Cell]]]]


@bp.get("/chien-dich/<int:campaign_id>/bang")
@requires(Permission.SHIFT_ASSIGN)
def show(campaign_id: int) -> Response:
    """A plain table of links and boxes; keys and the count of what is ticked come on top."""
    campaign, branches = campaigns.with_parts(campaign_id) or abort(404)
    if campaign.commune_id is None:
        return communes_board.show(campaign, branches)
    lines = queries.of_campaign(campaign)
    sought, only_short = request.args.get("q", ""), "thieu" in request.args
    found = [line for line in lines if _matches(line, sought, only_short=only_short)]
    return htmx.render(
        "board/show.html",
        campaign=campaign,
        board=_page(found),
        any_shift=bool(lines),
        sought=sought,
        only_short=only_short,
        may_assign=is_editable(campaign.stage),
        text_to_share=_to_share(campaign, lines),
    )


@bp.get("/chien-dich/<int:campaign_id>/giao")
@requires(Permission.SHIFT_ASSIGN)
def choose(campaign_id: int) -> Response:
    """Whom to give the ticked shifts to."""
    campaign, branches = campaigns.with_parts(campaign_id) or abort(404)
    if campaign.commune_id is None:
        return communes_board.chosen(campaign, branches)
    lines = _lines(campaign, request.args.getlist("ca"))
    return _choose(campaign, lines, BulkForm(formdata=None))


@bp.post("/chien-dich/<int:campaign_id>/giao")
@requires(Permission.SHIFT_ASSIGN)
def assign(campaign_id: int) -> AnyResponse:
    """What can be done is done; each refusal is said by name and reason."""
    campaign = _campaign(campaign_id)
    lines = _lines(campaign, request.form.getlist("ca"))
    form = BulkForm()
    people = _offer(form, campaign, lines)
    is_fine = form.validate() and bool(lines)
    if is_fine and len(form.volunteers.data or ()) * len(lines) > MOST_PAIRS:
        form.refuse(form.volunteers, gettext("Xin chọn ít người hoặc ít ca hơn."))
        is_fine = False
    if not is_fine:
        return _choose(campaign, lines, form, status=422)
    done = actions.place_all(
        actor(),
        campaign=campaign,
        bulk=Bulk(
            tuple(form.volunteers.data or ()),
            {line.id: _version(line) for line in lines},
            form.role.data or "",
            form.override_reason.data or "",
            spreads=form.way.data == "spread",
        ),
        now=clock.now(),
    )
    said = _said(done, lines, people)
    if not done.placed:
        form.form_errors += [gettext("Chưa giao được ca nào."), *said]
        return _choose(campaign, lines, form, status=422)
    return htmx.render(
        "board/done.html", campaign=campaign, placed=_placed(done, lines, people), refused=said,
        left=queries.some([line.id for line in lines]),
    )  # fmt: skip


@bp.post("/chien-dich/<int:campaign_id>/phan-cong")
@requires(Permission.SHIFT_ASSIGN)
@in_vietnamese
def roster(campaign_id: int) -> Order:
    """Bảng phân công: who works where, as a paper. Each time is written down; no phone number."""
    campaign, form = _campaign(campaign_id), form_asked(ALL_FORMS)
    lines = [line for line in queries.of_campaign(campaign) if line.ends_at > clock.now()]
    with as_permitted(Permission.VOLUNTEER_READ):
        placed = queries.placed_on([line.id for line in lines])
    paper = board_papers.roster(campaign, lines, placed)
    return Order("shift_roster", form, paper, campaign.commune_id)


def _campaign(campaign_id: int) -> Campaign:
    """One with shifts of its own: a province's are its communes'."""
    campaign = campaigns.campaign(campaign_id) or abort(404)
    return campaign if campaign.commune_id else abort(404)


def _matches(line: Line, sought: str, *, only_short: bool) -> bool:
    if only_short and (not line.filled.missing or line.is_cancelled):
        return False
    return names.search_key(sought) in names.search_key(line.site_name)


def _page(lines: Sequence[Line]) -> Page:
    shown = window(sorted({line.local_date for line in lines}))
    return Page(shown, _rows([line for line in lines if line.local_date in shown.days], shown.days))


def _rows(lines: Sequence[Line], days: Sequence[date]) -> list[tuple[str, list[list[Cell]]]]:
    now, when = clock.now(), notice()
    places: dict[str, dict[date, list[Cell]]] = {}
    for line in lines:
        cell = Cell(line, rules.flaws(line.filled, now=now, **when), now >= line.ends_at)
        places.setdefault(line.site_name, {}).setdefault(line.local_date, []).append(cell)
    return [
        (name, [cells.get(day, []) for day in days])
        for name, cells in sorted(places.items(), key=lambda one: names.place_key(one[0]))
    ]


def _lines(campaign: Campaign, ticked: Iterable[str]) -> list[Line]:
    """The ticked shifts of this campaign that can still be given to somebody."""
    asked = sorted(keys(ticked))[:MOST_SHIFTS]
    found = [line for line in queries.some(asked) if line.campaign_id == campaign.id]
    now = clock.now()
    return [line for line in found if not line.is_cancelled and line.ends_at > now]


def _version(line: Line) -> int:
    """Which version of the shift the form was made from."""
    typed = request.form.get(f"v{line.id}", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _offer(form: BulkForm, campaign: Campaign, lines: Sequence[Line]) -> dict[int, Choice]:
    with as_permitted(Permission.VOLUNTEER_READ):
        found = queries.choices(campaign.id, campaign.commune_id or 0)
    form.volunteers.choices = [SelectChoice(one.volunteer.id, one.volunteer.name) for one in found]
    roles = queries.roles_of([line.id for line in lines])
    kinds = dict.fromkeys(role.name for each in roles.values() for role in each if role.places)
    form.role.choices = [
        SelectChoice("", gettext("Vai trò đầu tiên còn chỗ")),
        *(SelectChoice(name, name) for name in kinds),
    ]
    return {one.volunteer.id: one for one in found}


def _choose(
    campaign: Campaign, lines: Sequence[Line], form: BulkForm, *, status: int = 200
) -> Response:
    people = _offer(form, campaign, lines)
    held = queries.given_away(people, since=clock.now())
    busy = {who: _clashes(lines, held.get(who, ())) for who in people}
    day = min((line.local_date for line in lines), default=clock.today())
    free = sorted(people.values(), key=lambda one: (len(busy[one.volunteer.id]), one.shifts))
    return htmx.render(
        "board/choose.html", status=status, campaign=campaign, lines=lines, form=form,
        errors=form.errors, people=free, busy=busy, ticked=set(form.volunteers.data or ()),
        minors={key for key, one in people.items()
                if is_minor(one.volunteer.birth_year, today=day)},
        missing=sum(line.filled.missing for line in lines),
        overlaps=bool(form.override_reason.data) or status == 422,
    )  # fmt: skip


def _clashes(lines: Sequence[Line], held: Iterable[Held]) -> list[str]:
    """What somebody holds at the hours of the chosen shifts: “14:00 Bản Vược”."""
    found = []
    for one in held:
        others = [line for line in lines if line.id != one.shift_id]
        if rules.clashes(one.hours, [rules.Hours(line.starts_at, line.ends_at) for line in others]):
            found.append(_place(one))
        elif len(others) < len(lines):
            found.append(gettext("đã có tên ở %(shift)s", shift=_place(one)))
    return found


def _place(held: Held) -> str:
    return f"{hour(held.hours.starts_at)} {held.site or gettext('ở xã khác')}"


def _name(line: Line) -> str:
    return f"{long_day(line.starts_at)}, {hour(line.starts_at)} · {line.site_name}"


def _said(done: Bulked, lines: Sequence[Line], people: dict[int, Choice]) -> list[str]:
    named = {line.id: _name(line) for line in lines}
    closed = [
        gettext("%(shift)s: %(why)s", shift=named[key], why=text.REFUSAL[why])
        for key, why in done.closed.items()
    ]
    return closed + [
        gettext(
            "%(name)s – %(shift)s: %(why)s",
            name=people[who].volunteer.name, shift=named[key], why=text.REFUSAL[why],
        )
        for key, who, why in done.refused
    ]  # fmt: skip


def _placed(
    done: Bulked, lines: Sequence[Line], people: dict[int, Choice]
) -> list[tuple[Line, list[str]]]:
    return [
        (line, [people[who].volunteer.name for key, who in done.placed if key == line.id])
        for line in lines
        if any(key == line.id for key, _who in done.placed)
    ]


def _to_share(campaign: Campaign, lines: Sequence[Line]) -> str:
    """For the Zalo group: what is still needed, and where to sign up. Nobody's name."""
    now = clock.now()
    short = [
        line
        for line in lines
        if line.starts_at > now and line.filled.missing and not line.is_cancelled
    ]
    return board_papers.for_the_group(campaign, short, address=public_address(campaign))
