"""The day of a shift: its code on a screen, who came and left, hours by hand, help given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse

from tracker import qr
from tracker.checkins.rules import Window, code_at, codes_ahead, seconds_left, step_at
from tracker.core import clock
from tracker.core.scope import unscoped
from tracker.core.settings import setting
from tracker.mentoring.rules import Refusal as LogRefusal
from tracker.mentoring.rules import TurnResult
from tracker.mentoring.text import REFUSALS
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.shifts import covers, leads
from tracker.routes.web import base_url, wants_fragment
from tracker.shifts import actions, queries, text
from tracker.shifts.forms import HoursForm, TurnsForm
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import Hours, PlaceStatus, ShiftStatus, Worked, worked

bp = Blueprint("attendance", __name__)

WHY = "whoever leads a shift sees and writes who is on it"


@dataclass(frozen=True)
class Line:
    """Somebody placed on the shift, with the two fields about them."""

    row: Assignment
    form: HoursForm
    worked: Worked


@bp.get("/ca/<int:shift_id>/man-hinh")
@requires(Permission.SHIFT_LEAD)
def screen(shift_id: int) -> Response:
    shift = _shift(shift_id)
    with unscoped(WHY):
        placed = _placed(shift)
    return htmx.render("attendance/screen.html", placed=placed, **_code(shift))


@bp.get("/ca/<int:shift_id>/man-hinh/ma")
@requires(Permission.SHIFT_LEAD)
def code(shift_id: int) -> AnyResponse:
    """The next code, asked for when the one before it ends."""
    if not wants_fragment():
        return go(url_for(".screen", shift_id=shift_id))
    return htmx.render("attendance/_code.html", **_code(_shift(shift_id)))


@bp.post("/ca/<int:shift_id>/mo")
@requires(Permission.SHIFT_LEAD)
def open_shift(shift_id: int) -> AnyResponse:
    shift = _shift(shift_id)
    refusal = actions.open_shift(actor(), shift=shift, now=clock.now())
    if refusal:
        flash(str(text.REFUSAL[refusal]), "bad")
    return go(url_for(".screen", shift_id=shift_id))


@bp.post("/ca/<int:shift_id>/dong")
@requires(Permission.SHIFT_LEAD)
def close_shift(shift_id: int) -> AnyResponse:
    """The end: then whoever forgot to check out is asked about."""
    actions.close_shift(actor(), shift=_shift(shift_id), now=clock.now())
    flash(gettext("Đã kết thúc ca. Xin xem lại giờ của từng người."), "ok")
    return go(url_for(".hours", shift_id=shift_id))


@bp.get("/ca/<int:shift_id>/gio")
@requires(Permission.SHIFT_LEAD)
def hours(shift_id: int) -> Response:
    shift = _shift(shift_id)
    with unscoped(WHY):
        lines = _lines(shift, filled=False)
    return _hours(shift, lines)


@bp.post("/ca/<int:shift_id>/gio")
@requires(Permission.SHIFT_LEAD)
def save_hours(shift_id: int) -> AnyResponse:
    """Each row by itself: what is left as it was stays as it was (complaint 77)."""
    shift = _shift(shift_id)
    if shift.status is ShiftStatus.CANCELLED or clock.now() < shift.starts_at - actions.early():
        flash(gettext("Ca chưa bắt đầu hoặc đã hủy, nên chưa ghi giờ."), "bad")
        return go(url_for(".hours", shift_id=shift_id))
    with unscoped(WHY):
        lines = _lines(shift, filled=True)
        wrong = [line for line in lines if not line.form.validate()]
        if wrong or not _save_all(shift, lines):
            return _hours(shift, lines, status=422)
    flash(gettext("Đã lưu giờ."), "ok")
    return go(url_for("shifts.show", shift_id=shift_id))


@bp.get("/ca/<int:shift_id>/ho-tro")
@requires(Permission.SHIFT_LEAD)
def turns(shift_id: int) -> Response:
    return _turns(_shift(shift_id), TurnsForm(formdata=None, turns=1))


@bp.post("/ca/<int:shift_id>/ho-tro")
@requires(Permission.SHIFT_LEAD)
def log_turns(shift_id: int) -> AnyResponse:
    """Help given to people whose names nobody keeps: the team's and the campaign's, once each."""
    shift = _shift(shift_id)
    form = TurnsForm()
    if not form.validate():
        return _turns(shift, form, status=422)
    with unscoped(WHY):
        logged = actions.log_turns(
            actor(), shift=shift, subject=form.subject.data or "", turns=form.turns.data or 1,
            result=TurnResult(form.result.data), now=clock.now(),
        )  # fmt: skip
    if isinstance(logged, LogRefusal):
        form.form_errors.append(str(REFUSALS[logged]))
        return _turns(shift, form, status=422)
    flash(
        ngettext("Đã ghi %(num)s lượt hỗ trợ.", "Đã ghi %(num)s lượt hỗ trợ.", logged.turns), "ok"
    )
    return go(url_for("shifts.show", shift_id=shift_id))


def _shift(shift_id: int) -> Shift:
    """A shift that one leads, or whose place one answers for."""
    shift = queries.shift(shift_id) or abort(404)
    return shift if covers(Permission.SHIFT_LEAD, shift) or leads(actor(), shift) else abort(404)


def _placed(shift: Shift) -> list[Assignment]:
    return [row for row in queries.people(shift.id) if row.status is PlaceStatus.ASSIGNED]


def _code(shift: Shift) -> dict[str, Any]:
    now = clock.now()
    digits = code_at(shift.secret, step_at(now))
    late = timedelta(minutes=setting("check_in_late_minutes"))
    window = Window(shift.starts_at, shift.ends_at, actions.early(), late)
    is_open = shift.status is ShiftStatus.OPEN and window.holds(now)
    return {
        "shift": shift,
        "is_open": is_open,
        "ahead": codes_ahead(shift.secret, window=window, now=now) if is_open else None,
        "address": f"{base_url()}/v/{shift.code}/",
        "now_ms": int(now.timestamp() * 1000),
        "may_open": window.holds(now) and shift.status is not ShiftStatus.CANCELLED,
        "qr_code": qr.svg(f"{base_url()}/v/{shift.code}/{digits}"),
        "digits": f"{digits[:3]}\N{NO-BREAK SPACE}{digits[3:]}",
        "site_address": f"{urlsplit(base_url()).netloc}/v",
        "seconds": seconds_left(now),
    }


def _lines(shift: Shift, *, filled: bool) -> list[Line]:
    shown = Hours(shift.starts_at, shift.ends_at)
    return [
        Line(
            row,
            HoursForm(
                formdata=request.form if filled else None, prefix=f"p{row.id}-",
                came=_clock(row.came_at), left=_clock(row.left_at),
            ),
            worked(row.came_at, row.left_at, shown, now=clock.now()),
        )
        for row in _placed(shift)
    ]  # fmt: skip


def _clock(moment: datetime | None) -> time | None:
    return clock.local(moment).time().replace(second=0, microsecond=0) if moment else None


def _save_all(shift: Shift, lines: Sequence[Line]) -> bool:
    """Every row is tried, so that everything wrong is said at once."""
    refused = [line for line in lines if not _save(shift, line)]
    return not refused


def _save(shift: Shift, line: Line) -> bool:
    """Write what was changed; a time that reads the same is the moment it was."""
    refusal = actions.note_hours(
        actor(), row=line.row, shift=shift,
        came_at=_moment(shift, line.form.came.data, line.row.came_at),
        left_at=_moment(shift, line.form.left.data, line.row.left_at),
    )  # fmt: skip
    if refusal:
        line.form.refuse(line.form.left, str(text.REFUSAL[refusal]))
    return refusal is None


def _moment(shift: Shift, typed: time | None, known: datetime | None) -> datetime | None:
    if typed is None:
        return None
    return known if typed == _clock(known) else clock.at(shift.local_date, typed)


def _hours(shift: Shift, lines: Sequence[Line], *, status: int = 200) -> Response:
    messages = [
        gettext("%(name)s: %(why)s", name=line.row.volunteer.name, why=error)
        for line in lines
        for errors in line.form.errors.values()
        for error in errors
    ]
    return htmx.render(
        "attendance/hours.html", status=status, shift=shift, lines=lines, messages=messages,
        errors=messages,
    )  # fmt: skip


def _turns(shift: Shift, form: TurnsForm, *, status: int = 200) -> Response:
    return htmx.render(
        "attendance/turns.html", status=status, shift=shift, form=form, errors=form.errors
    )
