"""Classes: the lists, one class, its door, its hosts, and calling it off."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice

from tracker.checkins import queries as checkins
from tracker.classes import actions, queries, rules, text
from tracker.classes.forms import CancelForm, HostForm
from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus, Figures, Hours, Opening, Stage
from tracker.core import clock
from tracker.core.scope import current
from tracker.core.settings import setting
from tracker.policy import Permission, can
from tracker.routes import htmx
from tracker.routes.frame import hour
from tracker.routes.guards import actor, reach, requires
from tracker.routes.htmx import go
from tracker.routes.keeping import keep_offline
from tracker.routes.periods import month_after, month_asked, month_before
from tracker.routes.web import page_asked

bp = Blueprint("classes", __name__)

AHEAD = timedelta(days=28)
PAGE = 30


@bp.app_template_global("class_look")
def look(session: ClassSession) -> tuple[object, str, str]:
    """The status as word, tone and icon."""
    return (text.STATUS[session.status], *text.STATUS_LOOK[session.status])


@bp.get("/buoi-hoc")
@requires(Permission.CLASS_READ)
def index() -> Response:
    """What is open, what comes, what waits for its minutes."""
    now = clock.now()
    active = queries.active(until=now + AHEAD)
    asked = queries.requests_waiting("class") if can(actor(), Permission.CLASS_PLAN) else []
    stages = _by_stage(active, now)
    return htmx.render(
        "classes/index.html",
        on_now=stages[Stage.ON_NOW],
        to_lock=stages[Stage.TO_LOCK],
        coming=_by_day(stages[Stage.COMING]),
        asked=asked,
        announces=bool(current().teams or current().communes),
    )


@bp.get("/buoi-hoc/da-qua")
@requires(Permission.CLASS_READ)
def past() -> Response:
    number = page_asked()
    sessions, has_more = queries.past(page=number, size=PAGE)
    return htmx.render("classes/past.html", sessions=sessions, number=number, has_more=has_more)


@bp.get("/buoi-hoc/lich")
@requires(Permission.CLASS_READ)
def schedule() -> Response:
    """Lịch đào tạo of a month, for the notice board."""
    first = month_asked(latest=clock.today() + rules.FARTHEST_PLAN)
    after = month_after(first)
    sessions = queries.between(first, after - timedelta(days=1))
    return htmx.render(
        "classes/schedule.html",
        first=first,
        after=after,
        before=month_before(first),
        days=_by_day(sessions),
        back=url_for("classes.index"),
    )


@bp.get("/buoi-hoc/<int:class_id>")
@requires(Permission.CLASS_READ)
def show(class_id: int) -> Response:
    session = queries.session(class_id) or abort(404)
    if session.local_date == clock.today():
        keep_offline()
    return _show(session)


@bp.post("/buoi-hoc/<int:class_id>/mo-diem-danh")
@requires(Permission.CLASS_HOST)
def open_check_in(class_id: int) -> AnyResponse:
    session = queries.session(class_id) or abort(404)
    early = timedelta(minutes=setting("check_in_early_minutes"))
    insists = request.form.get("insists") == "y"
    answer = actions.open_check_in(
        actor(), session=session, now=clock.now(), early=early, insists=insists
    )
    if answer is Opening.READY:
        flash(gettext("Đã mở điểm danh."), "ok")
    elif answer is Opening.TOO_EARLY:
        return _show(session, refused=_too_early(session, early))
    elif answer is Opening.ASKS:
        return _show(session, refused=gettext("Xin đánh dấu ô xác nhận để mở điểm danh muộn."))
    return go(url_for("classes.show", class_id=class_id))


@bp.post("/buoi-hoc/<int:class_id>/dong-diem-danh")
@requires(Permission.CLASS_HOST)
def close_check_in(class_id: int) -> AnyResponse:
    session = queries.session(class_id) or abort(404)
    refusal = actions.close_check_in(actor(), session=session, now=clock.now())
    if refusal:
        return _show(session, refused=str(text.REFUSAL[refusal]))
    flash(gettext("Đã đóng điểm danh. Còn đếm người và ghi biên bản."), "ok")
    return go(url_for("minutes.end", class_id=class_id))


@bp.get("/buoi-hoc/<int:class_id>/huy")
@requires(Permission.CLASS_PLAN)
def cancelling(class_id: int) -> Response:
    session = queries.session(class_id) or abort(404)
    return _cancelling(session, CancelForm())


@bp.post("/buoi-hoc/<int:class_id>/huy")
@requires(Permission.CLASS_PLAN)
def cancel(class_id: int) -> AnyResponse:
    session = queries.session(class_id) or abort(404)
    form = CancelForm()
    if not form.validate():
        return _cancelling(session, form, status=422)
    refusal = actions.cancel(
        actor(),
        session=session,
        reason=form.reason.data or "",
        checked_in=checkins.count(class_id),
        following=bool(form.following.data),
    )
    if refusal:
        form.form_errors.append(str(text.REFUSAL[refusal]))
        return _cancelling(session, form, status=422)
    flash(gettext("Đã hủy buổi học. Buổi học vẫn hiện trong lịch, kèm lý do."), "ok")
    return go(url_for("classes.show", class_id=class_id))


@bp.get("/buoi-hoc/<int:class_id>/dieu-hanh")
@requires(Permission.CLASS_PLAN)
def hosts(class_id: int) -> Response:
    session = queries.session(class_id) or abort(404)
    return _hosts(session, HostForm())


@bp.post("/buoi-hoc/<int:class_id>/dieu-hanh")
@requires(Permission.CLASS_PLAN)
def add_host(class_id: int) -> AnyResponse:
    session = queries.session(class_id) or abort(404)
    form = HostForm()
    _offer(form, session)
    if not form.validate():
        return _hosts(session, form, status=422)
    if actions.add_host(actor(), session=session, account_id=form.account.data or 0):
        flash(gettext("Đã thêm người điều hành."), "ok")
    return go(url_for("classes.hosts", class_id=class_id))


@bp.post("/buoi-hoc/<int:class_id>/dieu-hanh/<int:account_id>/bo")
@requires(Permission.CLASS_PLAN)
def remove_host(class_id: int, account_id: int) -> AnyResponse:
    session = queries.session(class_id) or abort(404)
    if actions.remove_host(actor(), session=session, account_id=account_id):
        flash(gettext("Đã bỏ người điều hành."), "ok")
    return go(url_for("classes.hosts", class_id=class_id))


def covers(permission: Permission, session: ClassSession) -> bool:
    """Whether the person may do this to this very class; costs no query."""
    within = reach(actor(), permission)
    people = {session.leader_id, *(host.account_id for host in session.hosts)}
    return (
        within.everywhere
        or session.team_id in within.teams
        or session.commune_id in within.communes
        or within.account in people
    )


def is_for_the_commune(permission: Permission, session: ClassSession) -> bool:
    """Whether the person holds this for the class's whole commune, not only for a team."""
    return session.commune_id in reach(actor(), permission).communes


def _show(session: ClassSession, refused: str = "") -> Response:
    now = clock.now()
    hours = Hours(session.starts_at, session.ends_at)
    may_open = session.status in {ClassStatus.PLANNED, ClassStatus.ENDED}
    early = timedelta(minutes=setting("check_in_early_minutes") if may_open else 0)
    count = None if session.status is ClassStatus.PLANNED else checkins.count(session.id)
    is_over = session.status in {ClassStatus.ENDED, ClassStatus.LOCKED}
    figures = actions.figures(session) if is_over else None
    return htmx.render(
        "classes/show.html",
        status=422 if refused else 200,
        session=session,
        refused=refused,
        errors=refused,
        rights={permission: covers(permission, session) for permission in _OFFERED},
        opening=rules.opening(session.status, hours, now=now, early=early),
        too_early=_too_early(session, early),
        may_end=rules.may_end(session.status, hours, now=now) is None,
        may_plan=rules.may_plan(session.status),
        may_unlock=is_for_the_commune(Permission.MINUTES_LOCK, session),
        count=count,
        figures=figures,
        gap=_gap(figures, count),
        groups=text.GROUPS,
        corrections=queries.corrections(session.id) if session.locked_at else [],
    )


_OFFERED = (
    Permission.CLASS_HOST,
    Permission.CLASS_PLAN,
    Permission.CLASS_ATTENDEES,
    Permission.MINUTES_LOCK,
    Permission.FIGURES_DOWNLOAD,
    Permission.NAMES_DOWNLOAD,
)


def _gap(figures: Figures | None, count: int | None) -> int:
    """How far eye and list are apart, once both are known."""
    if figures is None or count is None:
        return 0
    children = figures.children or 0
    return rules.head_count_gap(counted=figures.head_count, checked_in=count, children=children)


def _too_early(session: ClassSession, early: timedelta) -> str:
    return str(gettext("Mở điểm danh được từ %(hour)s.", hour=hour(session.starts_at - early)))


def _cancelling(session: ClassSession, form: CancelForm, status: int = 200) -> Response:
    following = queries.rest_of_series(session)
    return htmx.render(
        "classes/cancel.html",
        status=status,
        session=session,
        form=form,
        errors=form.errors,
        following=following,
    )


def _hosts(session: ClassSession, form: HostForm, status: int = 200) -> Response:
    _offer(form, session)
    return htmx.render(
        "classes/hosts.html", status=status, session=session, form=form, errors=form.errors
    )


def _offer(form: HostForm, session: ClassSession) -> None:
    """Whoever may help and does not yet."""
    helping = {session.leader_id, *(host.account_id for host in session.hosts)}
    people = queries.candidates(commune_id=session.commune_id, team_id=None)
    others = [one for one in people if one.account_id not in helping]
    form.account.choices = [
        SelectChoice("", gettext("Chọn một người")),
        *(SelectChoice(one.account_id, one.name) for one in others),
    ]


def _by_stage(sessions: Sequence[ClassSession], now: datetime) -> dict[Stage, list[ClassSession]]:
    late = timedelta(minutes=setting("check_in_late_minutes"))
    found: dict[Stage, list[ClassSession]] = {stage: [] for stage in Stage}
    for session in sessions:
        hours = Hours(session.starts_at, session.ends_at)
        found[rules.stage(session.status, hours, now=now, late=late)].append(session)
    return found


def _by_day(sessions: Sequence[ClassSession]) -> list[tuple[date, list[ClassSession]]]:
    days = groupby(sessions, key=lambda session: session.local_date)
    return [(day, list(those)) for day, those in days]
