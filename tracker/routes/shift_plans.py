"""Planning shifts: many places and weeks in one form, one shift again, another like it."""

from datetime import time, timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import Kind, is_editable
from tracker.campaigns.rules import Refusal as CampaignRefusal
from tracker.campaigns.text import REFUSAL as CAMPAIGN_REFUSAL
from tracker.core import clock
from tracker.places import queries as places
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.shift_frame import conflict, version_sent
from tracker.routes.web import key_asked
from tracker.shifts import actions, queries, text
from tracker.shifts.actions import Block, Change
from tracker.shifts.forms import NUMBERS, BlockForm, ShiftForm
from tracker.shifts.models import Shift
from tracker.shifts.rules import MOST_SHIFTS, Refusal, ShiftStatus
from tracker.shifts.teaching import TEACHERS

bp = Blueprint("shift_plans", __name__)

FIRST, SECOND = "a-", "b-"
EVENING = {"starts": time(19, 30), "ends": time(21, 30)}
MORNING = {"starts": time(7, 30), "ends": time(11, 0)}


@bp.get("/chien-dich/<int:campaign_id>/ca/them")
@requires(Permission.CAMPAIGN_MANAGE)
def add(campaign_id: int) -> Response:
    """Two blocks: evenings in every thôn, and mornings at the counter, in one form."""
    campaign = _campaign(campaign_id)
    return _add_page(campaign, *_first_forms(campaign))


@bp.post("/chien-dich/<int:campaign_id>/ca/them")
@requires(Permission.CAMPAIGN_MANAGE)
def create(campaign_id: int) -> AnyResponse:
    campaign = _campaign(campaign_id)
    if not is_editable(campaign.stage):
        flash(str(CAMPAIGN_REFUSAL[CampaignRefusal.CLOSED]), "bad")
        return go(url_for("shifts.index", campaign_id=campaign_id))
    forms = [BlockForm(prefix=prefix) for prefix in (FIRST, SECOND)]
    for form in forms:
        _offer_sites(form, campaign)
    used = [form for form in forms[1:] if form.is_used]
    wrong = [form for form in (forms[0], *used) if not _is_fine(form, campaign)]
    if wrong:
        return _add_page(campaign, *forms, status=422)
    blocks = [_block(form) for form in (forms[0], *used)]
    if sum(block.number for block in blocks) > MOST_SHIFTS:
        forms[0].refuse(
            forms[0].weeks, gettext("Xin chia ra: mỗi lần tối đa %(n)s ca.", n=MOST_SHIFTS)
        )
        return _add_page(campaign, *forms, status=422)
    made = actions.plan(actor(), campaign=campaign, blocks=blocks)
    flash(gettext("Đã tạo %(n)s ca.", n=len(made)), "ok")
    return go(url_for("shifts.index", campaign_id=campaign_id))


@bp.get("/ca/<int:shift_id>/chep")
@requires(Permission.SHIFT_ASSIGN)
def copy(shift_id: int) -> Response:
    """Another shift like this one, a week later."""
    shift = queries.shift(shift_id) or abort(404)
    campaign = _campaign(shift.campaign_id)
    first, second = _first_forms(campaign)
    local = (clock.local(shift.starts_at).time(), clock.local(shift.ends_at).time())
    first.process(
        sites=[shift.site_id], first_day=shift.local_date + timedelta(weeks=1), weeks=1,
        starts=local[0], ends=local[1], minimum=shift.minimum, note=shift.note,
        **_role_values(shift),
    )  # fmt: skip
    return _add_page(campaign, first, second, copied=shift)


@bp.get("/ca/<int:shift_id>/sua")
@requires(Permission.SHIFT_ASSIGN)
def edit(shift_id: int) -> AnyResponse:
    shift = queries.shift(shift_id) or abort(404)
    if shift.status in {ShiftStatus.CANCELLED, ShiftStatus.DONE}:
        why = Refusal.CANCELLED if shift.status is ShiftStatus.CANCELLED else Refusal.OVER
        flash(str(text.REFUSAL[why]), "wait")
        return go(url_for("shifts.show", shift_id=shift_id))
    form = ShiftForm(
        formdata=None, site=shift.site_id, day=shift.local_date,
        starts=clock.local(shift.starts_at).time(), ends=clock.local(shift.ends_at).time(),
        minimum=shift.minimum, note=shift.note, lesson=shift.class_id, version=shift.version,
        **_role_values(shift),
    )  # fmt: skip
    return _edit_page(shift, form)


@bp.post("/ca/<int:shift_id>/sua")
@requires(Permission.SHIFT_ASSIGN)
def change(shift_id: int) -> AnyResponse:
    shift = queries.shift(shift_id) or abort(404)
    form = ShiftForm()
    _offer(form, shift)
    if not _is_fine(form, shift.campaign):
        return _edit_page(shift, form, status=422)
    refusal = actions.edit(
        actor(),
        shift=shift,
        change=Change(
            site_id=form.site.data or 0,
            day=form.day.data,
            starts=form.starts.data,
            ends=form.ends.data,
            roles=form.roles,
            minimum=form.minimum.data or 1,
            note=form.note.data or "",
            class_id=form.lesson.data,
            version=version_sent(),
        ),
    )
    if refusal is Refusal.OUTDATED:
        return conflict(shift_id, "shift_plans/edit.html", {"form": form, "errors": form.errors})
    if refusal:
        form.form_errors.append(str(text.REFUSAL[refusal]))
        return _edit_page(shift, form, status=422)
    flash(gettext("Đã lưu ca."), "ok")
    return go(url_for("shifts.show", shift_id=shift_id))


def _campaign(campaign_id: int) -> Campaign:
    """A campaign with shifts of its own: a province's are its communes'."""
    campaign = campaigns.planned(campaign_id) or abort(404)
    return campaign if campaign.commune_id else abort(404)


def _first_forms(campaign: Campaign) -> tuple[BlockForm, BlockForm]:
    role: dict[str, Any] = {
        "role_1": gettext("Hướng dẫn"), "places_1": 3, "minimum": 2, "weeks": 1,
    }  # fmt: skip
    if campaign.kind is Kind.TRAINING:
        # The second role's name says who teaches (shifts.teaching).
        role |= {
            "role_1": gettext("Người dự tập huấn"), "places_1": 30, "role_2": TEACHERS[0],
            "places_2": 1,
        }  # fmt: skip
    first = BlockForm(formdata=None, prefix=FIRST, first_day=campaign.first_day, **EVENING, **role)
    second = BlockForm(formdata=None, prefix=SECOND, **MORNING, **role)
    site = key_asked("site")
    if site:
        first.sites.data = [site]
    return first, second


def _is_fine(form: BlockForm | ShiftForm, campaign: Campaign) -> bool:
    """Its own rules, and that every day lies within the campaign."""
    is_fine = form.validate()
    first = form.first_day if isinstance(form, BlockForm) else form.day
    weeks = (form.weeks.data or 1) if isinstance(form, BlockForm) else 1
    if first.data and not first.errors:
        last = first.data + timedelta(weeks=min(weeks, 60) - 1)
        if first.data < campaign.first_day or last > campaign.last_day:
            form.refuse(first, gettext("Ca phải nằm trong thời gian của chiến dịch."))
            return False
    return bool(is_fine)


def _block(form: BlockForm) -> Block:
    return Block(
        site_ids=tuple(form.sites.data or ()),
        first_day=form.first_day.data,
        weeks=form.weeks.data or 1,
        starts=form.starts.data,
        ends=form.ends.data,
        roles=form.roles,
        minimum=form.minimum.data or 1,
        note=form.note.data or "",
    )


def _role_values(shift: Shift) -> dict[str, Any]:
    found: dict[str, Any] = {}
    shown = [role for role in shift.roles if role.places]
    for number, role in zip(NUMBERS, shown, strict=False):
        found |= {f"role_{number}": role.name, f"places_{number}": role.places}
    return found


def _offer_sites(form: BlockForm, campaign: Campaign) -> None:
    sites = places.sites(campaign.commune_id or 0)
    form.sites.choices = [SelectChoice(site.id, site.name) for site in sites]


def _offer(form: ShiftForm, shift: Shift) -> None:
    sites = places.sites(shift.commune_id)
    form.site.choices = [SelectChoice(site.id, site.name) for site in sites]
    day = form.day.data or shift.local_date
    form.lesson.choices = [
        SelectChoice("", gettext("Không có buổi học")),
        *(
            SelectChoice(one.id, one.title)
            for one in queries.lessons(shift.commune_id, day, also=shift.class_id)
        ),
    ]


def _add_page(
    campaign: Campaign,
    first: BlockForm,
    second: BlockForm,
    *,
    copied: Shift | None = None,
    status: int = 200,
) -> Response:
    for form in (first, second):
        _offer_sites(form, campaign)
    messages = [
        error for form in (first, second) for errors in form.errors.values() for error in errors
    ]
    return htmx.render(
        "shift_plans/add.html", status=status, campaign=campaign, first=first, second=second,
        copied=copied, errors=messages, messages=list(dict.fromkeys(map(str, messages))),
        second_is_used=bool(request.form) and (second.is_used),
    )  # fmt: skip


def _edit_page(shift: Shift, form: ShiftForm, *, status: int = 200) -> Response:
    _offer(form, shift)
    return htmx.render(
        "shift_plans/edit.html", status=status, shift=shift, form=form, errors=form.errors,
        conflict=None,
    )  # fmt: skip
