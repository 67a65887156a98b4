"""By one's private link: what is written about oneself, putting it right, and having it erased."""

from flask import Blueprint, Response, redirect
from flask import url_for as link
from werkzeug.wrappers import Response as AnyResponse

from tracker.campaigns.models import Signup
from tracker.core import clock
from tracker.core.scope import unscoped
from tracker.partings import actions as partings
from tracker.routes.guards import maybe_actor, public
from tracker.routes.helper_details import form_of, offer_villages, put_right
from tracker.routes.joining_frame import WHY, page, signup_or_404
from tracker.volunteers.forms import DetailsForm
from tracker.volunteers.text import CONSENT

bp = Blueprint("own_details", __name__)


@bp.get("/cd/<slug>/dk/<reference>/thong-tin")
@public
def show(slug: str, reference: str) -> Response:
    signup = signup_or_404(slug, reference)
    return _page(signup, form_of(signup.volunteer))


@bp.post("/cd/<slug>/dk/<reference>/thong-tin")
@public
def correct(slug: str, reference: str) -> AnyResponse:
    """Everything but growing up: for that somebody has to be rung up."""
    signup = signup_or_404(slug, reference)
    wrong = put_right(signup, who=maybe_actor(), is_own=True, why=WHY)
    if wrong:
        return _page(signup, wrong, status=422)
    return redirect(link("joining.mine", slug=slug, reference=reference), 303)


@bp.get("/cd/<slug>/dk/<reference>/xoa")
@public
def erasing(slug: str, reference: str) -> Response:
    """What goes and what stays, before the button."""
    signup = signup_or_404(slug, reference)
    return page("own_details/erase.html", campaign=signup.campaign, signup=signup)


@bp.post("/cd/<slug>/dk/<reference>/xoa")
@public
def erase(slug: str, reference: str) -> Response:
    """At once: whoever holds the link is the volunteer."""
    signup = signup_or_404(slug, reference)
    campaign = signup.campaign
    with unscoped(WHY):
        partings.erase(maybe_actor(), volunteer=signup.volunteer, now=clock.now())
    return page("own_details/erased.html", campaign=campaign)


def _page(signup: Signup, form: DetailsForm, *, status: int = 200) -> Response:
    offer_villages(form, signup.commune_id)
    return page(
        "own_details/show.html", status=status, campaign=signup.campaign, signup=signup, form=form,
        errors=form.errors, consent=CONSENT.text,
    )  # fmt: skip
