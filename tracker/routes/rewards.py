"""Đề nghị khen thưởng of a campaign: candidates by what the records say, proposals, decisions."""

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.core import clock
from tracker.papers.actions import Order
from tracker.papers.paper import Form
from tracker.policy import Breadth, Permission, grants
from tracker.rewards import actions, papers, queries, rules, text
from tracker.rewards.actions import Proposal
from tracker.rewards.forms import DecisionForm, RewardForm, WordsForm
from tracker.rewards.models import Reward
from tracker.rewards.rules import (
    Candidate,
    Refusal,
    RewardKind,
    RewardStatus,
    lined_up,
)
from tracker.routes import htmx
from tracker.routes.files import form_asked, in_vietnamese
from tracker.routes.guards import actor, as_permitted, reach, requires
from tracker.routes.htmx import go
from tracker.routes.web import key_asked

bp = Blueprint("rewards", __name__)
bp.add_app_template_filter(lambda kind: text.KIND[kind], "reward_kind")
bp.add_app_template_filter(lambda status: text.STATUS[status], "reward_look")


@bp.get("/chien-dich/<int:campaign_id>/khen-thuong")
@requires(Permission.REWARD_PROPOSE)
def index(campaign_id: int) -> Response:
    """Who was proposed, and who could be: the most hours first, or as asked."""
    campaign = _campaign(campaign_id)
    asked = request.args.get("xep", "")
    order = next((one for one in rules.Order if one == asked), rules.Order.HOURS)
    given = queries.of_campaign(campaign_id)
    return htmx.render(
        "rewards/index.html",
        campaign=campaign,
        rewards=given,
        order=order,
        orders=text.ORDER,
        candidates=lined_up(_candidates(campaign), order),
        to_send=[one for one in given if one.is_to_send],
    )


@bp.get("/chien-dich/<int:campaign_id>/khen-thuong/them")
@requires(Permission.REWARD_PROPOSE)
def add(campaign_id: int) -> AnyResponse:
    campaign, nominee = _campaign(campaign_id), _nominee(campaign_id)
    if nominee is None:
        return go(url_for(".index", campaign_id=campaign_id))
    form = RewardForm(formdata=None, kind=RewardKind.COMMUNE_MERIT.value)
    return _adding(campaign, nominee, form)


@bp.post("/chien-dich/<int:campaign_id>/khen-thuong/them")
@requires(Permission.REWARD_PROPOSE)
def propose(campaign_id: int) -> AnyResponse:
    campaign, nominee = _campaign(campaign_id), _nominee(campaign_id)
    if nominee is None:
        flash(gettext("Xin chọn người hoặc đội hình trong danh sách."), "wait")
        return go(url_for(".index", campaign_id=campaign_id))
    form = RewardForm()
    if not form.validate():
        return _adding(campaign, nominee, form, status=422)
    proposal = Proposal(RewardKind(form.kind.data), form.words.data or "", _team_of_leader())
    done = actions.propose(
        actor(), campaign=campaign, nominee=nominee, proposal=proposal, now=clock.now()
    )
    if isinstance(done, Refusal):
        form.refuse(form.kind, str(text.REFUSAL[done]))
        return _adding(campaign, nominee, form, status=422)
    flash(gettext("Đã đề nghị khen thưởng %(name)s.", name=nominee.name), "ok")
    return go(url_for(".index", campaign_id=campaign_id))


@bp.post("/chien-dich/<int:campaign_id>/khen-thuong/tai")
@requires(Permission.REWARD_PROPOSE)
def take(campaign_id: int) -> AnyResponse:
    """Tờ trình: everybody still proposed whom the reader may see; of nobody there is none."""
    campaign = _campaign(campaign_id)
    if not _to_send(campaign_id):
        flash(gettext("Chưa có đề nghị nào đang chờ để lập tờ trình."), "wait")
        return go(url_for(".index", campaign_id=campaign_id))
    return _proposal(campaign)


@bp.get("/chien-dich/<int:campaign_id>/khen-thuong/<int:reward_id>")
@requires(Permission.REWARD_PROPOSE)
def show(campaign_id: int, reward_id: int) -> Response:
    reward = _reward(campaign_id, reward_id)
    return _page(reward, _words(reward), DecisionForm(formdata=None))


@bp.post("/chien-dich/<int:campaign_id>/khen-thuong/<int:reward_id>")
@requires(Permission.REWARD_PROPOSE)
def write(campaign_id: int, reward_id: int) -> AnyResponse:
    """Other words; the figures come anew from the records."""
    reward, form = _reward(campaign_id, reward_id), WordsForm()
    if not form.validate():
        return _page(reward, form, DecisionForm(formdata=None), status=422)
    refusal = actions.write(
        actor(), reward=reward, campaign=_campaign(campaign_id), words=form.words.data or "",
        now=clock.now(), with_squads=_reads_all(_campaign(campaign_id)),
    )  # fmt: skip
    return _said(refusal, gettext("Đã lưu, số liệu đã lấy lại từ các ca."), reward)


@bp.post("/chien-dich/<int:campaign_id>/khen-thuong/<int:reward_id>/ket-qua")
@requires(Permission.REWARD_PROPOSE)
def decide(campaign_id: int, reward_id: int) -> AnyResponse:
    reward, form = _reward(campaign_id, reward_id), DecisionForm()
    if not form.validate():
        return _page(reward, _words(reward), form, status=422)
    refusal = actions.decide(
        actor(), reward=reward, status=RewardStatus(form.outcome.data),
        number=form.decision_number.data or "", day=form.decided_on.data,
    )  # fmt: skip
    return _said(refusal, gettext("Đã ghi kết quả."), reward)


@in_vietnamese
def _proposal(campaign: Campaign) -> Order:
    form = form_asked({Form.WORD, Form.PDF})
    paper = papers.proposal(campaign, _to_send(campaign.id), day=clock.today())
    return Order("rewards", form, paper, campaign.commune_id)


def _to_send(campaign_id: int) -> list[Reward]:
    return [row for row in queries.of_campaign(campaign_id) if row.is_to_send]


def _campaign(campaign_id: int) -> Campaign:
    """A leader reads the campaign of their commune, and proposes whom they may read."""
    with as_permitted(Permission.CAMPAIGN_READ):
        return campaigns.campaign(campaign_id) or abort(404)


def _reward(campaign_id: int, reward_id: int) -> Reward:
    _campaign(campaign_id)
    return queries.reward(campaign_id, reward_id) or abort(404)


def _candidates(campaign: Campaign) -> list[Candidate]:
    return queries.candidates(campaign, now=clock.now(), with_squads=_reads_all(campaign))


def _reads_all(campaign: Campaign) -> bool:
    """Everybody of the campaign, not only those on the shifts of one's teams."""
    within = reach(actor(), Permission.REWARD_PROPOSE)
    return campaign.commune_id in within.communes or campaign.province_id in within.provinces


def _nominee(campaign_id: int) -> Candidate | None:
    """Whom the address names (?nguoi=7 or ?doi=2), if their work may be read here."""
    asked = (key_asked("nguoi"), False) if key_asked("nguoi") else (key_asked("doi"), True)
    found = _candidates(_campaign(campaign_id))
    return next((one for one in found if (one.key, one.is_squad) == asked), None)


def _team_of_leader() -> int | None:
    """Their team, for whoever may propose no wider."""
    held = grants(actor(), Permission.REWARD_PROPOSE)
    if any(breadth is not Breadth.TEAM for _post, breadth in held):
        return None
    return next((post.team_id for post, _breadth in held), None)


def _adding(
    campaign: Campaign, nominee: Candidate, form: RewardForm, *, status: int = 200
) -> Response:
    return htmx.render(
        "rewards/add.html", status=status, campaign=campaign, nominee=nominee, form=form,
        errors=form.errors,
    )  # fmt: skip


def _words(reward: Reward) -> WordsForm:
    return WordsForm(formdata=None, words=reward.words)


def _page(
    reward: Reward, form: WordsForm, decision: DecisionForm, *, status: int = 200
) -> Response:
    return htmx.render(
        "rewards/show.html", status=status, reward=reward, form=form, decision=decision,
        errors=form.errors or decision.errors,
    )  # fmt: skip


def _said(refusal: Refusal | None, done: str, reward: Reward) -> AnyResponse:
    flash(str(text.REFUSAL[refusal]) if refusal else done, "wait" if refusal else "ok")
    return go(url_for(".show", campaign_id=reward.campaign_id, reward_id=reward.id))
