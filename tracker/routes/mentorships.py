"""A mentorship pauses, goes on, ends, or passes to another ambassador."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.core import clock
from tracker.mentees import asks, guidance
from tracker.mentees.forms import AskForm, PauseForm, StopForm, TransferForm
from tracker.mentees.models import Mentee
from tracker.mentees.rules import Ask, Guide, MenteeStatus, PauseReason
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.learners import guide_by_key, guide_choices
from tracker.routes.mentees import person_or_404

bp = Blueprint("mentorships", __name__, url_prefix="/nguoi-hoc/<int:mentee_id>")

RUNNING = {MenteeStatus.ACTIVE, MenteeStatus.PAUSED, MenteeStatus.DONE}


@bp.get("/tam-dung")
@requires(Permission.MENTEE_EDIT)
def pausing(mentee_id: int) -> Response:
    return _page("pause", person_or_404(mentee_id), PauseForm(formdata=None))


@bp.post("/tam-dung")
@requires(Permission.MENTEE_EDIT)
def pause(mentee_id: int) -> AnyResponse:
    person, form = _guided_or_404(mentee_id), PauseForm()
    if not form.validate_on_submit():
        return _page("pause", person, form, status=422)
    guidance.pause(actor(), mentee=person, reason=PauseReason(form.reason.data))
    return _done(person, gettext("Đã tạm dừng kèm %(name)s.", name=person.name))


@bp.post("/tiep-tuc")
@requires(Permission.MENTEE_EDIT)
def resume(mentee_id: int) -> AnyResponse:
    person = person_or_404(mentee_id)
    if person.ambassador_id is None:
        abort(404)
    guidance.resume(actor(), mentee=person, now=clock.now())
    return _done(person, gettext("Tiếp tục kèm %(name)s.", name=person.name))


@bp.post("/hoan-thanh")
@requires(Permission.MENTEE_EDIT)
def complete(mentee_id: int) -> AnyResponse:
    person = _guided_or_404(mentee_id)
    guidance.complete(actor(), mentee=person, now=clock.now())
    return _done(person, gettext("%(name)s đã hoàn thành.", name=person.name))


@bp.get("/ngung-kem")
@requires(Permission.MENTEE_EDIT)
def stopping(mentee_id: int) -> Response:
    return _page("stop", person_or_404(mentee_id), StopForm(formdata=None))


@bp.post("/ngung-kem")
@requires(Permission.MENTEE_EDIT)
def stop(mentee_id: int) -> AnyResponse:
    person, form = _guided_or_404(mentee_id), StopForm()
    if not form.validate_on_submit():
        return _page("stop", person, form, status=422)
    guidance.stop(actor(), mentee=person, reason=form.chosen, now=clock.now())
    return _done(person, gettext("Đã ngừng kèm %(name)s.", name=person.name))


@bp.get("/chuyen")
@requires(Permission.MENTEE_TRANSFER)
def transferring(mentee_id: int) -> Response:
    person, form = _agreed_or_404(mentee_id), TransferForm(formdata=None)
    form.guide.choices = guide_choices(others(person))
    return _page("transfer", person, form)


@bp.post("/chuyen")
@requires(Permission.MENTEE_TRANSFER)
def transfer(mentee_id: int) -> AnyResponse:
    person, form = _agreed_or_404(mentee_id), TransferForm()
    guides = others(person)
    form.guide.choices = guide_choices(guides)
    if not form.validate_on_submit():
        return _page("transfer", person, form, status=422)
    to = guide_by_key(guides, form.guide.data) or abort(422)
    guidance.transfer(actor(), mentee=person, to=to, note=form.note.data, now=clock.now())
    said = gettext("Từ hôm nay %(guide)s kèm %(name)s.", guide=to.name, name=person.name)
    return _done(person, said)


@bp.get("/xin-chuyen")
@requires(Permission.MENTEE_TRANSFER_ASK)
def asking(mentee_id: int) -> Response:
    return _page("ask", person_or_404(mentee_id), AskForm(formdata=None))


@bp.post("/xin-chuyen")
@requires(Permission.MENTEE_TRANSFER_ASK)
def ask(mentee_id: int) -> AnyResponse:
    person, form = person_or_404(mentee_id), AskForm()
    if not form.validate_on_submit():
        return _page("ask", person, form, status=422)
    asks.ask_for(
        actor(),
        Ask.TRANSFER,
        mentee_id=person.id,
        commune_id=person.commune_id,
        team_id=person.team_id,
        note=form.note.data,
        now=clock.now(),
    )
    return _done(person, gettext("Đã gửi lời xin chuyển tới tổ trưởng."))


def others(person: Mentee) -> Sequence[Guide]:
    """Whom the person may pass to: the ambassadors within reach, but not the present one."""
    present = (person.ambassador_id, person.team_id)
    found = guidance.guides(commune_id=person.commune_id)
    if person.status is MenteeStatus.STOPPED:
        return found
    return [guide for guide in found if (guide.account_id, guide.team_id) != present]


def _guided_or_404(mentee_id: int) -> Mentee:
    person = person_or_404(mentee_id)
    return person if person.status in RUNNING else abort(404)


def _agreed_or_404(mentee_id: int) -> Mentee:
    person = person_or_404(mentee_id)
    return person if person.status in guidance.TRANSFERABLE else abort(404)


def _done(person: Mentee, said: str) -> AnyResponse:
    flash(said, "ok")
    return go(url_for("mentees.show", mentee_id=person.id))


def _page(
    view: str,
    person: Mentee,
    form: PauseForm | StopForm | TransferForm | AskForm,
    *,
    status: int = 200,
) -> Response:
    return htmx.render(
        f"mentorships/{view}.html", status=status, person=person, form=form, errors=form.errors
    )
