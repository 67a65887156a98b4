"""Taking back a buổi kèm or a lượt hỗ trợ that was written down wrongly."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.core.settings import setting
from tracker.mentoring import queries, removing
from tracker.mentoring.forms import RemovalForm
from tracker.mentoring.models import Meeting, SupportTurn
from tracker.mentoring.queries import MeetingRow
from tracker.mentoring.rules import RemovalReason
from tracker.mentoring.text import NOT_REMOVED, REMOVAL_REASONS
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.skills.rules import Undone

bp = Blueprint("corrections", __name__)
bp.add_app_template_filter(lambda why: REMOVAL_REASONS[why], "why_removed")


@bp.app_template_global()
def may_remove() -> Callable[[Meeting | SupportTurn], bool]:
    """For a list: which of its entries the reader may take back now."""
    who, now, hours = actor(), clock.now(), setting("undo_hours")
    return lambda row: removing.judge(who, row, now=now, hours=hours) is Undone.DONE


@bp.get("/buoi-kem/<int:meeting_id>/bo")
@requires(Permission.MENTORING_LOG)
def meeting(meeting_id: int) -> Response:
    return _meeting_page(_meeting(meeting_id), RemovalForm(formdata=None))


@bp.post("/buoi-kem/<int:meeting_id>/bo")
@requires(Permission.MENTORING_LOG)
def remove_meeting(meeting_id: int) -> AnyResponse:
    row, form = _meeting(meeting_id), RemovalForm()
    if not form.validate_on_submit():
        return _meeting_page(row, form, status=422)
    reason = RemovalReason(form.reason.data)
    done = removing.remove_meeting(actor(), meeting=row.meeting, reason=reason, now=clock.now())
    if done is not Undone.DONE:
        return _meeting_page(row, form, status=422)
    flash(gettext("Đã bỏ buổi kèm. Lý do được lưu lại."), "ok")
    return htmx.go(f"/buoi-kem?thang={row.meeting.local_date:%Y-%m}")


@bp.get("/ho-tro/<int:turn_id>/bo")
@requires(Permission.MENTORING_LOG)
def turn(turn_id: int) -> Response:
    return _turn_page(_turn(turn_id), RemovalForm(formdata=None))


@bp.post("/ho-tro/<int:turn_id>/bo")
@requires(Permission.MENTORING_LOG)
def remove_turn(turn_id: int) -> AnyResponse:
    row, form = _turn(turn_id), RemovalForm()
    if not form.validate_on_submit():
        return _turn_page(row, form, status=422)
    reason = RemovalReason(form.reason.data)
    done = removing.remove_turn(actor(), turn=row, reason=reason, now=clock.now())
    if done is not Undone.DONE:
        return _turn_page(row, form, status=422)
    flash(gettext("Đã bỏ lượt hỗ trợ. Lý do được lưu lại."), "ok")
    return htmx.go(f"/buoi-kem?thang={row.local_date:%Y-%m}")


def _meeting_page(row: MeetingRow, form: RemovalForm, *, status: int = 200) -> Response:
    return _page("corrections/meeting.html", row.meeting, form, status, row=row)


def _turn_page(row: SupportTurn, form: RemovalForm, *, status: int = 200) -> Response:
    return _page("corrections/turn.html", row, form, status, turn=row)


def _page(
    template: str, entry: Meeting | SupportTurn, form: RemovalForm, status: int, **shown: Any
) -> Response:
    verdict = removing.judge(actor(), entry, now=clock.now(), hours=setting("undo_hours"))
    return htmx.render(
        template,
        status=status,
        errors=status == 422,
        form=form,
        why_not=NOT_REMOVED.get(verdict),
        **shown,
    )


def _meeting(meeting_id: int) -> MeetingRow:
    return queries.meeting(meeting_id) or abort(404)


def _turn(turn_id: int) -> SupportTurn:
    return queries.turn(turn_id) or abort(404)
