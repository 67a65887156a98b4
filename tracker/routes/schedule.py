"""Planning classes: the form, its preview of dates and clashes, copying, asking, answering."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.classes import actions, queries, text
from tracker.classes.forms import AnswerForm, PlanForm, WishForm
from tracker.classes.models import ClassSession
from tracker.classes.rules import Refusal, may_plan
from tracker.core import clock
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, requires
from tracker.routes.htmx import go
from tracker.routes.planning import (
    Owner,
    Preview,
    fill,
    first_values,
    look_ahead,
    owner_named,
    owners,
    plan_of,
    planned_words,
    values_of,
)
from tracker.routes.web import key_asked

bp = Blueprint("schedule", __name__)


@bp.get("/buoi-hoc/them")
@requires(Permission.CLASS_PLAN)
def add() -> Response:
    owner = owner_named(Permission.CLASS_PLAN)
    if owner is None:
        return _choose("schedule.add", Permission.CLASS_PLAN)
    form = PlanForm()
    form.process(data=first_values(owner, fill(form, owner)))
    return _page("schedule/plan.html", form, owner)


@bp.post("/buoi-hoc/them")
@requires(Permission.CLASS_PLAN)
def create() -> AnyResponse:
    owner = owner_named(Permission.CLASS_PLAN) or abort(404)
    form = PlanForm()
    fill(form, owner)
    seen = _checked(form, owner)
    if isinstance(seen, Response):
        return seen
    planned = actions.plan(actor(), plan=plan_of(form, owner))
    flash(planned_words(planned), "ok")
    return go(url_for("classes.show", class_id=planned[0].id))


@bp.get("/buoi-hoc/them/xem-truoc")
@requires(Permission.CLASS_PLAN)
def preview() -> Response:
    owner = owner_named(Permission.CLASS_PLAN) or abort(404)
    form = PlanForm(request.args)
    fill(form, owner)
    form.validate()
    except_id = key_asked("buoi")
    return htmx.render("schedule/_preview.html", preview=look_ahead(form, owner, except_id))


@bp.get("/buoi-hoc/<int:class_id>/chep")
@requires(Permission.CLASS_PLAN)
def copy(class_id: int) -> Response:
    """The same class at the next free week: a new code, and a window of its own."""
    session = queries.session(class_id) or abort(404)
    owner = Owner(session.commune, session.team)
    values = values_of(session)
    while values["day"] <= clock.today():
        values["day"] += timedelta(weeks=1)
    form = PlanForm(data=values)
    fill(form, owner)
    return _page("schedule/plan.html", form, owner, copied=session)


@bp.get("/buoi-hoc/<int:class_id>/sua")
@requires(Permission.CLASS_PLAN)
def edit(class_id: int) -> AnyResponse:
    session = queries.session(class_id) or abort(404)
    if not may_plan(session.status):
        flash(str(text.REFUSAL[Refusal.STATUS]), "wait")
        return go(url_for("classes.show", class_id=class_id))
    owner = Owner(session.commune, session.team)
    form = PlanForm(data=values_of(session))
    fill(form, owner)
    return _page("schedule/edit.html", form, owner, session=session)


@bp.post("/buoi-hoc/<int:class_id>/sua")
@requires(Permission.CLASS_PLAN)
def change(class_id: int) -> AnyResponse:
    session = queries.session(class_id) or abort(404)
    owner = Owner(session.commune, session.team)
    form = PlanForm()
    form.weeks.data = 1
    fill(form, owner)
    seen = _checked(form, owner, session)
    if isinstance(seen, Response):
        return seen
    refusal = actions.edit(actor(), session=session, plan=plan_of(form, owner))
    if refusal:
        form.form_errors.append(str(text.REFUSAL[refusal]))
        return _page("schedule/edit.html", form, owner, session=session, status=422)
    flash(gettext("Đã lưu buổi học."), "ok")
    return go(url_for("classes.show", class_id=class_id))


@bp.get("/buoi-hoc/de-nghi")
@requires(Permission.CLASS_ASK)
def wish() -> Response:
    owner = owner_named(Permission.CLASS_ASK)
    if owner is None:
        return _choose("schedule.wish", Permission.CLASS_ASK)
    form = WishForm()
    form.process(data=first_values(owner, fill(form, owner)))
    return _page("schedule/wish.html", form, owner)


@bp.post("/buoi-hoc/de-nghi")
@requires(Permission.CLASS_ASK)
def ask() -> AnyResponse:
    owner = owner_named(Permission.CLASS_ASK) or abort(404)
    form = WishForm()
    fill(form, owner)
    if not form.validate():
        return _page("schedule/wish.html", form, owner, status=422)
    wished = plan_of(form, owner, leader_id=actor().account_id)
    actions.ask_for_class(actor(), wish=wished, now=clock.now())
    flash(gettext("Đã gửi đề nghị cho tổ trưởng."), "ok")
    return go(url_for("classes.index"))


@bp.get("/buoi-hoc/de-nghi/<int:request_id>")
@requires(Permission.CLASS_PLAN)
def asked(request_id: int) -> Response:
    return _asked(request_id, AnswerForm())


@bp.post("/buoi-hoc/de-nghi/<int:request_id>/nhan")
@requires(Permission.CLASS_PLAN)
def accept(request_id: int) -> AnyResponse:
    found = queries.request(request_id, "class") or abort(404)
    who = actor()
    leader_id = (queries.leader_of(found.team_id) if found.team_id else None) or who.account_id
    planned = actions.accept_class(who, request=found, leader_id=leader_id, now=clock.now())
    if not planned:
        flash(gettext("Đề nghị này đã được trả lời."), "wait")
        return go(url_for("classes.index"))
    flash(planned_words(planned), "ok")
    return go(url_for("classes.show", class_id=planned[0].id))


@bp.post("/buoi-hoc/de-nghi/<int:request_id>/tu-choi")
@requires(Permission.CLASS_PLAN)
def decline(request_id: int) -> AnyResponse:
    found = queries.request(request_id, "class") or abort(404)
    form = AnswerForm()
    if not form.validate():
        return _asked(request_id, form, status=422)
    now = clock.now()
    if actions.decline(actor(), request=found, answer=form.answer.data or "", now=now):
        flash(gettext("Đã trả lời đề nghị."), "ok")
    else:
        flash(gettext("Đề nghị này đã được trả lời."), "wait")
    return go(url_for("classes.index"))


def _asked(request_id: int, form: AnswerForm, status: int = 200) -> Response:
    found = queries.request(request_id, "class") or abort(404)
    proposal = queries.class_proposal(found) or abort(404)
    plan = actions.as_plan(proposal, leader_id=found.asked_by_id)
    clashes = queries.clashes(plan.hours, site_id=plan.site_id, team_id=plan.team_id)
    return htmx.render(
        "schedule/asked.html",
        status=status,
        form=form,
        errors=form.errors,
        asked=found,
        proposal=proposal,
        preview=Preview(plan.hours, clashes),
    )


def _choose(endpoint: str, permission: Permission) -> Response:
    return htmx.render("schedule/choose.html", owners=owners(permission), endpoint=endpoint)


def _page(template: str, form: WishForm, owner: Owner, **more: Any) -> Response:
    status = more.pop("status", 200)
    preview = more.pop("preview", None) or Preview([], [])
    return htmx.render(
        template,
        status=status,
        form=form,
        errors=form.errors,
        owner=owner,
        preview=preview,
        **more,
    )


def _checked(
    form: PlanForm, owner: Owner, session: ClassSession | None = None
) -> Preview | Response:
    """The preview if the form is right and its dates were looked at, else the page again."""
    template = "schedule/edit.html" if session else "schedule/plan.html"
    if not form.validate():
        return _page(template, form, owner, status=422, session=session)
    seen = look_ahead(form, owner, session.id if session else None)
    if seen.wants_a_look and form.seen.data != seen.digest:
        return _page(template, form, owner, status=422, session=session, preview=seen)
    return seen
