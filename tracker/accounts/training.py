"""“Đã tập huấn”: the latest day on which somebody was taught at a training, for statements.

It follows from the shifts of trainings, whose rooms lie above this one. Only where a volunteer in a
post asked to be forgotten is a row kept for it.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    ScalarSelect,
    Select,
    String,
    Subquery,
    func,
    select,
    type_coerce,
    union_all,
)
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
    shift, campaign = (Base.metadata.tables[name] for name in ("shift", "campaign"))
    held = (
        type_coerce(campaign.c.kind, String) == "training",
        type_coerce(shift.c.status, String) != "cancelled",
        *conditions,
    )
    return union_all(_noted().where(*held), _kept().where(*held)).subquery()


def _noted() -> Select[Any]:
    """By the rows of volunteers who have an account."""
    place, role, volunteer = (
        Base.metadata.tables[name] for name in ("assignment", "shift_role", "volunteer")
    )
    shift, campaign = (Base.metadata.tables[name] for name in ("shift", "campaign"))
    return (
        _of(volunteer.c.account_id)
        .select_from(place)
        .join(role, role.c.id == place.c.role_id)
        .join(shift, shift.c.id == place.c.shift_id)
        .join(volunteer, volunteer.c.id == place.c.volunteer_id)
        .join(campaign, campaign.c.id == shift.c.campaign_id)
        .where(
            volunteer.c.account_id.is_not(None),
            type_coerce(place.c.status, String) == "assigned",
            place.c.came_at.is_not(None),
            role.c.is_teaching.is_(False),
        )
    )


def _kept() -> Select[Any]:
    """Of those whose row as a volunteer is forgotten: that they were there stays with the post."""
    kept, shift, campaign = (
        Base.metadata.tables[name] for name in ("kept_training", "shift", "campaign")
    )
    return (
        _of(kept.c.account_id)
        .select_from(kept)
        .join(shift, shift.c.id == kept.c.shift_id)
        .join(campaign, campaign.c.id == shift.c.campaign_id)
    )


def _of(account_id: ColumnElement[int]) -> Select[Any]:
    shift = Base.metadata.tables["shift"]
    return select(
        account_id.label("account_id"), shift.c.local_date.label("day"),
        shift.c.id.label("shift_id"), shift.c.commune_id.label("commune_id"),
    )  # fmt: skip
