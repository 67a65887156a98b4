"""“Đã tập huấn”: the latest day on which somebody was at a training, as a part of a statement.

Nothing is kept for it: it follows from the shifts of trainings, whose rooms lie above this one.
"""

from datetime import date

from sqlalchemy import ScalarSelect, String, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import ColumnElement

from tracker.core.base import Base


def trained_day(account_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ScalarSelect[date]:
    """Of the account in that column; null for whoever was at none."""
    place, shift, volunteer, campaign = (
        Base.metadata.tables[name] for name in ("assignment", "shift", "volunteer", "campaign")
    )
    return (
        select(func.max(shift.c.local_date))
        .select_from(place)
        .join(shift, shift.c.id == place.c.shift_id)
        .join(volunteer, volunteer.c.id == place.c.volunteer_id)
        .join(campaign, campaign.c.id == shift.c.campaign_id)
        .where(
            volunteer.c.account_id == account_id,
            type_coerce(campaign.c.kind, String) == "training",
            type_coerce(shift.c.status, String) != "cancelled",
            type_coerce(place.c.status, String) == "assigned",
            place.c.came_at.is_not(None),
        )
        .scalar_subquery()
    )
