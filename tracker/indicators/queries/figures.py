"""The denominators communes typed in."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.core.db import db
from tracker.indicators.models import PlaceFigure
from tracker.indicators.rules import FigureKind


def latest(commune_ids: Sequence[int], kind: FigureKind, by: date) -> dict[int, PlaceFigure]:
    """The newest known on that day for each commune; the oldest one before anybody counted."""
    rows = db.session.scalars(
        select(PlaceFigure)
        .where(PlaceFigure.commune_id.in_(commune_ids), PlaceFigure.kind == kind)
        .order_by(PlaceFigure.as_of.desc(), PlaceFigure.id.desc())
    )
    found: dict[int, PlaceFigure] = {}
    for row in rows:
        held = found.get(row.commune_id)
        if held is None or held.as_of > by:
            found[row.commune_id] = row
    return found


def history(commune_id: int) -> Sequence[PlaceFigure]:
    """Every count of its adults, newest first, with who typed it."""
    return db.session.scalars(
        select(PlaceFigure)
        .where(PlaceFigure.commune_id == commune_id, PlaceFigure.kind == FigureKind.ADULTS)
        .options(joinedload(PlaceFigure.entered_by))
        .order_by(PlaceFigure.as_of.desc(), PlaceFigure.id.desc())
    ).all()


def of_teams(commune_id: int) -> dict[int, PlaceFigure]:
    """The newest count of adults in each team's area, where somebody typed one."""
    rows = db.session.scalars(
        select(PlaceFigure)
        .where(PlaceFigure.commune_id == commune_id, PlaceFigure.kind == FigureKind.TEAM_ADULTS)
        .order_by(PlaceFigure.as_of, PlaceFigure.id)
    )
    return {row.team_id: row for row in rows if row.team_id is not None}
