"""Calendars to subscribe to or download: of a campaign, of one volunteer. No name in any."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response
from flask_babel import gettext

from tracker.core import clock
from tracker.core.scope import unscoped
from tracker.policy import Permission
from tracker.routes.guards import actor, public, requires
from tracker.routes.joining_frame import WHY, campaign_or_404, signup_or_404
from tracker.routes.web import base_url
from tracker.shifts import queries
from tracker.shifts.queries import Own
from tracker.shifts.rules import PlaceStatus, ShiftStatus
from tracker.volunteers import queries as volunteers

if TYPE_CHECKING:  # loaded when somebody asks for a calendar: it is four megabytes
    from icalendar import Event

bp = Blueprint("calendars", __name__)

PRODUCT = "-//Dai su so//Ca tinh nguyen//VI"


@dataclass(frozen=True)
class Entry:
    """One appointment. What was called off stays in the calendar, marked so."""

    key: int
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    is_certain: bool = True
    note: str = ""


@bp.get("/cd/<slug>/lich.ics")
@public
def campaign(slug: str) -> Response:
    """Every shift of the campaign; why one was called off may name somebody, so it is not said."""
    row = campaign_or_404(slug)
    with unscoped(WHY):
        lines = queries.of_campaign(row)
    return _answer(
        Entry(line.id, row.name, line.site_name, line.starts_at, line.ends_at, line.is_cancelled)
        for line in lines
    )


@bp.get("/cd/<slug>/dk/<reference>/lich.ics")
@public
def mine(slug: str, reference: str) -> Response:
    """One volunteer's shifts, by their private link."""
    signup = signup_or_404(slug, reference)
    with unscoped(WHY):
        own = queries.own([signup.volunteer_id], campaign_id=signup.campaign_id)
    return _answer(map(_entry, own))


@bp.get("/ca-cua-toi/lich.ics")
@requires(Permission.SHIFT_SIGN_UP)
def of_account() -> Response:
    """The shifts of whoever is signed in, in all campaigns."""
    mine = volunteers.of_account(actor().account_id)
    return _answer(map(_entry, queries.own([row.id for row in mine])))


def _entry(one: Own) -> Entry:
    return Entry(
        one.shift_id, f"{one.campaign_name} ({one.role})",
        ", ".join(part for part in (one.site_name, one.address, one.commune_name) if part),
        one.starts_at, one.ends_at, one.shift_status is ShiftStatus.CANCELLED,
        is_certain=one.status is PlaceStatus.ASSIGNED, note=one.cancelled_reason,
    )  # fmt: skip


def _answer(entries: Iterable[Entry]) -> Response:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    host = base_url().partition("://")[2]
    for entry in entries:
        calendar.add_component(_event(entry, host))
    answer = Response(calendar.to_ical(), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = "attachment; filename=ca-tinh-nguyen.ics"
    return answer


def _event(entry: Entry, host: str) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"ca-{entry.key}@{host}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    title = entry.title
    if entry.is_cancelled:
        title = gettext("Đã hủy: %(title)s", title=title)
    elif not entry.is_certain:
        title = gettext("Chờ chỗ: %(title)s", title=title)
    event.add("summary", title)
    event.add("location", entry.place)
    status = "CANCELLED" if entry.is_cancelled else "CONFIRMED" if entry.is_certain else "TENTATIVE"
    event.add("status", status)
    if entry.note:
        event.add("description", entry.note)
    return event
