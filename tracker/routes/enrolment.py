"""A campaign's people and how they may sign up: settings, link and poster, letting people in."""

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice

from tracker import qr
from tracker.campaigns import actions, queries, text
from tracker.campaigns.actions import SignUpRules
from tracker.campaigns.forms import SignUpForm
from tracker.campaigns.models import Campaign, Signup
from tracker.core import clock
from tracker.core.settings import setting
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, allowed, as_permitted, requires
from tracker.routes.htmx import go
from tracker.routes.web import base_url
from tracker.shifts import actions as shift_actions
from tracker.shifts import queries as shifts
from tracker.volunteers import actions as volunteers
from tracker.volunteers.text import BLOCK, ORGANISATION

bp = Blueprint("enrolment", __name__)
bp.add_app_template_filter(lambda kind: ORGANISATION[kind], "organisation_kind")
bp.add_app_template_filter(lambda block: BLOCK[block], "block_name")
bp.add_app_template_filter(lambda status: text.SIGNUP[status], "signup_status")

POSTER_MM = 150


@bp.get("/chien-dich/<int:campaign_id>/dang-ky")
@requires(Permission.SHIFT_ASSIGN)
def settings(campaign_id: int) -> Response:
    campaign = _campaign(campaign_id)
    form = SignUpForm(formdata=None, accepts="all" if campaign.accepts_all else "each")
    if campaign.opens_at:
        opens = clock.local(campaign.opens_at)
        form.opens_on.data, form.opens_time.data = opens.date(), opens.time()
    names = shifts.role_names(campaign_id)
    form.roles.data = [name for name in names if name not in campaign.closed_roles]
    return _settings(campaign, form, names)


@bp.post("/chien-dich/<int:campaign_id>/dang-ky")
@requires(Permission.SHIFT_ASSIGN)
def save(campaign_id: int) -> AnyResponse:
    campaign = _campaign(campaign_id)
    form = SignUpForm()
    names = shifts.role_names(campaign_id)
    _offer_roles(form, names)
    if not form.validate():
        return _settings(campaign, form, names, status=422)
    opened = set(form.roles.data or ())
    refusal = actions.set_sign_up(
        actor(),
        campaign=campaign,
        wanted=SignUpRules(
            form.opens_at, form.accepts.data == "all",
            tuple(name for name in names if name not in opened),
        ),
    )  # fmt: skip
    if refusal:
        form.form_errors.append(str(text.REFUSAL[refusal]))
        return _settings(campaign, form, names, status=422)
    flash(gettext("Đã lưu cách đăng ký."), "ok")
    return go(url_for(".settings", campaign_id=campaign_id))


@bp.get("/chien-dich/<int:campaign_id>/ap-phich")
@requires(Permission.SHIFT_ASSIGN)
def poster(campaign_id: int) -> Response:
    campaign = _campaign(campaign_id)
    address = public_address(campaign)
    svg = qr.svg(address, for_paper=True, symbol_mm=POSTER_MM)
    return htmx.render("enrolment/poster.html", campaign=campaign, svg=svg, address=address)


@bp.get("/chien-dich/<int:campaign_id>/nguoi")
@requires(Permission.SHIFT_ASSIGN)
def people(campaign_id: int) -> Response:
    campaign = _campaign(campaign_id)
    with as_permitted(Permission.VOLUNTEER_READ):
        lines = shifts.roster_of(campaign, now=clock.now())
    return htmx.render(
        "enrolment/people.html",
        campaign=campaign,
        waiting=[line for line in lines if line.status == "pending"],
        there=[line for line in lines if line.status == "accepted"],
        gone=[line for line in lines if line.status in {"declined", "left"}],
    )


@bp.get("/chien-dich/<int:campaign_id>/nguoi/<int:signup_id>")
@requires(Permission.SHIFT_ASSIGN)
def person(campaign_id: int, signup_id: int) -> Response:
    campaign, signup = _signup(campaign_id, signup_id)
    return htmx.render(
        "enrolment/person.html",
        campaign=campaign,
        signup=signup,
        shifts=shifts.own([signup.volunteer_id], campaign_id=campaign_id),
        squads=queries.squads(campaign_id),
        may_phone=allowed(Permission.VOLUNTEER_PHONE),
        limit=setting("own_cancel_hours"),
    )


@bp.post("/chien-dich/<int:campaign_id>/nguoi/<int:signup_id>/tra-loi")
@requires(Permission.SHIFT_ASSIGN)
def answer(campaign_id: int, signup_id: int) -> AnyResponse:
    """Let somebody in who signed up, or not; what they asked for follows the queue."""
    _campaign_row, signup = _signup(campaign_id, signup_id)
    accepted = request.form.get("accepted") == "y"
    shift_actions.let_in(actor(), signup=signup, accepted=accepted)
    flash(gettext("Đã nhận.") if accepted else gettext("Đã ghi không nhận."), "ok")
    return go(url_for(".people", campaign_id=campaign_id))


@bp.post("/chien-dich/<int:campaign_id>/nguoi/<int:signup_id>/ghi")
@requires(Permission.SHIFT_ASSIGN)
def note(campaign_id: int, signup_id: int) -> AnyResponse:
    """Squad and tags: what the coordinators know of somebody."""
    _campaign_row, signup = _signup(campaign_id, signup_id)
    squads = {str(squad.id): squad for squad in queries.squads(campaign_id)}
    chosen = squads.get(request.form.get("squad", ""))
    with as_permitted(Permission.VOLUNTEER_READ):
        actions.join_squad(actor(), signup=signup, squad=chosen)
        volunteers.tag(
            actor(), volunteer=signup.volunteer, is_core=request.form.get("core") == "y",
            is_respected=request.form.get("respected") == "y",
        )  # fmt: skip
    flash(gettext("Đã lưu."), "ok")
    return go(url_for(".person", campaign_id=campaign_id, signup_id=signup_id))


def public_address(campaign: Campaign) -> str:
    """Short enough for a code that cheap cameras read; it leads to /cd/<slug>."""
    return f"{base_url()}/cd/{campaign.id}"


def _campaign(campaign_id: int) -> Campaign:
    """One with shifts of its own: a province's are its communes'."""
    campaign = queries.campaign(campaign_id) or abort(404)
    return campaign if campaign.commune_id else abort(404)


def _signup(campaign_id: int, signup_id: int) -> tuple[Campaign, Signup]:
    campaign = _campaign(campaign_id)
    with as_permitted(Permission.VOLUNTEER_READ):
        signup = queries.signup(signup_id)
    if signup is None or signup.campaign_id != campaign_id or signup.volunteer.erased_at:
        abort(404)
    return campaign, signup


def _offer_roles(form: SignUpForm, names: list[str]) -> None:
    form.roles.choices = [SelectChoice(name, name) for name in names]


def _settings(
    campaign: Campaign, form: SignUpForm, names: list[str], *, status: int = 200
) -> Response:
    _offer_roles(form, names)
    context: dict[str, Any] = {"campaign": campaign, "form": form, "errors": form.errors}
    context["address"] = f"{base_url()}/cd/{campaign.slug}"
    context["qr_code"] = qr.svg(public_address(campaign))
    return htmx.render("enrolment/settings.html", status=status, **context)
