"""What a phone sent and no longer fitted: the leader looks, and takes it or drops it."""

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.checkins import doors, roll
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.forms import keys
from tracker.mentees import queries as mentees
from tracker.outbox import actions, queries, rules
from tracker.outbox.forms import DropForm
from tracker.outbox.models import Review
from tracker.outbox.rules import Item, Outcome, Reason, Status, Verdict
from tracker.outbox.text import REASONS, STATUSES
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, allowed, as_permitted, requires
from tracker.routes.htmx import go
from tracker.routes.said import written_by
from tracker.routes.sending import run

bp = Blueprint("reviews", __name__)
bp.add_app_template_filter(lambda reason: REASONS[reason], "why_unfit")
bp.add_app_template_filter(lambda status: STATUSES[status], "review_status")

# A list that is signed changes only by a correction.
STILL_WRITTEN = {ClassStatus.OPEN, ClassStatus.ENDED}
DONE = {Verdict.RECORDED, Verdict.REPEAT}


@bp.get("/can-xem")
@requires(Permission.OUTBOX_REVIEW)
def index() -> Response:
    return htmx.render("reviews/index.html", found=queries.waiting())


@bp.get("/can-xem/<int:review_id>")
@requires(Permission.OUTBOX_REVIEW)
def show(review_id: int) -> Response:
    return _page(_review(review_id), DropForm(formdata=None))


@bp.post("/can-xem/<int:review_id>/ghi")
@requires(Permission.OUTBOX_REVIEW)
def take(review_id: int) -> AnyResponse:
    """Write it down in one's own right, for whoever sent it, at the time it happened."""
    row = _waiting(review_id)
    outcome = _written(row)
    if outcome.verdict not in DONE:
        why = outcome.words or (str(REASONS[outcome.reason]) if outcome.reason else "")
        form = DropForm(formdata=None)
        form.form_errors.append(gettext("Chưa ghi được: %(why)s", why=why))
        return _page(row, form, status=422)
    actions.take(actor(), row=row, now=clock.now())
    flash(outcome.words or gettext("Đã ghi vào sổ."), "ok")
    return go(url_for(".index"))


@bp.post("/can-xem/<int:review_id>/bo")
@requires(Permission.OUTBOX_REVIEW)
def drop(review_id: int) -> AnyResponse:
    row, form = _waiting(review_id), DropForm()
    if not form.validate():
        return _page(row, form, status=422)
    actions.drop(actor(), row=row, reason=form.reason.data or "", now=clock.now())
    flash(gettext("Đã bỏ, lý do được lưu lại."), "ok")
    return go(url_for(".index"))


def _written(row: Review) -> Outcome:
    """The form again, by the leader's right and in its sender's words; who was at a class that is
    over is noted by hand."""
    item = Item(
        f"review-{row.id}", row.path, tuple((name, value) for name, value in row.fields),
        said_at=int(row.said_at.timestamp() * 1000), offset=0,
    )  # fmt: skip
    if row.path.startswith("/c/"):
        return _noted_by_hand(row)
    with written_by(row.account_id):
        return actions.attempt(item, run)


def _noted_by_hand(row: Review) -> Outcome:
    """Evidence of level 1: written afterwards, by somebody who answers for it."""
    door = doors.door(row.path.split("/")[2])
    if door is None or door.hours.status not in STILL_WRITTEN:
        return Outcome(Verdict.REVIEW, reason=Reason.CLOSED)
    ids = keys(value for name, value in row.fields if name == "mentee")
    with as_permitted(Permission.MENTEE_READ):
        here = [id_ for id_ in sorted(ids) if mentees.mentee(id_) is not None]
    if not here or not allowed(Permission.CLASS_ATTENDEES):
        return Outcome(Verdict.REVIEW, reason=Reason.NOT_YOURS)
    roll.note_brought(actor(), door=door, guide_id=row.account_id, mentee_ids=here, now=clock.now())
    return Outcome(Verdict.RECORDED)


def _page(row: Review, form: DropForm, *, status: int = 200) -> Response:
    return htmx.render(
        "reviews/show.html",
        status=status,
        row=row,
        form=form,
        errors=form.errors or form.form_errors,
        is_waiting=row.status is Status.WAITING,
        is_late=rules.is_worth_saying(row.said_at, row.received_at),
    )


def _review(review_id: int) -> Review:
    return queries.review(review_id) or abort(404)


def _waiting(review_id: int) -> Review:
    """Of two leaders who settle it at once the second sees what the first did."""
    row = queries.review(review_id, for_update=True) or abort(404)
    if row.status is not Status.WAITING:
        abort(_page(row, DropForm(formdata=None), status=409))
    return row
