"""A volunteer's details as the coordinators keep them: put right, or erased on request."""

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts.forms import ReasonForm
from tracker.campaigns import queries
from tracker.campaigns.models import Signup
from tracker.core import clock
from tracker.core.scope import unscoped
from tracker.partings import actions as partings
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, allowed, as_permitted, requires
from tracker.routes.helper_details import form_of, offer_villages, put_right
from tracker.routes.htmx import go
from tracker.volunteers.forms import DetailsForm

bp = Blueprint("volunteers", __name__)

WHY = "somebody's own shifts and papers follow from who they are"


@bp.get("/chien-dich/<int:campaign_id>/nguoi/<int:signup_id>/sua")
@requires(Permission.SHIFT_ASSIGN)
def edit(campaign_id: int, signup_id: int) -> Response:
    signup = _to_edit(campaign_id, signup_id)
    return _edit(signup, form_of(signup.volunteer))


@bp.post("/chien-dich/<int:campaign_id>/nguoi/<int:signup_id>/sua")
@requires(Permission.SHIFT_ASSIGN)
def correct(campaign_id: int, signup_id: int) -> AnyResponse:
    signup = _to_edit(campaign_id, signup_id)
    wrong = put_right(signup, who=actor(), is_own=False, why=WHY)
    if wrong:
        return _edit(signup, wrong, status=422)
    flash(gettext("Đã lưu thông tin."), "ok")
    return go(url_for("enrolment.person", campaign_id=campaign_id, signup_id=signup_id))


@bp.get("/chien-dich/<int:campaign_id>/nguoi/<int:signup_id>/xoa")
@requires(Permission.SHIFT_ASSIGN)
def erasing(campaign_id: int, signup_id: int) -> Response:
    return _erasing(_signup(campaign_id, signup_id), ReasonForm(formdata=None))


@bp.post("/chien-dich/<int:campaign_id>/nguoi/<int:signup_id>/xoa")
@requires(Permission.SHIFT_ASSIGN)
def erase(campaign_id: int, signup_id: int) -> AnyResponse:
    """Somebody asked for it: who and how is the reason in the journal."""
    signup = _signup(campaign_id, signup_id)
    form = ReasonForm()
    if not form.validate():
        return _erasing(signup, form, status=422)
    with unscoped(WHY):
        partings.erase(
            actor(), volunteer=signup.volunteer, now=clock.now(), reason=form.reason.data or ""
        )
    flash(gettext("Đã xóa thông tin. Số giờ đã làm vẫn được đếm."), "ok")
    return go(url_for("enrolment.people", campaign_id=campaign_id))


def _signup(campaign_id: int, signup_id: int) -> Signup:
    """Of a campaign with volunteers of its own, within reach, and not forgotten yet."""
    campaign = queries.campaign(campaign_id)
    with as_permitted(Permission.VOLUNTEER_READ):
        signup = queries.signup(signup_id)
    if campaign is None or signup is None or signup.campaign_id != campaign.id:
        abort(404)
    return abort(404) if signup.volunteer.erased_at else signup


def _to_edit(campaign_id: int, signup_id: int) -> Signup:
    """The form holds the whole number, which a minor's account never sees."""
    signup = _signup(campaign_id, signup_id)
    return signup if allowed(Permission.VOLUNTEER_PHONE) else abort(403)


def _edit(signup: Signup, form: DetailsForm, *, status: int = 200) -> Response:
    offer_villages(form, signup.commune_id)
    return htmx.render(
        "volunteers/edit.html", status=status, signup=signup, form=form, errors=form.errors
    )


def _erasing(signup: Signup, form: ReasonForm, *, status: int = 200) -> Response:
    return htmx.render(
        "volunteers/erase.html", status=status, signup=signup, form=form, errors=form.errors
    )
