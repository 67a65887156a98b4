"""What Đoàn's volunteers did in the days of a report: shifts, people, hours."""

from datetime import datetime

from sqlalchemy import select

from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.quotas.queries.counting import Places, Span
from tracker.shifts.models import Shift
from tracker.shifts.queries.work import by_shift, by_volunteer, stints_at
from tracker.shifts.rules import ShiftStatus

_WHY = "shifts of the report's own place, by key and status"


def work(places: Places, span: Span, now: datetime) -> dict[str, int]:
    """The same reckoning as a campaign's results, over all campaigns of the place."""
    here = places.hold(Shift) & span.holds(Shift.local_date)
    columns = (Shift.id, Shift.status, Shift.opened_at, Shift.campaign_id, Shift.moved_to_id)
    shifts = db.session.execute(by_hand(select(*columns).where(here), _WHY)).all()
    found = stints_at(here, now=now)
    came = [tally for tally in by_volunteer(found).values() if tally.came]
    busy = {id_ for id_, tally in by_shift(found).items() if tally.came}
    standing = [one for one in shifts if one.status != ShiftStatus.CANCELLED]
    return {
        "campaigns": len({one.campaign_id for one in shifts}),
        "planned": sum(one.moved_to_id is None for one in shifts),
        "held": sum(one.opened_at is not None or one.id in busy for one in standing),
        "cancelled": len(shifts) - len(standing),
        "volunteers": len(came),
        "presences": sum(tally.came for tally in came),
        "minutes": sum(tally.minutes for tally in came),
    }
