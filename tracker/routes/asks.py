"""Việc cần xem: what was asked about a learner, and the answer of whoever decides."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts.models import Request
from tracker.core import clock
from tracker.histories import actions as histories
from tracker.mentees import asks, guidance, queries
from tracker.mentees.forms import AskForm, DeclineForm, TransferForm
from tracker.mentees.models import Mentee
from tracker.mentees.rules import Ask, DueDates, MenteeStatus, due_dates
from tracker.mentees.text import ASK
from tracker.policy import Permission, can
from tracker.routes import htmx
from tracker.routes.guards import actor, as_permitted, requires
from tracker.routes.htmx import go
from tracker.routes.learners import guide_by_key, guide_choices
from tracker.routes.mentorships import others

bp = Blueprint("asks", __name__)


@dataclass(frozen=True)
class Asked:
    """One request of the list: whom it is about as far as the reader may know, and until when."""

    request: Request
    name: str
    due: DueDates | None


@bp.get("/yeu-cau")
@requires(Permission.MENTEE_READ)
def index() -> Response:
    found = asks.open_asks()
    names = queries.names_by_id([row.subject_id for row in found if row.subject_id])
    asked = [Asked(row, names.get(row.subject_id or 0, ""), due_of(row)) for row in found]
    return htmx.render("asks/index.html", asked=asked, words=ASK, today=clock.today())


@bp.get("/yeu-cau/<int:request_id>")
@requires(Permission.MENTEE_READ)
def show(request_id: int) -> Response:
    asked = _ask_or_404(request_id)
    return _page(asked, TransferForm(formdata=None), DeclineForm(formdata=None))


@bp.post("/yeu-cau/<int:request_id>/chuyen")
@requires(Permission.MENTEE_TRANSFER)
def accept_transfer(request_id: int) -> AnyResponse:
    asked = _open_or_404(request_id, Ask.TRANSFER)
    person = _person_of(asked)
    if person is None or person.status not in guidance.TRANSFERABLE:
        abort(404)
    form, guides = TransferForm(), others(person)
    form.guide.choices = guide_choices(guides)
    if not form.validate_on_submit():
        return _page(asked, form, DeclineForm(formdata=None), status=422)
    to = guide_by_key(guides, form.guide.data) or abort(422)
    asks.accept_transfer(actor(), asked, mentee=person, to=to, now=clock.now())
    flash(gettext("Từ hôm nay %(guide)s kèm %(name)s.", guide=to.name, name=person.name), "ok")
    return go(url_for(".index"))


@bp.post("/yeu-cau/<int:request_id>/khong-dong-y")
@requires(Permission.MENTEE_TRANSFER)
def decline(request_id: int) -> AnyResponse:
    """A transfer may be refused. An erasure may not: it is the person's right."""
    asked, form = _open_or_404(request_id, Ask.TRANSFER), DeclineForm()
    if not form.validate_on_submit():
        return _page(asked, TransferForm(formdata=None), form, status=422)
    asks.decline(actor(), asked, answer=form.answer.data, now=clock.now())
    flash(gettext("Đã trả lời: không đồng ý."), "ok")
    return go(url_for(".index"))


@bp.post("/yeu-cau/<int:request_id>/da-tra-loi")
@requires(Permission.ERASURE_CARRY_OUT)
def answer(request_id: int) -> AnyResponse:
    """The citizen was told that it will be done."""
    asks.accept_erasure(actor(), _open_or_404(request_id, Ask.ERASURE), now=clock.now())
    flash(gettext("Đã ghi: đã trả lời người dân."), "ok")
    return go(url_for(".show", request_id=request_id))


@bp.post("/yeu-cau/<int:request_id>/xoa-thong-tin")
@requires(Permission.ERASURE_CARRY_OUT)
def erase(request_id: int) -> AnyResponse:
    asked = asks.ask(request_id) or abort(404)
    person = _person_of(asked)
    if asked.kind != Ask.ERASURE or person is None:
        abort(404)
    histories.erase(actor(), mentee=person, now=clock.now())
    flash(gettext("Đã xóa thông tin. Các con số đã đếm giữ nguyên."), "ok")
    return go(url_for(".index"))


@bp.get("/nguoi-hoc/<int:mentee_id>/xin-xoa")
@requires(Permission.ERASURE_RECEIVE)
def asking_erasure(mentee_id: int) -> Response:
    return _erasure_page(_known_or_404(mentee_id), AskForm(formdata=None))


@bp.post("/nguoi-hoc/<int:mentee_id>/xin-xoa")
@requires(Permission.ERASURE_RECEIVE)
def ask_erasure(mentee_id: int) -> AnyResponse:
    person, form, now = _known_or_404(mentee_id), AskForm(), clock.now()
    if not form.validate_on_submit():
        return _erasure_page(person, form, status=422)
    asks.ask_for(
        actor(),
        Ask.ERASURE,
        mentee_id=person.id,
        commune_id=person.commune_id,
        team_id=person.team_id,
        note=form.note.data,
        now=now,
    )
    due = due_dates(clock.local_date(now))
    flash(
        gettext(
            "Đã ghi yêu cầu. Xã trả lời trước hết ngày %(answer)s, xóa xong trước hết ngày"
            " %(done)s.",
            answer=f"{due.answer:%d/%m/%Y}",
            done=f"{due.done:%d/%m/%Y}",
        ),
        "ok",
    )
    reads = can(actor(), Permission.MENTEE_READ)
    return go(url_for("mentees.show", mentee_id=person.id) if reads else "/")


def due_of(asked: Request) -> DueDates | None:
    if asked.kind != Ask.ERASURE:
        return None
    return due_dates(clock.local_date(asked.asked_at))


def _page(
    asked: Request, form: TransferForm, declining: DeclineForm, *, status: int = 200
) -> Response:
    person = _person_of(asked)
    if person is not None and asked.kind == Ask.TRANSFER and can(actor(), _TRANSFER):
        with as_permitted(_TRANSFER):
            guides = others(person)
        form.guide.choices = guide_choices(guides)
        if form.guide.data is None:
            wanting = next((one for one in guides if one.account_id == asked.asked_by_id), None)
            form.guide.data = wanting.key if wanting else None
    return htmx.render(
        "asks/show.html",
        status=status,
        asked=asked,
        person=person,
        due=due_of(asked),
        words=ASK,
        form=form,
        declining=declining,
        errors=form.errors or declining.errors,
        today=clock.today(),
    )


_TRANSFER = Permission.MENTEE_TRANSFER


def _erasure_page(person: Mentee, form: AskForm, *, status: int = 200) -> Response:
    return htmx.render(
        "asks/erasure.html",
        status=status,
        person=person,
        form=form,
        errors=form.errors,
        due=due_dates(clock.today()),
    )


def _person_of(asked: Request) -> Mentee | None:
    person = queries.mentee(asked.subject_id) if asked.subject_id else None
    return person if person and person.status is not MenteeStatus.ERASED else None


def _known_or_404(mentee_id: int) -> Mentee:
    person = queries.mentee(mentee_id)
    return person if person and person.status is not MenteeStatus.ERASED else abort(404)


def _ask_or_404(request_id: int) -> Request:
    return asks.ask(request_id) or abort(404)


def _open_or_404(request_id: int, kind: Ask) -> Request:
    """A request of that kind nobody answered yet."""
    asked = _ask_or_404(request_id)
    return asked if asked.kind == kind and asked.answered_at is None else abort(404)
