"""The end of a class: counting, minutes, the lock, corrections, and the two papers to sign."""

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.checkins import actions as checkins_actions
from tracker.checkins import papers
from tracker.checkins import queries as checkins
from tracker.classes import actions, queries, rules, text
from tracker.classes.actions import Listed, Minutes
from tracker.classes.forms import CorrectionForm, MinutesForm, ReasonForm
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus, Refusal
from tracker.core import clock
from tracker.core.settings import setting
from tracker.papers.actions import Order
from tracker.papers.forms import NamesForm
from tracker.papers.paper import ALL_FORMS, Form, Paper
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.classes import covers, is_for_the_commune
from tracker.routes.files import Look, form_asked, in_vietnamese, why
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go

bp = Blueprint("minutes", __name__)

WRITTEN = {ClassStatus.ENDED, ClassStatus.LOCKED}


@bp.get("/buoi-hoc/<int:class_id>/ket-thuc")
@requires(Permission.CLASS_HOST)
def end(class_id: int) -> AnyResponse:
    session = queries.session(class_id) or abort(404)
    refusal = _may_end(session)
    if refusal:
        flash(str(text.REFUSAL[refusal]), "wait")
        return go(url_for("classes.show", class_id=class_id))
    return _page("minutes/end.html", session, MinutesForm(data=_values(session)))


@bp.post("/buoi-hoc/<int:class_id>/ket-thuc")
@requires(Permission.CLASS_HOST)
def note(class_id: int) -> AnyResponse:
    """Keep the minutes; with “Chốt biên bản” lock them in the same request."""
    session = queries.session(class_id) or abort(404)
    form = MinutesForm()
    locks = request.form.get("step") == "lock"
    if locks and not covers(Permission.MINUTES_LOCK, session):
        abort(403)
    listed = _listed(session)
    if not _is_right(form, listed):
        return _page("minutes/end.html", session, form, status=422)
    refusal = actions.note(actor(), session=session, minutes=_minutes(form), now=clock.now())
    if locks and refusal is None:
        refusal = actions.lock(actor(), session=session, listed=listed, now=clock.now())
    if refusal:
        form.form_errors.append(str(text.REFUSAL[refusal]))
        return _page("minutes/end.html", session, form, status=422)
    if locks:
        checkins_actions.confirm_by_head_count(session)
        flash(gettext("Đã chốt biên bản."), "ok")
    else:
        flash(gettext("Đã lưu. Biên bản chưa chốt."), "ok")
    return go(url_for("classes.show", class_id=class_id))


@bp.get("/buoi-hoc/<int:class_id>/dinh-chinh")
@requires(Permission.MINUTES_LOCK)
def correcting(class_id: int) -> AnyResponse:
    session = queries.session(class_id) or abort(404)
    if session.status is not ClassStatus.LOCKED:
        return go(url_for("classes.show", class_id=class_id))
    return _page("minutes/correct.html", session, CorrectionForm(data=_values(session)))


@bp.post("/buoi-hoc/<int:class_id>/dinh-chinh")
@requires(Permission.MINUTES_LOCK)
def correct(class_id: int) -> AnyResponse:
    session = queries.session(class_id) or abort(404)
    form, listed = CorrectionForm(), _listed(session)
    if not _is_right(form, listed):
        return _page("minutes/correct.html", session, form, status=422)
    refusal = actions.correct(
        actor(),
        session=session,
        minutes=_minutes(form),
        listed=listed,
        reason=form.reason.data or "",
    )
    if refusal:
        form.form_errors.append(str(text.REFUSAL[refusal]))
        return _page("minutes/correct.html", session, form, status=422)
    checkins_actions.confirm_by_head_count(session)
    flash(gettext("Đã đính chính biên bản. Lý do được lưu lại."), "ok")
    return go(url_for("classes.show", class_id=class_id))


@bp.get("/buoi-hoc/<int:class_id>/mo-lai-bien-ban")
@requires(Permission.MINUTES_LOCK)
def unlocking(class_id: int) -> Response:
    session = _for_the_commune(class_id)
    return htmx.render("minutes/unlock.html", session=session, form=ReasonForm(), errors=None)


@bp.post("/buoi-hoc/<int:class_id>/mo-lai-bien-ban")
@requires(Permission.MINUTES_LOCK)
def unlock(class_id: int) -> AnyResponse:
    session = _for_the_commune(class_id)
    form = ReasonForm()
    if not form.validate():
        context = {"session": session, "form": form, "errors": form.errors}
        return htmx.render("minutes/unlock.html", status=422, **context)
    refusal = actions.unlock(actor(), session=session, reason=form.reason.data or "")
    flash(str(text.REFUSAL[refusal]) if refusal else gettext("Đã mở lại biên bản."), "wait")
    return go(url_for("classes.show", class_id=class_id))


@bp.get("/buoi-hoc/<int:class_id>/bien-ban")
@requires(Permission.CLASS_READ)
@in_vietnamese
def paper(class_id: int) -> Look | AnyResponse:
    """Biên bản lớp học as a page to print. Numbers only: no learner is named in it."""
    session = queries.session(class_id) or abort(404)
    if session.status not in WRITTEN:
        return go(url_for("classes.show", class_id=class_id))
    return Look(_minutes_paper(session), url_for("classes.show", class_id=class_id))


@bp.post("/buoi-hoc/<int:class_id>/bien-ban")
@requires(Permission.CLASS_READ)
@in_vietnamese
def take(class_id: int) -> Order | AnyResponse:
    """The same as a file, for those whose work it is to send papers on."""
    session = queries.session(class_id) or abort(404)
    if not covers(Permission.FIGURES_DOWNLOAD, session):
        abort(403)
    if session.status not in WRITTEN:
        return go(url_for("classes.show", class_id=class_id))
    form = form_asked({Form.WORD, Form.PDF})
    return Order("minutes", form, _minutes_paper(session), session.commune_id)


@bp.post("/buoi-hoc/<int:class_id>/danh-sach")
@requires(Permission.NAMES_DOWNLOAD)
def attendance(class_id: int) -> AnyResponse:
    """Danh sách người tham gia. It leaves the house with names in it: every copy is written down
    with its reason, the printed one too."""
    session = queries.session(class_id) or abort(404)
    asked, form = form_asked(ALL_FORMS), NamesForm()
    if not form.validate():
        return _why(session, asked, form)
    return _attendance(session, asked, form.reason.data or "")


@bp.get("/buoi-hoc/<int:class_id>/danh-sach")
@requires(Permission.NAMES_DOWNLOAD)
def why_attendance(class_id: int) -> Response:
    session = queries.session(class_id) or abort(404)
    return _why(session, form_asked(ALL_FORMS), NamesForm(formdata=None))


def _why(session: ClassSession, asked: Form, form: NamesForm) -> Response:
    back = url_for("classes.show", class_id=session.id), gettext("Buổi học")
    return why(
        form, asked, what=gettext("Danh sách người tham gia"), about=session.title, back=back,
        action=url_for(".attendance", class_id=session.id, dang=asked.value),
    )  # fmt: skip


@in_vietnamese
def _attendance(session: ClassSession, asked: Form, reason: str) -> Order:
    made = papers.attendance(session, checkins.attendees(session.id))
    return Order("attendance", asked, made, session.commune_id, reason)


def _minutes_paper(session: ClassSession) -> Paper:
    return papers.minutes(
        session,
        listed=checkins.count(session.id),
        figures=actions.figures(session),
        corrections=queries.corrections(session.id),
    )


def _may_end(session: ClassSession) -> Refusal | None:
    hours = rules.Hours(session.starts_at, session.ends_at)
    return rules.may_end(session.status, hours, now=clock.now())


def _for_the_commune(class_id: int) -> ClassSession:
    """Only the commune opens locked minutes again."""
    session = queries.session(class_id) or abort(404)
    if not is_for_the_commune(Permission.MINUTES_LOCK, session):
        abort(403)
    return session


def _listed(session: ClassSession) -> Listed:
    return Listed(checkins.count(session.id), setting("head_count_gap_percent"))


def _is_right(form: MinutesForm, listed: Listed) -> bool:
    """Whether the form is filled in well, a large gap with its reason."""
    if not form.validate():
        return False
    counted = form.figures
    if listed.agrees(counted) or counted.gap_reason:
        return True
    form.refuse(
        form.gap_reason,
        gettext(
            "Quét được %(listed)s, đếm được %(counted)s. Xin ghi lý do.",
            listed=listed.checked_in,
            counted=counted.head_count,
        ),
    )
    return False


def _minutes(form: MinutesForm) -> Minutes:
    return Minutes(
        form.figures,
        content=form.content.data or "",
        difficulties=form.difficulties.data or "",
        proposals=form.proposals.data or "",
    )


def _values(session: ClassSession) -> dict[str, Any]:
    """What was written so far; the content begins with what the plan said."""
    counted = {name: getattr(session, name) for name in actions.GROUPS}
    taught = "\n".join(f"- {skill.name}" for skill in session.skills)
    return {
        **counted,
        "head_count": session.head_count,
        "gap_reason": session.gap_reason,
        "content": session.minutes or (f"{session.title}\n{taught}".strip()),
        "difficulties": session.difficulties,
        "proposals": session.proposals,
    }


def _page(template: str, session: ClassSession, form: MinutesForm, status: int = 200) -> Response:
    listed = checkins.count(session.id)
    return htmx.render(
        template,
        status=status,
        session=session,
        form=form,
        errors=form.errors or form.form_errors,
        count=listed,
        may_lock=covers(Permission.MINUTES_LOCK, session),
        shows_gap=bool(form.gap_reason.data or form.gap_reason.errors),
    )
