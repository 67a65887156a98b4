"""Who comes to a shift: picking, suggestions for the gaps, proposals of a team, taking off."""

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields.choices import SelectChoice

from tracker.core import clock
from tracker.core.scope import unscoped
from tracker.policy import Permission
from tracker.routes import htmx
from tracker.routes.guards import actor, as_permitted, requires
from tracker.routes.htmx import go
from tracker.routes.shift_frame import conflict, version_sent
from tracker.routes.shifts import page
from tracker.shifts import actions, queries, rules, text
from tracker.shifts.actions import Placing
from tracker.shifts.forms import PlaceForm, TakeOffForm
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.queries import Helper
from tracker.shifts.rules import HOLDING, Candidate, Hours, PlaceStatus, Refusal
from tracker.volunteers.rules import is_minor, slot_of

bp = Blueprint("placing", __name__)

SUGGESTED = 6


@bp.get("/ca/<int:shift_id>/giao")
@requires(Permission.SHIFT_ASSIGN)
def choose(shift_id: int) -> Response:
    shift = _shift(shift_id)
    form = PlaceForm(formdata=None, version=shift.version)
    return _choose(shift, form)


@bp.post("/ca/<int:shift_id>/giao")
@requires(Permission.SHIFT_ASSIGN)
def place(shift_id: int) -> AnyResponse:
    """Everybody chosen, or nobody: a refusal says who and why; a reason may overrule it."""
    shift = _shift(shift_id)
    form = PlaceForm()
    found = _offer(form, shift)
    if not form.validate():
        return _choose(shift, form, status=422)
    placed = actions.place(
        actor(),
        shift=shift,
        placing=Placing(
            tuple(form.volunteers.data or ()), form.role.data or 0, version_sent(),
            form.override_reason.data or "",
        ),
        now=clock.now(),
    )  # fmt: skip
    if placed.outdated:
        newest = _shift(shift_id)
        return conflict(shift_id, "placing/choose.html", _context(newest, form))
    if not placed.is_done:
        names = {one.volunteer.id: one.volunteer.name for one in found}
        form.form_errors += [
            gettext("%(name)s: %(why)s", name=names[key], why=text.REFUSAL[why])
            for key, why in placed.refusals.items()
        ]
        return _choose(
            shift, form, status=422, overlaps=Refusal.OVERLAP in placed.refusals.values()
        )
    flash(gettext("Đã giao ca."), "ok")
    return go(url_for("shifts.show", shift_id=shift_id))


@bp.get("/ca/<int:shift_id>/de-nghi")
@requires(Permission.SHIFT_PROPOSE)
def naming(shift_id: int) -> Response:
    """A team's leader names who could come; Đoàn xã decides."""
    shift = _shift(shift_id)
    return _naming(shift, PlaceForm(formdata=None, version=shift.version))


@bp.post("/ca/<int:shift_id>/de-nghi")
@requires(Permission.SHIFT_PROPOSE)
def propose(shift_id: int) -> AnyResponse:
    shift = _shift(shift_id)
    form = PlaceForm()
    _offer(form, shift)
    if not form.validate():
        return _naming(shift, form, status=422)
    named = actions.propose(
        actor(), shift=shift, volunteer_ids=form.volunteers.data or (),
        role_id=form.role.data or 0, now=clock.now(),
    )  # fmt: skip
    if not named:
        form.form_errors.append(gettext("Những người này đã có trong ca hoặc bận giờ đó."))
        return _naming(shift, form, status=422)
    flash(gettext("Đã đề nghị %(n)s người. Đoàn xã sẽ trả lời.", n=named), "ok")
    return go(url_for("shifts.show", shift_id=shift_id))


@bp.post("/ca/<int:shift_id>/nguoi/<int:assignment_id>/tra-loi")
@requires(Permission.SHIFT_ASSIGN)
def answer(shift_id: int, assignment_id: int) -> AnyResponse:
    shift, row = _row(shift_id, assignment_id)
    accepted = request.form.get("accepted") == "y"
    refusal = actions.answer(actor(), shift=shift, row=row, accepted=accepted, now=clock.now())
    if refusal:
        return page(shift, refused=str(text.REFUSAL[refusal]))
    words, _tone, _shape = text.PLACE[row.status]
    flash(gettext("%(name)s: %(place)s.", name=row.volunteer.name, place=words), "ok")
    return go(url_for("shifts.show", shift_id=shift_id))


@bp.get("/ca/<int:shift_id>/nguoi/<int:assignment_id>/bot")
@requires(Permission.SHIFT_ASSIGN)
def taking_off(shift_id: int, assignment_id: int) -> Response:
    shift, row = _row(shift_id, assignment_id)
    return _taking_off(shift, row, TakeOffForm(formdata=None))


@bp.post("/ca/<int:shift_id>/nguoi/<int:assignment_id>/bot")
@requires(Permission.SHIFT_ASSIGN)
def take_off(shift_id: int, assignment_id: int) -> AnyResponse:
    """The next in the queue moves up at once."""
    shift, row = _row(shift_id, assignment_id)
    form = TakeOffForm()
    if not form.validate():
        return _taking_off(shift, row, form, status=422)
    refusal = actions.take_off(
        actor(), shift=shift, row=row, reason=form.reason.data or "", now=clock.now()
    )
    if refusal:
        form.form_errors.append(str(text.REFUSAL[refusal]))
        return _taking_off(shift, row, form, status=422)
    flash(gettext("Đã bớt người. Người chờ đầu tiên được vào thay nếu có."), "ok")
    return go(url_for("shifts.show", shift_id=shift_id))


def _shift(shift_id: int) -> Shift:
    return queries.shift(shift_id) or abort(404)


def _row(shift_id: int, assignment_id: int) -> tuple[Shift, Assignment]:
    shift = _shift(shift_id)
    with as_permitted(Permission.VOLUNTEER_READ):
        row = queries.assignment(shift_id, assignment_id) or abort(404)
    return shift, row


def _helpers(shift: Shift) -> list[Helper]:
    """Whom one may choose: those one may read about."""
    with as_permitted(Permission.VOLUNTEER_READ):
        return queries.helpers(shift)


def _offer(form: PlaceForm, shift: Shift) -> list[Helper]:
    found = _helpers(shift)
    form.volunteers.choices = [SelectChoice(one.volunteer.id, one.volunteer.name) for one in found]
    form.role.choices = [
        SelectChoice(role.id, f"{role.name} · {role.assigned}/{role.places}")
        for role in queries.roles_of([shift.id]).get(shift.id, [])
        if role.places
    ]
    if len(form.role.choices) == 1 and form.role.data is None:
        form.role.data = form.role.choices[0].value
    return found


def _context(shift: Shift, form: PlaceForm) -> dict[str, Any]:
    """The people: first those who fit the gap, then everybody else by name."""
    found = {one.volunteer.id: one for one in _offer(form, shift)}
    with as_permitted(Permission.VOLUNTEER_READ):
        rows = queries.people(shift.id)
    here = {row.volunteer_id for row in rows if row.status in HOLDING}
    placed = [row for row in rows if row.status is PlaceStatus.ASSIGNED]
    hours = Hours(shift.starts_at, shift.ends_at)
    with unscoped("whether somebody is free, not where they are"):
        busy = queries.clashes_at(hours, found, except_id=shift.id)
    slot = slot_of(clock.local(shift.starts_at))
    candidates = [
        _candidate(one, shift, slot=slot, is_free=key not in busy)
        for key, one in found.items()
        if key not in here
    ]
    has_adult = any(
        not is_minor(row.volunteer.birth_year, today=shift.local_date) for row in placed
    )
    likely = rules.suggest(candidates, village_id=shift.site.village_id, has_adult=has_adult)
    first = [found[one.volunteer_id] for one in likely[:SUGGESTED]]
    near = {one.volunteer.id for one in first}
    return {
        "shift": shift,
        "form": form,
        "errors": form.errors,
        "suggested": first,
        "others": [one for key, one in found.items() if key not in here and key not in near],
        "busy": busy,
        "available": {one.volunteer_id for one in candidates if one.is_available},
        "minors": {one.volunteer_id for one in candidates if one.is_minor},
        "ticked": set(form.volunteers.data or ()),
    }


def _candidate(one: Helper, shift: Shift, *, slot: str, is_free: bool) -> Candidate:
    person = one.volunteer
    return Candidate(
        person.id,
        person.village_id,
        is_available=slot in person.availability,
        is_free=is_free,
        is_minor=is_minor(person.birth_year, today=shift.local_date),
        shifts=one.shifts,
        name_key=person.sort_key,
    )


def _choose(
    shift: Shift, form: PlaceForm, *, status: int = 200, overlaps: bool = False
) -> Response:
    return htmx.render(
        "placing/choose.html", status=status, conflict=None, overlaps=overlaps,
        **_context(shift, form),
    )  # fmt: skip


def _naming(shift: Shift, form: PlaceForm, *, status: int = 200) -> Response:
    return htmx.render("placing/name.html", status=status, **_context(shift, form))


def _taking_off(shift: Shift, row: Assignment, form: TakeOffForm, *, status: int = 200) -> Response:
    return htmx.render(
        "placing/take_off.html", status=status, shift=shift, row=row, form=form,
        errors=form.errors,
    )  # fmt: skip
