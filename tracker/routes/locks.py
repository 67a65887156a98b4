"""The lock of what a phone keeps to show without a network: six digits that never leave it."""

from flask import Blueprint, Response, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts import actions
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go

bp = Blueprint("locks", __name__)

SET, DROP = "set", "drop"


@bp.get("/tai-khoan/khoa-nhanh")
@requires(Permission.OWN_ACCOUNT)
def own() -> Response:
    """Where it is set: all of that happens on the phone (static/js/lock.js)."""
    return htmx.render("locks/own.html")


@bp.post("/tai-khoan/khoa-nhanh")
@requires(Permission.OWN_ACCOUNT)
def told() -> AnyResponse:
    """The phone says what was done there, and nothing else."""
    deed = request.form.get("deed")
    if deed not in {SET, DROP}:
        abort(400)
    actions.note_lock(actor(), is_set=deed == SET)
    if deed == SET:
        flash(_("Đã đặt mã mở nhanh. Trang đã mở được lưu để xem khi mất sóng."), "ok")
        return go("/")
    flash(_("Đã bỏ mã mở nhanh. Trang có tên người học không lưu trên máy này nữa."), "ok")
    return go("/tai-khoan")
