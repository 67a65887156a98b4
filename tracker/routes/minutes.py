"""The end of a class: counting, minutes, the lock, corrections, and the two papers to sign."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.checkins import actions as checkins_actions
from tracker.checkins import queries as checkins
from tracker.classes import actions, queries, rules, text
from tracker.classes.actions import Listed, Minutes
from tracker.classes.forms import CorrectionForm, MinutesForm, ReasonForm
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus, Refusal
from tracker.core import clock
from tracker.core.settings import setting
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.classes import covers, is_for_the_commune
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.sites import village_name

bp = Blueprint("minutes", __name__)

# On the paper itself Vietnamese stands in every language of the page.
PAPER_GROUPS = {
    "women": "nữ",
    "elders": "từ 60 tuổi trở lên",
    "disabled": "người khuyết tật",
    "minorities": "dân tộc thiểu số",
    "children": "dưới 16 tuổi",
}
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
def paper(class_id: int) -> AnyResponse:
    """Biên bản lớp học, for two signatures. Numbers only: no learner is named in it."""
    session = queries.session(class_id) or abort(404)
    if session.status not in WRITTEN:
        return go(url_for("classes.show", class_id=class_id))
    return htmx.render(
        "minutes/paper.html",
        session=session,
        count=checkins.count(class_id),
        counted=_counted(session),
        place_and_date=_place_and_date(session),
        where=_where(session),
        figures=actions.figures(session),
        corrections=queries.corrections(class_id),
        back=url_for("classes.show", class_id=class_id),
    )


@bp.get("/buoi-hoc/<int:class_id>/danh-sach")
@requires(Permission.CLASS_ATTENDEES)
def attendance(class_id: int) -> Response:
    """Danh sách người tham gia: name and thôn, by given name."""
    session = queries.session(class_id) or abort(404)
    return htmx.render(
        "minutes/attendance.html",
        session=session,
        attendees=checkins.attendees(class_id),
        place_and_date=_place_and_date(session),
        back=url_for("classes.show", class_id=class_id),
    )


@bp.app_template_filter("spoken_moment")
def spoken_moment(value: datetime) -> str:
    """19 giờ 30 phút ngày 17 tháng 11 năm 2026, as official papers write it in Vietnamese."""
    here = clock.local(value)
    return f"{here.hour} giờ {here.minute:02d} phút, {_spoken_day(here.date())}"


def _spoken_day(day: date) -> str:
    """Days before the 10th and the first two months get a nought, so that none can be added."""
    shown_day = f"{day.day:02d}"
    shown_month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {shown_day} tháng {shown_month} năm {day.year}"


def _place_and_date(session: ClassSession) -> str:
    name = session.commune.name
    for kind in ("Xã ", "Phường ", "Đặc khu "):
        name = name.removeprefix(kind)
    return f"{name}, {_spoken_day(session.local_date)}"


def _where(session: ClassSession) -> str:
    """The site with everything above it, as the paper names it."""
    parts = [session.site.name, session.commune.name, session.commune.province.name]
    if session.site.village:
        with force_locale("vi"):
            parts.insert(1, village_name(session.site.village))
    return ", ".join(parts)


def _counted(session: ClassSession) -> list[tuple[str, str]]:
    """The groups that were counted, in the words of the paper."""
    return [
        (name, PAPER_GROUPS[name]) for name in actions.GROUPS if getattr(session, name) is not None
    ]


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
