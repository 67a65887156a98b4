"""The denominators communes typed in."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.indicators.models import PlaceFigure
from tracker.indicators.rules import FigureKind
from tracker.mentees.models import Mentee


def latest(commune_ids: Sequence[int], kind: FigureKind, by: date) -> dict[int, PlaceFigure]:
    """The newest known on that day for each commune; the oldest one before anybody counted."""
    rows = db.session.scalars(
        select(PlaceFigure)
        .where(
            PlaceFigure.commune_id.in_(commune_ids),
            PlaceFigure.kind == kind,
            PlaceFigure.removed_at.is_(None),
        )
        .order_by(PlaceFigure.as_of.desc(), PlaceFigure.id.desc())
    )
    found: dict[int, PlaceFigure] = {}
    for row in rows:
        held = found.get(row.commune_id)
        if held is None or held.as_of > by:
            found[row.commune_id] = row
    return found


def history(commune_id: int) -> Sequence[PlaceFigure]:
    """Every count of its adults, newest first, with who typed it; also those taken back."""
    return db.session.scalars(
        select(PlaceFigure)
        .where(PlaceFigure.commune_id == commune_id, PlaceFigure.kind == FigureKind.ADULTS)
        .options(joinedload(PlaceFigure.entered_by))
        .order_by(PlaceFigure.as_of.desc(), PlaceFigure.id.desc())
    ).all()


def learners(commune_id: int) -> int:
    """How many adults of the commune at least there are: those it has written down."""
    here = select(func.count()).where(Mentee.commune_id == commune_id)
    return db.session.scalar(by_hand(here, "how many, of a commune within reach; no row")) or 0


def of_teams(commune_id: int) -> dict[int, PlaceFigure]:
    """The newest count of adults in each team's area, where somebody typed one."""
    rows = db.session.scalars(
        select(PlaceFigure)
        .where(
            PlaceFigure.commune_id == commune_id,
            PlaceFigure.kind == FigureKind.TEAM_ADULTS,
            PlaceFigure.removed_at.is_(None),
        )
        .order_by(PlaceFigure.as_of, PlaceFigure.id)
    )
    return {row.team_id: row for row in rows if row.team_id is not None}
