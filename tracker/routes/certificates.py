"""Giấy xác nhận tham gia of a campaign: who qualifies, giving them, the files, taking them back."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice

from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign
from tracker.certificates import actions, papers, queries, text
from tracker.certificates.forms import IssueForm, RevokeForm, ThresholdForm
from tracker.certificates.models import Certificate
from tracker.certificates.queries import Worker
from tracker.certificates.rules import Refusal, State
from tracker.core import clock
from tracker.papers.actions import Order
from tracker.papers.paper import Form
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.files import in_vietnamese
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.web import base_url

bp = Blueprint("certificates", __name__)
bp.add_app_template_filter(lambda state: text.STATE[state], "certificate_look")


@bp.get("/chien-dich/<int:campaign_id>/giay-xac-nhan")
@requires(Permission.CERTIFICATE_ISSUE)
def index(campaign_id: int) -> Response:
    campaign = _campaign(campaign_id)
    threshold = queries.threshold_of(campaign)
    return _page(campaign, ThresholdForm(formdata=None, shifts=threshold), threshold)


@bp.post("/chien-dich/<int:campaign_id>/giay-xac-nhan/nguong")
@requires(Permission.CERTIFICATE_ISSUE)
def threshold(campaign_id: int) -> AnyResponse:
    """From how many shifts on the paper is given."""
    campaign = _campaign(campaign_id)
    form = ThresholdForm()
    if not form.validate():
        return _page(campaign, form, queries.threshold_of(campaign), status=422)
    actions.set_threshold(actor(), campaign=campaign, shifts=form.shifts.data or 1)
    flash(gettext("Đã lưu."), "ok")
    return go(url_for(".index", campaign_id=campaign_id))


@bp.post("/chien-dich/<int:campaign_id>/giay-xac-nhan")
@requires(Permission.CERTIFICATE_ISSUE)
def issue(campaign_id: int) -> AnyResponse:
    """All who are ticked, in one go."""
    campaign = _campaign(campaign_id)
    threshold, form = queries.threshold_of(campaign), IssueForm()
    found = queries.workers(
        campaign, queries.of_campaign(campaign_id), threshold=threshold, now=clock.now()
    )
    form.people.choices = [SelectChoice(one.volunteer.id) for one in _waiting(found)]
    given: list[Certificate] | Refusal = Refusal.NOBODY
    if form.validate():
        given = actions.issue(
            actor(), campaign=campaign, volunteer_ids=set(form.people.data or ()), now=clock.now()
        )
    if isinstance(given, Refusal):
        return _page(
            campaign, ThresholdForm(formdata=None, shifts=threshold), threshold, status=422,
            refused=str(text.REFUSAL[given]),
        )  # fmt: skip
    flash(gettext("Đã cấp %(n)s giấy xác nhận tham gia.", n=len(given)), "ok")
    return go(url_for(".index", campaign_id=campaign_id))


@bp.post("/chien-dich/<int:campaign_id>/giay-xac-nhan/tai")
@requires(Permission.CERTIFICATE_ISSUE)
@in_vietnamese
def take_all(campaign_id: int) -> Order:
    """One file with everybody's sheet."""
    campaign = _campaign(campaign_id)
    valid = [row for row in queries.of_campaign(campaign.id) if row.state is State.VALID]
    return _sheets(campaign, valid or abort(404))


@bp.post("/chien-dich/<int:campaign_id>/giay-xac-nhan/<int:certificate_id>/tai")
@requires(Permission.CERTIFICATE_ISSUE)
@in_vietnamese
def take(campaign_id: int, certificate_id: int) -> Order:
    campaign, row = _campaign(campaign_id), _certificate(campaign_id, certificate_id)
    return _sheets(campaign, [row] if row.state is State.VALID else abort(404))


@bp.get("/chien-dich/<int:campaign_id>/giay-xac-nhan/<int:certificate_id>")
@requires(Permission.CERTIFICATE_ISSUE)
def show(campaign_id: int, certificate_id: int) -> Response:
    """One paper: what it says, how often it was looked up, and taking it back."""
    return _one(_certificate(campaign_id, certificate_id), RevokeForm(formdata=None))


@bp.post("/chien-dich/<int:campaign_id>/giay-xac-nhan/<int:certificate_id>/thu-hoi")
@requires(Permission.CERTIFICATE_ISSUE)
def revoke(campaign_id: int, certificate_id: int) -> AnyResponse:
    row, form = _certificate(campaign_id, certificate_id), RevokeForm()
    if not form.validate():
        return _one(row, form, status=422)
    refusal = actions.revoke(
        actor(), certificate=row, reason=form.reason.data or "", now=clock.now()
    )
    if refusal:
        flash(str(text.REFUSAL[refusal]), "wait")
    else:
        flash(gettext("Đã thu hồi. Ai quét mã trên giấy từ bây giờ sẽ thấy điều này."), "ok")
    return go(url_for(".show", campaign_id=campaign_id, certificate_id=certificate_id))


def _page(
    campaign: Campaign, form: ThresholdForm, threshold: int, *, status: int = 200, refused: str = ""
) -> Response:
    given = queries.of_campaign(campaign.id)
    found = queries.workers(campaign, given, threshold=threshold, now=clock.now())
    return htmx.render(
        "certificates/index.html",
        status=status,
        campaign=campaign,
        form=form,
        errors=form.errors or refused,
        refused=refused,
        threshold=threshold,
        waiting=_waiting(found),
        below=[one for one in found if not one.qualifies and one.certificate is None],
        given=sorted(given, key=lambda row: (row.year, row.number)),
        is_any_valid=any(row.state is State.VALID for row in given),
    )


def _one(row: Certificate, form: RevokeForm, *, status: int = 200) -> Response:
    checks = queries.checks_of([row.id]).get(row.id)
    return htmx.render(
        "certificates/show.html", status=status, certificate=row, checks=checks, form=form,
        errors=form.errors,
    )  # fmt: skip


def _sheets(campaign: Campaign, rows: Sequence[Certificate]) -> Order:
    paper = papers.certificates(rows, base_url=base_url())
    return Order("certificates", Form.PDF, paper, campaign.commune_id)


def _waiting(found: Sequence[Worker]) -> list[Worker]:
    return [one for one in found if one.qualifies and one.certificate is None]


def _campaign(campaign_id: int) -> Campaign:
    return campaigns.campaign(campaign_id) or abort(404)


def _certificate(campaign_id: int, certificate_id: int) -> Certificate:
    return queries.certificate(campaign_id, certificate_id) or abort(404)
