"""The paper bridge: a printed sheet with a number for each person, and the page it is typed in."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from tracker.checkins import doors, numbers, queries, sheets
from tracker.checkins.doors import Door
from tracker.checkins.forms import TypedName
from tracker.checkins.rules import Citizen
from tracker.checkins.sheets import Candidate, Entered, Line
from tracker.core import clock
from tracker.forms import keys
from tracker.outbox.rules import Reason
from tracker.places.text import village_label
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.frame import hour
from tracker.routes.guards import actor, allowed, as_permitted, requires
from tracker.routes.htmx import go
from tracker.routes.keeping import keep_offline
from tracker.routes.said import keepable, review_if_kept, said_at

bp = Blueprint("sheets", __name__)

# Blank lines that can be typed in at once.
NEWCOMERS = 5


@bp.get("/buoi-hoc/<int:class_id>/to-giay")
@requires(Permission.CLASS_ATTENDEES)
def choose(class_id: int) -> Response:
    """Whom to expect: who came lately is ticked."""
    return _choice(_door_or_404(class_id))


@bp.post("/buoi-hoc/<int:class_id>/to-giay")
@requires(Permission.CLASS_ATTENDEES)
def make(class_id: int) -> AnyResponse:
    door = _door_or_404(class_id)
    may_be = {one.mentee_id for one in _candidates(door)}
    chosen = keys(request.form.getlist("mentee")) & may_be
    if not chosen and not sheets.lines(class_id):
        return _choice(door, why=gettext("Xin chọn ít nhất một người."), status=422)
    sheets.expect(actor(), door=door, mentee_ids=chosen)
    return go(url_for("printing.class_sheet", class_id=class_id))


@bp.get("/giay/<class_code>")
@requires(Permission.CLASS_ATTENDEES)
def sheet(class_code: str) -> Response:
    """What the QR on the sheet opens: type numbers, or tick."""
    keep_offline()
    return _sheet(_door_or_404(class_code))


@bp.post("/giay/<class_code>")
@requires(Permission.CLASS_ATTENDEES)
@keepable
def enter(class_code: str) -> AnyResponse:
    door = _door_or_404(class_code)
    if not door.hours.has_begun(clock.now()):
        review_if_kept(Reason.CLOSED)
        why = gettext("Buổi học chưa bắt đầu hoặc đã hủy, nên chưa ghi ai có mặt.")
        return _sheet(door, [why], status=422)
    lines = {line.number: line for line in sheets.lines(door.class_id)}
    typed = numbers.read(request.form.get("codes", ""), sheet=door.code)
    unknown = [numbers.shown(n, sheet=door.code) for n in typed.lines if n not in lines]
    wrong = [
        gettext("Mã %(number)s không có trên tờ này. Xin xem lại số.", number=number)
        for number in [*typed.wrong, *unknown]
    ]
    newcomers, refused = _newcomers(door)
    # Who was seen to do something was there.
    taught = {number for number in lines if request.form.get(f"skill-{number}")}
    present = keys(request.form.getlist("mentee")) | set(typed.lines) | taught
    if not wrong + refused and not present and not newcomers:
        wrong = [gettext("Xin nhập mã hoặc chọn ít nhất một người.")]
    if wrong or refused:
        return _sheet(door, [*wrong, *refused], present=present, status=422)
    learnt = _learnt({lines[number] for number in present if number in lines})
    done = sheets.enter(
        actor(), door=door, learnt=learnt, newcomers=newcomers, now=clock.now(), seen_at=said_at()
    )
    _say(done)
    return go(url_for(".sheet", class_code=door.code.lower()))


def _learnt(present: set[Line]) -> dict[int, frozenset[int]]:
    """By person: the skills ticked for everyone, and those ticked on their own line."""
    of_all = keys(request.form.getlist("skill"))
    return {
        line.mentee_id: of_all | keys(request.form.getlist(f"skill-{line.number}"))
        for line in present
    }


def _newcomers(door: Door) -> tuple[list[Citizen], list[str]]:
    """The blank lines that somebody filled in, and what is wrong with them."""
    found, wrong = [], []
    for blank in _blanks():
        name = blank["name"]
        if not name.strip():
            continue
        form = TypedName(formdata=MultiDict(blank))
        form.village.choices = _villages(door)
        if form.validate():
            found.append(Citizen(form.name.data, form.village_id))
        else:
            wrong += [f"{name[:40]}: {said}" for field in form for said in field.errors]
    return found, wrong


def _say(done: Entered) -> None:
    words = gettext("Đã ghi %(n)s người có mặt.", n=done.people)
    if done.skills:
        words += " " + gettext("Đã ghi %(n)s lượt “Tự làm được”.", n=done.skills)
    flash(words, "ok")
    for name, at in done.elsewhere:
        flash(
            gettext("%(name)s đã có mặt ở buổi học khác lúc %(hour)s.", name=name, hour=hour(at)),
            "bad",
        )


def _door_or_404(which: int | str) -> Door:
    """The class, if it lies within the reach the guard opened."""
    door = doors.door_of(which) if isinstance(which, int) else doors.door(which)
    return door if door and queries.is_within_reach(door.class_id) else abort(404)


def _candidates(door: Door) -> list[Candidate]:
    """Who came lately, and the people of the team whom one may see, by given name."""
    found = {one.mentee_id: one for one in sheets.came_lately(door)}
    if allowed(Permission.MENTEE_READ):
        with as_permitted(Permission.MENTEE_READ):
            found = {one.mentee_id: one for one in sheets.team_people(door)} | found
    return sorted(found.values(), key=lambda one: (one.sort_key, one.mentee_id))


def _choice(door: Door, *, why: str = "", status: int = 200) -> Response:
    standing = {line.mentee_id for line in sheets.lines(door.class_id)}
    return htmx.render(
        "sheets/choose.html",
        status=status,
        door=door,
        people=[one for one in _candidates(door) if one.mentee_id not in standing],
        standing=len(standing),
        why=why,
        errors=why,
    )


def _sheet(
    door: Door, wrong: Sequence[str] = (), *, present: set[int] | frozenset[int] = frozenset(),
    status: int = 200,
) -> Response:  # fmt: skip
    lines = sheets.lines(door.class_id)
    return htmx.render(
        "sheets/show.html",
        status=status,
        door=door,
        lines=lines,
        shown={line.number: numbers.shown(line.number, sheet=door.code) for line in lines},
        present=present,
        skills=queries.class_skills(door.class_id),
        villages=_villages(door),
        newcomers=_blanks(),
        wrong=wrong,
        errors=wrong,
    )


def _blanks() -> list[dict[str, str]]:
    """The blank lines of the sheet, as they were typed."""
    typed = request.form
    return [
        {name: typed.get(f"{name}-{n}", "") for name in ("name", "village")}
        for n in range(1, NEWCOMERS + 1)
    ]


def _villages(door: Door) -> list[tuple[str, str]]:
    found = doors.villages(door.commune_id)
    return [
        ("", gettext("Không rõ hoặc nơi khác")),
        *((str(id_), village_label(kind, name)) for id_, kind, name in found),
    ]
