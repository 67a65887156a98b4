"""“Có mặt” and “Kết thúc”: the page behind a shift's rotating code. A GET records nothing.

Whoever has an account presses a button; everybody else gives the number they signed up with. The
page never says whose number it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts.limits import Limit
from tracker.checkins import rules as checkins
from tracker.checkins.rules import Proof, Verdict, Window
from tracker.classes.rules import ClassStatus
from tracker.core import clock, codes, names
from tracker.core.scope import unscoped
from tracker.core.settings import setting
from tracker.policy import Actor
from tracker.routes.citizen import GUESSES, css, owner
from tracker.routes.frame import hour
from tracker.routes.guards import maybe_actor, public, within_limit
from tracker.shifts import actions, queries
from tracker.shifts.forms import PresenceForm
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import ShiftStatus
from tracker.shifts.text import REFUSAL, VERDICT

bp = Blueprint("presence", __name__)

WHY = "whoever stands at the code notes their own presence; the page shows no name"
LEAVING = "ra"

_AS_CLASS = {
    ShiftStatus.PLANNED: ClassStatus.PLANNED,
    ShiftStatus.OPEN: ClassStatus.OPEN,
    ShiftStatus.DONE: ClassStatus.ENDED,
    ShiftStatus.CANCELLED: ClassStatus.CANCELLED,
}


@dataclass(frozen=True)
class Visit:
    """Somebody at a shift's code, and what the code is worth."""

    shift: Shift
    code: str
    proof: Proof

    @property
    def action(self) -> str:
        return f"/v/{self.shift.code.lower()}/{self.code}" if self.code else "/v"

    @property
    def stamp(self) -> str:
        if self.proof.at is None or self.proof.verdict is not Verdict.CURRENT:
            return ""
        return checkins.stamp(self.shift.secret, owner=owner(), seen_at=self.proof.at)


@bp.get("/v")
@public
def enter() -> AnyResponse:
    """Typed instead of scanned: the shift's code and the digits on its screen."""
    shift_code, digits = (codes.typed(request.args.get(name, "")) for name in ("ca", "ma"))
    if shift_code and digits:
        return redirect(f"/v/{shift_code.lower()}/{digits[:12]}", 303)
    return _page("presence/enter.html", shift_code=shift_code, why="")


@bp.get("/V/<path:rest>")
@public
def in_capitals(rest: str) -> AnyResponse:
    """Some readers hand over the address in capitals."""
    return redirect(f"/v/{rest.lower()}", 308)


@bp.get("/v/<shift_code>/<code>")
@public
def show(shift_code: str, code: str) -> Response:
    return _show(_visit(shift_code, code), PresenceForm(formdata=None))


@bp.post("/v/<shift_code>/<code>")
@public
def note(shift_code: str, code: str) -> Response:
    """Có mặt or Kết thúc, dated by the code."""
    visit = _visit(shift_code, code)
    if not visit.proof.is_accepted or visit.proof.at is None:
        return _show(visit, PresenceForm(formdata=None), status=422)
    form = PresenceForm()
    who = maybe_actor()
    row = _own_row(visit, who)
    if row is None:
        if not form.validate():
            return _show(visit, form, status=422)
        row = _row_of(visit, form)
    if row is None:
        within_limit(Limit.CLASS_CODE)
        return _show(visit, form, status=422)
    return _write(visit, row, who, visit.proof.at)


def _write(visit: Visit, row: Assignment, who: Actor | None, at: datetime) -> Response:
    is_leaving = request.form.get("step") == LEAVING
    with unscoped(WHY):
        if is_leaving:
            refusal = actions.leave(who, row=row, shift=visit.shift, at=at)
            if refusal:
                why = str(REFUSAL[refusal])
                return _show(visit, PresenceForm(formdata=None), status=422, why=why)
            said, is_repeat = gettext("Đã ghi giờ kết thúc: %(hour)s.", hour=hour(at)), False
        else:
            is_repeat = not actions.come(who, row=row, shift=visit.shift, at=at)
            came_at = row.came_at or at
            said = gettext("Có mặt lúc %(hour)s.", hour=hour(came_at))
    return _page("presence/done.html", shift=visit.shift, said=said, is_repeat=is_repeat)


def _visit(shift_code: str, code: str) -> Visit:
    with unscoped(WHY):
        shift = queries.by_code(codes.typed(shift_code))
    if shift is None:
        within_limit(Limit.CLASS_CODE)
        why = gettext("Không có ca nào mang mã này.")
        abort(_page("presence/enter.html", status=404, shift_code="", why=why))
    return Visit(shift, code, _judge(shift, code))


def _judge(shift: Shift, code: str) -> Proof:
    """The same clock and the same rules as at a class's door."""
    now = clock.now()
    stamp = request.form.get("stamp", "")
    if stamp:
        seen_at = checkins.judge_stamp(
            stamp, secret=shift.secret, owner=owner(), now=now,
            life=timedelta(minutes=setting("stamp_minutes")),
        )  # fmt: skip
        if seen_at is not None and shift.status is ShiftStatus.OPEN:
            return Proof(Verdict.CURRENT, seen_at)
    window = Window(
        shift.starts_at,
        shift.ends_at,
        timedelta(minutes=setting("check_in_early_minutes")),
        timedelta(minutes=setting("check_in_late_minutes")),
    )
    hours = checkins.Hours(
        _AS_CLASS[shift.status], window, shift.closed_at,
        timedelta(days=setting("late_accept_days")),
    )  # fmt: skip
    return checkins.judge_entry(code, secret=shift.secret, hours=hours, now=now, late=False)


def _own_row(visit: Visit, who: Actor | None) -> Assignment | None:
    if who is None or request.form.get("phone"):
        return None
    with unscoped(WHY):
        return queries.place_of_account(visit.shift.id, who.account_id)


def _row_of(visit: Visit, form: PresenceForm) -> Assignment | None:
    """The one person this can be; the form says what is missing where it is nobody or several."""
    with unscoped(WHY):
        rows = list(queries.present_with(visit.shift.id, form.phone.number or ""))
    if len(rows) > 1:
        said = names.search_key(form.name.data or "")
        rows = [row for row in rows if row.volunteer.search_key == said]
        if not rows:
            form.refuse(form.name, gettext("Nhiều người dùng chung số này: xin ghi thêm họ tên."))
            return None
    if not rows:
        form.refuse(form.phone, gettext("Số này chưa có chỗ trong ca. Nhờ trưởng ca ghi giúp."))
        return None
    return rows[0]


def _show(visit: Visit, form: PresenceForm, *, status: int = 200, why: str = "") -> Response:
    proof, who = visit.proof, maybe_actor()
    if proof.verdict in GUESSES:
        within_limit(Limit.CLASS_CODE)
    words = VERDICT.get(proof.verdict)
    shown = hour(proof.at) if proof.at else ""
    asked: dict[str, Any] = {"hour": shown, "starts": hour(visit.shift.starts_at)}
    with unscoped(WHY):
        own = queries.place_of_account(visit.shift.id, who.account_id) if who else None
    return _page(
        "presence/show.html",
        status=status,
        shift=visit.shift,
        action=visit.action,
        is_accepted=proof.is_accepted,
        why=why or (str(words) % asked if words else ""),
        stamp=visit.stamp,
        form=form,
        errors=status == 422,
        is_known=own is not None,
        asks_name=bool(form.name.errors or form.name.data),
    )


def _page(template: str, *, status: int = 200, **context: Any) -> Response:
    return make_response(render_template(template, css=css(), **context), status)
