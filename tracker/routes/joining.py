"""The public page of a campaign, and signing up without an account. One request, no script.

It names no volunteer to anybody. A sign-up is reached again only by its own private link.
"""

from collections.abc import Collection, Sequence
from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from flask import url_for as link
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts import queries as accounts
from tracker.accounts.limits import Limit
from tracker.campaigns import queries as campaigns
from tracker.campaigns.models import Campaign, Signup
from tracker.campaigns.rules import Door, Stage, door
from tracker.core import clock, names
from tracker.core.scope import unscoped
from tracker.core.settings import setting
from tracker.routes.guards import maybe_actor, public, within_limit
from tracker.routes.helper_details import offer_villages, person_of
from tracker.routes.joining_frame import (
    WHY,
    Outcome,
    by_day,
    campaign_or_404,
    cancel_limit,
    coming,
    outcomes,
    page,
    signup_or_404,
    tiles_of,
    why_closed,
    wishes_of,
)
from tracker.routes.web import base_url
from tracker.shifts import actions, queries
from tracker.shifts.rules import PlaceStatus
from tracker.shifts.text import REFUSAL
from tracker.volunteers.forms import PersonForm
from tracker.volunteers.text import CONSENT

bp = Blueprint("joining", __name__)


@bp.get("/cd/<int:campaign_id>")
@public
def short(campaign_id: int) -> AnyResponse:
    """What a poster's code holds."""
    with unscoped(WHY):
        campaign = campaigns.campaign(campaign_id)
    if campaign is None or campaign.stage is Stage.PREPARING:
        abort(404)
    return redirect(link(".show", slug=campaign.slug), 303)


@bp.get("/cd/<slug>")
@public
def show(slug: str) -> Response:
    """What, when, where, and how many are still needed; afterwards what came of it."""
    campaign = campaign_or_404(slug)
    now = clock.now()
    with unscoped(WHY):
        lines = coming(campaign)
        is_over = campaign.stage is Stage.CLOSED
        results = queries.results_of(campaign, now=now) if is_over else None
        floor = setting("public_floor") if is_over else 0
    return page(
        "joining/show.html",
        campaign=campaign,
        why=why_closed(campaign),
        days=by_day(lines),
        needed=sum(line.filled.missing for line in lines),
        results=results,
        floor=floor,
        address=f"{base_url()}/cd/{campaign.id}",
    )


@bp.get("/cd/<slug>/dang-ky")
@public
def ask(slug: str) -> Response:
    campaign = campaign_or_404(slug)
    form = PersonForm(formdata=None, **_of_account())
    return _form_page(campaign, form, frozenset(request.args.getlist("ca")))


@bp.post("/cd/<slug>/dang-ky")
@public
def sign_up(slug: str) -> AnyResponse:
    """Everything that is free, else a place in the queue; refusals name their shift."""
    campaign = campaign_or_404(slug)
    if door(campaign.stage, opens_at=campaign.opens_at, now=clock.now()) is not Door.OPEN:
        return _form_page(campaign, PersonForm(formdata=None), frozenset(), status=422)
    form = PersonForm()
    offer_villages(form, campaign.commune_id or 0)
    ticked = frozenset(request.form.getlist("shift"))
    wishes = wishes_of(ticked)
    is_fine = form.validate()
    if not wishes or not is_fine:
        why = "" if wishes else gettext("Xin chọn ít nhất một ca.")
        return _form_page(campaign, form, ticked, status=422, why=why)
    within_limit(Limit.SIGN_UP)
    with unscoped(WHY):
        joined = actions.sign_up(
            maybe_actor(),
            campaign=campaign,
            person=person_of(form, _own_account(form)),
            wishes=wishes,
            now=clock.now(),
        )
        said = outcomes(campaign, joined)
    if joined.reference is None:
        return page("joining/done.html", campaign=campaign, said=said)
    if not joined.took_any:
        return _form_page(campaign, form, ticked, status=422, refused=said)
    return redirect(link(".mine", slug=slug, reference=joined.reference.lower()), 303)


@bp.get("/cd/<slug>/dk/<reference>")
@public
def mine(slug: str, reference: str) -> Response:
    """Somebody's own shifts, how to give one up, and what else is open."""
    return _mine(signup_or_404(slug, reference))


@bp.post("/cd/<slug>/dk/<reference>/them")
@public
def more(slug: str, reference: str) -> AnyResponse:
    """Further shifts by the private link: nothing has to be said again."""
    signup = signup_or_404(slug, reference)
    campaign = signup.campaign
    wishes = wishes_of(request.form.getlist("shift"))
    is_open = door(campaign.stage, opens_at=campaign.opens_at, now=clock.now()) is Door.OPEN
    if not wishes or not is_open:
        return _mine(signup, why=gettext("Xin chọn ít nhất một ca."), status=422)
    with unscoped(WHY):
        joined = actions.add_wishes(maybe_actor(), signup=signup, wishes=wishes, now=clock.now())
        said = outcomes(campaign, joined)
    if not joined.took_any:
        return _mine(signup, refused=said, status=422)
    return redirect(link(".mine", slug=slug, reference=reference), 303)


@bp.post("/cd/<slug>/dk/<reference>/rut/<int:assignment_id>")
@public
def give_up(slug: str, reference: str, assignment_id: int) -> AnyResponse:
    """Own cancelling, until the limit; whoever waits moves up at once."""
    signup = signup_or_404(slug, reference)
    with unscoped(WHY):
        refusal = actions.give_up(
            maybe_actor(), volunteer_ids=[signup.volunteer_id], assignment_id=assignment_id,
            now=clock.now(), limit=cancel_limit(),
        )  # fmt: skip
    if refusal:
        return _mine(signup, why=str(REFUSAL[refusal]), status=422)
    return redirect(link(".mine", slug=slug, reference=reference), 303)


def _of_account() -> dict[str, Any]:
    """A signed-in person need not type what their account knows."""
    who = maybe_actor()
    row = accounts.account(who.account_id) if who else None
    if row is None:
        return {}
    return {"name": row.name, "phone": "0" + row.phone[3:], "birth_year": row.birth_year}


def _own_account(form: PersonForm) -> int | None:
    """The account of whoever signs themselves up; a friend's name on this phone is a friend."""
    who = maybe_actor()
    row = accounts.account(who.account_id) if who else None
    is_me = (
        row is not None
        and row.phone == form.phone.number
        and row.search_key == names.search_key(form.name.data or "")
    )
    return row.id if row and is_me else None


def _form_page(
    campaign: Campaign,
    form: PersonForm,
    ticked: Collection[str],
    *,
    status: int = 200,
    why: str = "",
    refused: Sequence[Outcome] = (),
) -> Response:
    offer_villages(form, campaign.commune_id or 0)
    with unscoped(WHY):
        tiles = tiles_of(campaign)
    return page(
        "joining/form.html",
        status=status,
        campaign=campaign,
        form=form,
        closed=why_closed(campaign),
        tiles=tiles,
        ticked=ticked,
        why=why,
        refused=refused,
        errors=form.errors or why or refused,
        consent=CONSENT.text,
    )


def _mine(
    signup: Signup,
    *,
    why: str = "",
    refused: Sequence[Outcome] = (),
    status: int = 200,
) -> Response:
    campaign = signup.campaign
    with unscoped(WHY):
        own = queries.own([signup.volunteer_id], campaign_id=campaign.id)
        taken = {one.shift_id for one in own}
        tiles = tiles_of(campaign, without=taken)
        limit = cancel_limit()
    now = clock.now()
    return page(
        "joining/mine.html",
        status=status,
        campaign=campaign,
        signup=signup,
        own=own,
        may_leave={
            one.assignment_id
            for one in own
            if now <= one.starts_at - limit or one.status is not PlaceStatus.ASSIGNED
        },
        hours=int(limit.total_seconds()) // 3600,
        tiles=[] if why_closed(campaign) else tiles,
        why=why,
        refused=refused,
        errors=why or refused,
        now=now,
    )
