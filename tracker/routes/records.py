"""What a volunteer did: their own list, their certificates and badges. Signed in, or by the link.

Whoever asks is whom it is about, so taking these leaves no line in the journal.
"""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, Response, abort, url_for
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts.limits import Limit
from tracker.campaigns.models import Signup
from tracker.certificates import papers, queries
from tracker.certificates.models import Certificate
from tracker.certificates.papers import Done
from tracker.certificates.rules import State
from tracker.core import clock
from tracker.core.scope import unscoped
from tracker.policy import Permission
from tracker.routes import badges, htmx
from tracker.routes.files import Own, in_vietnamese
from tracker.routes.guards import actor, public, requires, within_limit
from tracker.routes.htmx import go
from tracker.routes.joining_frame import WHY, page, signup_or_404
from tracker.routes.web import base_url
from tracker.shifts import queries as shifts
from tracker.volunteers import queries as volunteers
from tracker.volunteers.models import Volunteer

bp = Blueprint("records", __name__)


@bp.get("/ca-cua-toi/da-lam")
@requires(Permission.SHIFT_SIGN_UP)
def show() -> Response:
    """Every shift one was on, and one's papers."""
    people = _mine()
    keys = [row.id for row in people]
    done = _done(keys, now=clock.now())
    return htmx.render(
        "records/show.html", people=people, done=done, certificates=queries.of_volunteers(keys),
        minutes=sum(one.minutes for one in done), may_badge=badges.is_offered(),
    )  # fmt: skip


@bp.get("/ca-cua-toi/da-lam.pdf")
@requires(Permission.SHIFT_SIGN_UP)
def as_pdf() -> AnyResponse:
    people = _mine()
    if not people:
        return go(url_for(".show"))
    return _list_pdf(people[0], [row.id for row in people])


@bp.get("/ca-cua-toi/giay/<int:certificate_id>")
@requires(Permission.SHIFT_SIGN_UP)
def certificate(certificate_id: int) -> AnyResponse:
    return _certificate_pdf(_one([row.id for row in _mine()], certificate_id))


@bp.get("/ca-cua-toi/giay/<int:certificate_id>/huy-hieu")
@requires(Permission.SHIFT_SIGN_UP)
def badge(certificate_id: int) -> Response:
    return badges.download(_one([row.id for row in _mine()], certificate_id))


@bp.get("/cd/<slug>/dk/<reference>/da-lam")
@public
def by_link(slug: str, reference: str) -> Response:
    """The same for whoever has no account, of this commune's campaigns."""
    signup = signup_or_404(slug, reference)
    with unscoped(WHY):
        keys = _of_link(signup)
        done = _done(keys, now=clock.now())
        found = queries.of_volunteers(keys)
    return page(
        "records/by_link.html", signup=signup, campaign=signup.campaign, done=done,
        certificates=found, minutes=sum(one.minutes for one in done),
        may_badge=badges.is_offered(),
        back=url_for("joining.mine", slug=slug, reference=reference),
    )  # fmt: skip


@bp.get("/cd/<slug>/dk/<reference>/da-lam.pdf")
@public
def pdf_by_link(slug: str, reference: str) -> AnyResponse:
    signup = signup_or_404(slug, reference)
    with unscoped(WHY):
        return _list_pdf(signup.volunteer, _of_link(signup))


@bp.get("/cd/<slug>/dk/<reference>/giay/<int:certificate_id>")
@public
def certificate_by_link(slug: str, reference: str, certificate_id: int) -> AnyResponse:
    signup = signup_or_404(slug, reference)
    with unscoped(WHY):
        return _certificate_pdf(_one(_of_link(signup), certificate_id))


@bp.get("/cd/<slug>/dk/<reference>/giay/<int:certificate_id>/huy-hieu")
@public
def badge_by_link(slug: str, reference: str, certificate_id: int) -> Response:
    signup = signup_or_404(slug, reference)
    with unscoped(WHY):
        return badges.download(_one(_of_link(signup), certificate_id))


def _mine() -> Sequence[Volunteer]:
    return volunteers.of_account(actor().account_id)


def _of_link(signup: Signup) -> list[int]:
    return [signup.volunteer_id]


def _done(keys: Sequence[int], *, now: datetime) -> list[Done]:
    """The shifts that are over where they were seen, in order."""
    came = {one.shift_id: one for one in shifts.stints_of(keys, now=now) if one.worked is not None}
    over = (one for one in shifts.own(keys) if one.ends_at <= now)
    return [Done(one, came[one.shift_id]) for one in over if one.shift_id in came]


def _one(keys: Sequence[int], certificate_id: int) -> Certificate:
    """One's own paper that is in force."""
    found = (row for row in queries.of_volunteers(keys) if row.id == certificate_id)
    row = next(found, None)
    return row if row is not None and row.state is State.VALID else abort(404)


@in_vietnamese
def _list_pdf(person: Volunteer, keys: Sequence[int]) -> Own:
    within_limit(Limit.OWN_PAPER)
    now = clock.now()
    return Own(papers.record(person, _done(keys, now=now), now=now))


@in_vietnamese
def _certificate_pdf(row: Certificate) -> Own:
    within_limit(Limit.OWN_PAPER)
    return Own(papers.certificates([row], base_url=base_url()))
