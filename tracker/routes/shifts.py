"""A campaign's shifts: the list by day, one shift, calling it off, who leads."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from tracker.campaigns import queries as campaigns
from tracker.core import clock
from tracker.forms import key_or_none
from tracker.policy import Actor, Permission
from tracker.routes import communes_board, htmx
from tracker.routes.guards import actor, as_permitted, reach, requires
from tracker.routes.htmx import go
from tracker.routes.shift_frame import conflict, notice, version_sent
from tracker.shifts import actions, queries, rules, text
from tracker.shifts.forms import CallOffForm
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.queries import Line
from tracker.shifts.rules import Flaw, Hours, Look, PlaceStatus, Refusal
from tracker.volunteers.rules import is_minor

bp = Blueprint("shifts", __name__)
bp.add_app_template_filter(lambda status: text.PLACE[status], "place_look")
bp.add_app_template_filter(lambda flaw: text.FLAW[flaw], "flaw")
bp.add_app_template_filter(lambda person: person.name or gettext("Đã xóa thông tin"), "helper_name")
bp.add_app_template_filter(lambda proof: text.PROOF[proof], "proof")


@bp.app_template_global("shift_look")
def look(line: Line) -> tuple[Any, str, str]:
    return text.LOOK[rules.look(line.filled, now=clock.now())]


@bp.get("/chien-dich/<int:campaign_id>")
@requires(Permission.CAMPAIGN_READ)
def index(campaign_id: int) -> Response:
    """The shifts by day, what is wrong with them, and four numbers."""
    campaign, branches = campaigns.with_parts(campaign_id) or abort(404)
    if campaign.commune_id is None:
        return communes_board.by_day(campaign, branches)
    now = clock.now()
    lines = queries.of_campaign(campaign)
    coming = [line for line in lines if line.ends_at > now]
    active = [line for line in lines if not line.is_cancelled]
    return htmx.render(
        "shifts/index.html",
        campaign=campaign,
        days=_by_day(coming),
        past=_by_day([line for line in lines if line.ends_at <= now]),
        flawed=_flawed(coming),
        doubles=_doubles(campaign_id),
        number=len(active),
        full=sum(not line.filled.missing for line in active),
        missing=sum(
            line.filled.missing
            for line in active
            if rules.look(line.filled, now=now) in {Look.PLACES_LEFT, Look.ON_NOW}
        ),
        hours=queries.minutes_worked(campaign, now=now) // 60,
    )


@bp.get("/ca/<int:shift_id>")
@requires(Permission.CAMPAIGN_READ)
def show(shift_id: int) -> Response:
    return page(queries.shift(shift_id) or abort(404))


@bp.get("/ca/<int:shift_id>/huy")
@requires(Permission.SHIFT_ASSIGN)
def calling_off(shift_id: int) -> Response:
    shift = queries.shift(shift_id) or abort(404)
    starts, ends = clock.local(shift.starts_at), clock.local(shift.ends_at)
    form = CallOffForm(
        formdata=None, day=shift.local_date + timedelta(days=1), starts=starts.time(),
        ends=ends.time(), version=shift.version,
    )  # fmt: skip
    return _calling_off(shift, form)


@bp.post("/ca/<int:shift_id>/huy")
@requires(Permission.SHIFT_ASSIGN)
def call_off(shift_id: int) -> AnyResponse:
    """Called off, and perhaps moved. It stays in the list with its reason."""
    shift = queries.shift(shift_id) or abort(404)
    form = CallOffForm()
    if not form.validate():
        return _calling_off(shift, form, status=422)
    moved_to = None
    if form.moves.data:
        day = form.day.data
        moved_to = Hours(clock.at(day, form.starts.data), clock.at(day, form.ends.data))
    done = actions.cancel(
        actor(), shift=shift, reason=form.reason.data or "", version=version_sent(),
        moved_to=moved_to,
    )  # fmt: skip
    if done is Refusal.OUTDATED:
        return conflict(shift_id, "shifts/call_off.html", _calling_context(shift, form))
    if isinstance(done, Refusal):
        form.form_errors.append(str(text.REFUSAL[done]))
        return _calling_off(shift, form, status=422)
    if done is None:
        flash(gettext("Đã hủy ca. Ca vẫn hiện trong lịch, kèm lý do."), "ok")
        return go(url_for(".show", shift_id=shift_id))
    flash(gettext("Đã dời ca. Người đã có chỗ được giữ chỗ ở ca mới."), "ok")
    return go(url_for(".show", shift_id=done.id))


@bp.post("/ca/<int:shift_id>/truong-ca")
@requires(Permission.SHIFT_ASSIGN)
def lead(shift_id: int) -> AnyResponse:
    """Name who leads the shift; an empty choice takes it back."""
    shift = queries.shift(shift_id) or abort(404)
    refusal = actions.lead(
        actor(), shift=shift, volunteer_id=_key(request.form.get("leader", "")),
        version=version_sent(),
    )  # fmt: skip
    if refusal is Refusal.OUTDATED:
        return conflict(shift_id)
    if refusal:
        return page(shift, refused=str(text.REFUSAL[refusal]))
    flash(gettext("Đã ghi trưởng ca."), "ok")
    return go(url_for(".show", shift_id=shift_id))


def page(shift: Shift, refused: str = "") -> Response:
    """One shift: roles, who comes where that may be read, and what may be done."""
    now = clock.now()
    (line,) = queries.some([shift.id])
    rights = {permission for permission in _OFFERED if covers(permission, shift)}
    people: Sequence[Assignment] = []
    if Permission.VOLUNTEER_READ in rights:
        with as_permitted(Permission.VOLUNTEER_READ):
            people = queries.people(shift.id)
    return htmx.render(
        "shifts/show.html",
        status=422 if refused else 200,
        shift=shift,
        line=line,
        refused=refused,
        errors=refused,
        roles=queries.roles_of([shift.id]).get(shift.id, []),
        people=people,
        placed=[row for row in people if row.status is PlaceStatus.ASSIGNED],
        minors={
            row.id for row in people if is_minor(row.volunteer.birth_year, today=shift.local_date)
        },
        flaws=rules.flaws(line.filled, now=now, **notice()),
        rights=rights,
        is_mine=leads(actor(), shift),
        is_over=now >= shift.ends_at,
        worked={
            row.id: rules.worked(
                row.came_at, row.left_at, Hours(shift.starts_at, shift.ends_at), now=now
            )
            for row in people
        },
        absent={
            row.id
            for row in people
            if rules.is_absent(row.status, row.came_at, shift.status, over=now >= shift.ends_at)
        },
    )


_OFFERED = (
    Permission.SHIFT_ASSIGN,
    Permission.SHIFT_PROPOSE,
    Permission.SHIFT_CONFIRM,
    Permission.VOLUNTEER_READ,
    Permission.VOLUNTEER_PHONE,
)


def covers(permission: Permission, shift: Shift) -> bool:
    """Whether the person may do this to this very shift; costs no query."""
    within = reach(actor(), permission)
    return (
        shift.team_id in within.teams
        or shift.commune_id in within.communes
        or shift.campaign.province_id in within.provinces
    )


def leads(who: Actor, shift: Shift) -> bool:
    """Whether the person leads this very shift."""
    return shift.leader is not None and shift.leader.account_id == who.account_id


def _flawed(lines: Sequence[Line]) -> list[tuple[Line, list[Flaw]]]:
    now, when = clock.now(), notice()
    judged = [(line, rules.flaws(line.filled, now=now, **when)) for line in lines]
    return [(line, found) for line, found in judged if found]


def _doubles(campaign_id: int) -> list[tuple[str, list[int]]]:
    """People of one name on shifts at one hour, for whoever may read the names."""
    within = reach(actor(), Permission.VOLUNTEER_READ)
    if not (within.communes or within.provinces):
        return []
    with as_permitted(Permission.VOLUNTEER_READ):
        return queries.doubles(campaign_id, now=clock.now())


def _calling_context(shift: Shift, form: CallOffForm) -> dict[str, Any]:
    return {"shift": shift, "form": form, "errors": form.errors}


def _calling_off(shift: Shift, form: CallOffForm, *, status: int = 200) -> Response:
    return htmx.render("shifts/call_off.html", status=status, **_calling_context(shift, form))


def _by_day(lines: Sequence[Line]) -> list[tuple[date, list[Line]]]:
    return [(day, list(those)) for day, those in groupby(lines, key=lambda line: line.local_date)]


def _key(typed: str) -> int | None:
    try:
        return key_or_none(typed)
    except ValueError:
        return 0
