"""Campaigns: the list, one's plan, its stage, and taking up what the province offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice

from tracker.campaigns import actions, queries, rules, text
from tracker.campaigns.actions import Entry
from tracker.campaigns.forms import CampaignForm
from tracker.campaigns.models import Campaign
from tracker.campaigns.rules import PRESET, Kind, Refusal, Stage
from tracker.core import clock
from tracker.core.settings import setting
from tracker.places import queries as places
from tracker.places.models import Commune, Province
from tracker.policy import Breadth, Permission, can, grants
from tracker.routes import htmx
from tracker.routes.guards import actor, reach, requires
from tracker.routes.htmx import go
from tracker.routes.web import key_asked
from tracker.shifts import queries as shifts
from tracker.shifts.actions import move_on as move_to
from tracker.skills import queries as skills
from tracker.skills.models import Module
from tracker.skills.text import name_of

bp = Blueprint("campaigns", __name__)
bp.add_app_template_filter(lambda kind: text.KIND[kind], "campaign_kind")


@dataclass(frozen=True)
class Owner:
    """Whose campaign it will be: a commune's or a province's."""

    province: Province
    commune: Commune | None = None

    @property
    def name(self) -> str:
        return self.commune.name if self.commune else self.province.name

    @property
    def query(self) -> dict[str, int]:
        return {"xa": self.commune.id} if self.commune else {"tinh": self.province.id}


@bp.app_template_global("campaign_look")
def look(campaign: Campaign) -> tuple[object, str, str]:
    """The stage as word, tone and icon."""
    return (text.STAGE[campaign.stage], *text.STAGE_LOOK[campaign.stage])


@bp.app_template_global("manages")
def manages(campaign: Campaign) -> bool:
    """Whether the person plans this very campaign; costs no query."""
    within = reach(actor(), Permission.CAMPAIGN_MANAGE)
    return campaign.commune_id in within.communes or campaign.province_id in within.provinces


@bp.get("/chien-dich")
@requires(Permission.CAMPAIGN_READ)
def index() -> Response:
    """What runs, what comes, what is over; and what the province offers to the commune."""
    communes = [owner.commune for owner in owners() if owner.commune]
    return htmx.render(
        "campaigns/index.html",
        campaigns=queries.listed(),
        offers=[(commune, queries.offered_to(commune)) for commune in communes],
    )


@bp.get("/chien-dich/them")
@requires(Permission.CAMPAIGN_MANAGE)
def add() -> Response:
    form = CampaignForm(formdata=None, kind=Kind.YOUTH_SKILLS.value)
    codes = PRESET[Kind.YOUTH_SKILLS]
    modules = skills.catalogue()
    form.skills.data = [
        skill.id for module in modules for skill in module.skills if skill.code in codes
    ]
    return _form_page("campaigns/add.html", form, modules, owner=_owner())


@bp.post("/chien-dich/them")
@requires(Permission.CAMPAIGN_MANAGE)
def create() -> AnyResponse:
    owner = _owner()
    form = CampaignForm()
    modules = skills.catalogue()
    _offer_skills(form, modules)
    if not form.validate():
        return _form_page("campaigns/add.html", form, modules, owner=owner, status=422)
    campaign = actions.create(
        actor(),
        entry=_entry(form),
        province_id=owner.province.id,
        commune_id=owner.commune.id if owner.commune else None,
        now=clock.now(),
    )
    flash(gettext("Đã tạo chiến dịch. Tiếp theo: mục tiêu từng nơi và các ca."), "ok")
    return go(url_for(".plan", campaign_id=campaign.id))


@bp.get("/chien-dich/<int:campaign_id>/ke-hoach")
@requires(Permission.CAMPAIGN_READ)
def plan(campaign_id: int) -> Response:
    return _plan(queries.planned(campaign_id) or abort(404))


@bp.get("/chien-dich/<int:campaign_id>/sua")
@requires(Permission.CAMPAIGN_MANAGE)
def edit(campaign_id: int) -> Response:
    campaign = queries.planned(campaign_id) or abort(404)
    form = CampaignForm(formdata=None, obj=campaign)
    form.kind.data = campaign.kind.value
    form.skills.data = [skill.id for skill in campaign.skills]
    return _form_page("campaigns/edit.html", form, skills.catalogue(), campaign=campaign)


@bp.post("/chien-dich/<int:campaign_id>/sua")
@requires(Permission.CAMPAIGN_MANAGE)
def change(campaign_id: int) -> AnyResponse:
    campaign = queries.campaign(campaign_id) or abort(404)
    form = CampaignForm()
    modules = skills.catalogue()
    _offer_skills(form, modules)
    if not form.validate():
        return _form_page("campaigns/edit.html", form, modules, campaign=campaign, status=422)
    refusal = actions.edit(actor(), campaign=campaign, entry=_entry(form))
    if refusal:
        form.form_errors.append(str(text.REFUSAL[refusal]))
        return _form_page("campaigns/edit.html", form, modules, campaign=campaign, status=422)
    flash(gettext("Đã lưu chiến dịch."), "ok")
    return go(url_for(".plan", campaign_id=campaign_id))


@bp.post("/chien-dich/<int:campaign_id>/giai-doan")
@requires(Permission.CAMPAIGN_MANAGE)
def move_on(campaign_id: int) -> AnyResponse:
    """Đang chuẩn bị → Đang mở đăng ký → Đang chạy → Đã tổng kết, and one step back."""
    campaign = queries.planned(campaign_id) or abort(404)
    wanted = request.form.get("stage", "")
    if wanted not in set(Stage):
        return _plan(campaign, refused=gettext("Xin chọn trong danh sách."))
    refusal = move_to(
        actor(), campaign=campaign, stage=Stage(wanted), now=clock.now(),
        floor=setting("public_floor"),
    )  # fmt: skip
    if refusal:
        return _plan(campaign, refused=str(text.REFUSAL[refusal]))
    flash(gettext("Chiến dịch: %(stage)s.", stage=text.STAGE[campaign.stage]), "ok")
    left = _still_to_come(campaign) if campaign.stage is Stage.CLOSED else 0
    if left:
        flash(
            ngettext(
                "Còn %(num)s ca chưa diễn ra, không có trong số liệu tổng kết.",
                "Còn %(num)s ca chưa diễn ra, không có trong số liệu tổng kết.",
                left,
            ),
            "wait",
        )
    return go(url_for(".plan", campaign_id=campaign_id))


@bp.post("/chien-dich/<int:campaign_id>/nhan")
@requires(Permission.CAMPAIGN_MANAGE)
def take_up(campaign_id: int) -> AnyResponse:
    """The commune takes part in the province's campaign and plans its own shifts."""
    commune = next((owner.commune for owner in owners() if owner.commune), None) or abort(404)
    parent = queries.offer(campaign_id, commune)
    if parent is None:
        flash(str(text.REFUSAL[Refusal.ALREADY_TAKEN_UP]), "wait")
        return go(url_for(".index")) if queries.campaign(campaign_id) else abort(404)
    taken = actions.take_up(actor(), parent=parent, commune=commune, now=clock.now())
    if isinstance(taken, Refusal):
        flash(str(text.REFUSAL[taken]), "wait")
        return go(url_for(".index"))
    flash(gettext("Đã nhận chiến dịch của tỉnh. Tiếp theo: các ca của xã."), "ok")
    return go(url_for(".plan", campaign_id=taken.id))


def owners() -> list[Owner]:
    """Every place one may plan campaigns for."""
    found: dict[tuple[int | None, int | None], Owner] = {}
    for post, breadth in grants(actor(), Permission.CAMPAIGN_MANAGE):
        key = (post.province_id, post.commune_id)
        if key in found:
            continue
        if breadth is Breadth.COMMUNE and post.commune_id is not None:
            commune = places.commune(post.commune_id) or abort(404)
            found[key] = Owner(commune.province, commune)
        elif breadth is Breadth.PROVINCE and post.province_id is not None:
            found[key] = Owner(places.province(post.province_id) or abort(404))
    return list(found.values())


def _owner() -> Owner:
    """Whose campaign the address names; the first possible when it names none."""
    asked = {"xa": key_asked("xa"), "tinh": key_asked("tinh")}
    named = {name: key for name, key in asked.items() if key is not None}
    possible = [owner for owner in owners() if not named or owner.query == named]
    return possible[0] if possible else abort(404)


def _plan(campaign: Campaign, refused: str = "") -> Response:
    return htmx.render(
        "campaigns/plan.html",
        status=422 if refused else 200,
        campaign=campaign,
        refused=refused,
        errors=refused,
        citizens=shifts.citizens(campaign, now=clock.now()),
        moves=_moves(campaign) if manages(campaign) else [],
        branches=queries.branches(campaign.id) if campaign.commune_id is None else [],
    )


def _moves(campaign: Campaign) -> list[tuple[Stage, Any, bool]]:
    """Where it may go: the stage, the words, and whether it is a step back."""
    order = list(Stage)
    here = order.index(campaign.stage)
    return [
        (stage, (text.MOVE if is_on else text.MOVE_BACK)[stage], not is_on)
        for stage in rules.next_stages(campaign.stage)
        for is_on in [order.index(stage) > here]
    ]


def _still_to_come(campaign: Campaign) -> int:
    """Shifts that a summing up leaves out, because they are not over."""
    now = clock.now()
    lines = shifts.of_campaign(campaign)
    return sum(not line.is_cancelled and line.ends_at > now for line in lines)


def _form_page(
    page: str,
    form: CampaignForm,
    modules: list[Module],
    *,
    owner: Owner | None = None,
    campaign: Campaign | None = None,
    status: int = 200,
) -> Response:
    _offer_skills(form, modules)
    return htmx.render(
        page, status=status, form=form, errors=form.errors, owner=owner, campaign=campaign,
        owners=owners() if owner and can(actor(), Permission.CAMPAIGN_MANAGE) else [],
    )  # fmt: skip


def _offer_skills(form: CampaignForm, modules: Sequence[Module]) -> None:
    form.skills.choices = [
        SelectChoice(skill.id, name_of(skill), optgroup=name_of(module))
        for module in modules
        for skill in module.skills
    ]


def _entry(form: CampaignForm) -> Entry:
    return Entry(
        kind=form.kind_chosen,
        name=form.name.data or "",
        days=form.days,
        goal=form.goal.data or "",
        goal_turns=form.goal_turns.data,
        goal_people=form.goal_people.data,
        contact_name=form.contact_name.data or "",
        contact_phone=form.contact_phone.number,
        skill_ids=tuple(form.skills.data or ()),
        topics=tuple(form.topics.data or ()),
    )
