"""What the host of a class sees: the code on the wall, who came, what they learnt."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker import qr
from tracker.cards.queries import poster_where
from tracker.checkins import actions, doors, queries
from tracker.checkins.doors import Door
from tracker.checkins.forms import Removal, TypedName
from tracker.checkins.queries import Attendee
from tracker.checkins.rules import (
    Citizen,
    Entry,
    code_at,
    codes_ahead,
    seconds_left,
    step_at,
)
from tracker.checkins.text import LEVEL, WAY
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.forms import keys
from tracker.mentees import queries as mentees
from tracker.places.text import village_label
from tracker.policy import Permission, can
from tracker.routes import htmx
from tracker.routes.frame import hour
from tracker.routes.guards import actor, allowed, as_permitted, requires
from tracker.routes.htmx import go
from tracker.routes.web import base_url, wants_fragment

bp = Blueprint("host", __name__)

GROUP_OF = 8
# What the wall shows instead of the code that changes, by the word in its address.
SHOWS = {"dung": "pause", "ap-phich": "poster"}


@bp.get("/buoi-hoc/<int:class_id>/man-hinh")
@requires(Permission.CLASS_HOST)
def screen(class_id: int) -> Response:
    """The code that changes; or, chosen from its menu, no code for a while, or the poster's."""
    door = _door_or_404(class_id)
    shows = SHOWS.get(request.args.get("xem", ""), "code")
    poster = poster_where(class_id) if shows == "poster" else None
    address = f"{base_url()}/d/{poster}"
    return htmx.render(
        "host/screen.html",
        shows=shows,
        poster_code=poster,
        poster_drawing=qr.svg(address, for_paper=True) if poster else "",
        **(_code(door) | _wall(door)),
    )


@bp.get("/buoi-hoc/<int:class_id>/man-hinh/ma")
@requires(Permission.CLASS_HOST)
def code(class_id: int) -> AnyResponse:
    """What the wall shows now; 204 while the screen knows all codes until the end (`den`)."""
    if not wants_fragment():
        return go(url_for(".screen", class_id=class_id))
    door = _door_or_404(class_id)
    known = request.args.get("den", type=int)
    if door.hours.is_open(clock.now()) and known == door.hours.window.last_step:
        return Response(status=204)
    return htmx.render("host/_code.html", **_code(door))


@bp.get("/buoi-hoc/<int:class_id>/man-hinh/nguoi")
@requires(Permission.CLASS_HOST)
def wall(class_id: int) -> AnyResponse:
    """Who came since the list that the screen knows (`da`); 204 when nobody did."""
    if not wants_fragment():
        return go(url_for(".screen", class_id=class_id))
    if not queries.is_within_reach(class_id):
        abort(404)
    if request.args.get("da") == queries.listed(class_id).state:
        return Response(status=204)
    return htmx.render("host/_arrivals.html", **_wall(_door_or_404(class_id)))


@bp.get("/buoi-hoc/<int:class_id>/nguoi-tham-gia")
@requires(Permission.CLASS_ATTENDEES)
def attendees(class_id: int) -> Response:
    door = _door_or_404(class_id)
    return _list_page(door, _typed_name(door, filled=False))


@bp.post("/buoi-hoc/<int:class_id>/nguoi-tham-gia")
@requires(Permission.CLASS_ATTENDEES)
def type_in(class_id: int) -> AnyResponse:
    """A name from the paper list, or of somebody without a phone who stands there."""
    door = _door_or_404(class_id)
    if not door.hours.has_begun(clock.now()):
        return _sent_back(class_id)
    form = _typed_name(door, filled=True)
    if not form.validate():
        return _list_page(door, form, status=422)
    done = actions.type_in(
        actor(),
        door=door,
        citizen=Citizen(form.name.data, form.village_id, form.phone.number),
        now=clock.now(),
    )
    _say(done.entry, form.name.data, hour(done.at))
    return go(url_for(".attendees", class_id=class_id))


@bp.post("/buoi-hoc/<int:class_id>/nguoi-tham-gia/<int:mentee_id>/co-mat")
@requires(Permission.CLASS_ATTENDEES)
def note(class_id: int, mentee_id: int) -> AnyResponse:
    """Somebody found by name, whom the host may see anyway."""
    door = _door_or_404(class_id)
    if not door.hours.has_begun(clock.now()):
        return _sent_back(class_id)
    with as_permitted(Permission.MENTEE_READ):
        name = mentees.names_by_id([mentee_id]).get(mentee_id) or abort(404)
    done = actions.note_present(actor(), door=door, mentee_id=mentee_id, now=clock.now())
    _say(done.entry, name, hour(done.at))
    return go(url_for(".attendees", class_id=class_id))


@bp.get("/buoi-hoc/<int:class_id>/nguoi-tham-gia/<int:check_in_id>/bo")
@requires(Permission.CLASS_ATTENDEES)
def ask_removal(class_id: int, check_in_id: int) -> Response:
    door = _door_or_404(class_id)
    return _removal_page(door, _attendee_or_404(door, check_in_id), Removal(formdata=None))


@bp.post("/buoi-hoc/<int:class_id>/nguoi-tham-gia/<int:check_in_id>/bo")
@requires(Permission.CLASS_ATTENDEES)
def remove(class_id: int, check_in_id: int) -> AnyResponse:
    door = _door_or_404(class_id)
    person = _attendee_or_404(door, check_in_id)
    form = Removal()
    if not form.validate():
        return _removal_page(door, person, form, status=422)
    actions.remove(
        actor(), door=door, check_in_id=check_in_id, reason=form.reason.data, now=clock.now()
    )
    flash(gettext("Đã bỏ ghi có mặt: %(name)s.", name=person.name), "ok")
    return go(url_for(".attendees", class_id=class_id))


@bp.get("/buoi-hoc/<int:class_id>/ky-nang")
@requires(Permission.CLASS_HOST)
def skills(class_id: int) -> Response:
    return _skills_page(_door_or_404(class_id))


@bp.post("/buoi-hoc/<int:class_id>/ky-nang")
@requires(Permission.CLASS_HOST)
def mark_skills(class_id: int) -> AnyResponse:
    """One group after another: these people were seen to do these things alone."""
    door = _door_or_404(class_id)
    people, learnt = (keys(request.form.getlist(name)) for name in ("mentee", "skill"))
    if not people or not learnt:
        return _skills_page(
            door, why=gettext("Xin chọn ít nhất một người và một kỹ năng."), status=422
        )
    marked = actions.mark_at_class(
        actor(), door=door, mentee_ids=people, skill_ids=learnt, now=clock.now()
    )
    flash(gettext("Đã ghi %(n)s lượt “Tự làm được”.", n=marked), "ok")
    return go(url_for(".skills", class_id=class_id))


def _door_or_404(class_id: int) -> Door:
    """The class, if it lies within the reach the guard opened."""
    door = doors.door_of(class_id) if queries.is_within_reach(class_id) else None
    return door or abort(404)


def _sent_back(class_id: int) -> AnyResponse:
    flash(gettext("Buổi học chưa bắt đầu hoặc đã hủy, nên chưa ghi ai có mặt."), "bad")
    return go(url_for(".attendees", class_id=class_id))


def _attendee_or_404(door: Door, check_in_id: int) -> Attendee:
    found = (row for row in queries.attendees(door.class_id) if row.check_in_id == check_in_id)
    return next(found, None) or abort(404)


def _code(door: Door) -> dict[str, Any]:
    now = clock.now()
    digits = code_at(door.secret, step_at(now))
    address = f"{base_url()}/c/{door.code}/{digits}"
    is_open = door.hours.is_open(now)
    return {
        "door": door,
        "is_open": is_open,
        "ahead": codes_ahead(door.secret, window=door.hours.window, now=now) if is_open else None,
        "address": f"{base_url()}/c/{door.code}/",
        "now_ms": int(now.timestamp() * 1000),
        "is_planned": door.hours.status is ClassStatus.PLANNED,
        "qr_code": qr.svg(address),
        "digits": f"{digits[:3]}\N{NO-BREAK SPACE}{digits[3:]}",
        "site_address": f"{urlsplit(base_url()).netloc}/c",
        "seconds": seconds_left(now),
    }


def _wall(door: Door) -> dict[str, Any]:
    return {
        "door": door,
        "listed": queries.listed(door.class_id),
        "arrivals": queries.arrivals(door.class_id),
    }


def _list_page(door: Door, form: TypedName, *, status: int = 200) -> Response:
    looked_for = request.args.get("tim", "")
    return htmx.render(
        "host/attendees.html",
        status=status,
        door=door,
        people=queries.attendees(door.class_id),
        form=form,
        errors=form.errors,
        ways=WAY,
        levels=LEVEL,
        looked_for=looked_for,
        found=_known(looked_for),
    )


def _known(text: str) -> list[tuple[int, str, str]]:
    """People whom the host may see anyway: key, name, thôn."""
    if not text.strip() or not can(actor(), Permission.MENTEE_READ):
        return []
    with as_permitted(Permission.MENTEE_READ):
        return [
            (row.id, row.name, row.village.name if row.village else "")
            for row in mentees.search(text, by_phone=allowed(Permission.MENTEE_PHONE)).rows[:10]
        ]


def _typed_name(door: Door, *, filled: bool) -> TypedName:
    form = TypedName(formdata=request.form if filled else request.args)
    found = doors.villages(door.commune_id)
    form.village.choices = [
        ("", gettext("Không rõ hoặc nơi khác")),
        *((str(id_), village_label(kind, name)) for id_, kind, name in found),
    ]
    return form


def _removal_page(door: Door, person: Attendee, form: Removal, *, status: int = 200) -> Response:
    return htmx.render(
        "host/removal.html", status=status, door=door, person=person, form=form,
        errors=form.errors,
    )  # fmt: skip


def _skills_page(door: Door, *, why: str = "", status: int = 200) -> Response:
    everyone = queries.attendees(door.class_id)
    present = [row for row in everyone if row.has_consent]
    groups = [present[i : i + GROUP_OF] for i in range(0, len(present), GROUP_OF)]
    return htmx.render(
        "host/skills.html",
        status=status,
        door=door,
        groups=groups,
        skills=queries.class_skills(door.class_id),
        done=queries.marked(door.class_id),
        waiting=len(everyone) - len(present),
        ticked=keys(request.form.getlist("mentee")),
        ticked_skills=keys(request.form.getlist("skill")),
        why=why,
        errors=why,
    )


def _say(entry: Entry, name: str, at: str) -> None:
    if entry is Entry.ELSEWHERE:
        flash(
            gettext("%(name)s đã có mặt ở buổi học khác lúc %(hour)s.", name=name, hour=at), "bad"
        )
    elif entry is Entry.ALREADY:
        flash(gettext("%(name)s đã được ghi lúc %(hour)s.", name=name, hour=at), "wait")
    else:
        flash(gettext("Đã ghi %(name)s có mặt.", name=name), "ok")
