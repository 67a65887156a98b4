"""“Đã tập huấn”: the latest day on which somebody was taught at a training, for statements.

Nothing is kept for it: it follows from the shifts of trainings, whose rooms lie above this one.
"""

from datetime import date

from sqlalchemy import ScalarSelect, String, Subquery, func, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import ColumnElement

from tracker.core.base import Base


def trained_day(account_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ScalarSelect[date]:
    """Of the account in that column; null for whoever was at none."""
    there = presences()
    statement = select(func.max(there.c.day)).where(there.c.account_id == account_id)
    return statement.scalar_subquery()


def presences(*conditions: ColumnElement[bool]) -> Subquery:
    """Who was taught on which day, of which campaign. Whoever teaches there is none of them."""
    place, role, shift, volunteer, campaign = (
        Base.metadata.tables[name]
        for name in ("assignment", "shift_role", "shift", "volunteer", "campaign")
    )
    return (
        select(
            volunteer.c.account_id.label("account_id"), shift.c.local_date.label("day"),
            shift.c.id.label("shift_id"), shift.c.commune_id.label("commune_id"),
        )
        .select_from(place)
        .join(role, role.c.id == place.c.role_id)
        .join(shift, shift.c.id == place.c.shift_id)
        .join(volunteer, volunteer.c.id == place.c.volunteer_id)
        .join(campaign, campaign.c.id == shift.c.campaign_id)
        .where(
            volunteer.c.account_id.is_not(None),
            type_coerce(campaign.c.kind, String) == "training",
            type_coerce(shift.c.status, String) != "cancelled",
            type_coerce(place.c.status, String) == "assigned",
            place.c.came_at.is_not(None),
            role.c.is_teaching.is_(False),
            *conditions,
        )
        .subquery()
    )  # fmt: skip
