"""Typing in a denominator."""

from datetime import date, datetime

from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.indicators.models import PlaceFigure
from tracker.indicators.rules import FigureKind
from tracker.policy import Actor


@atomic
def enter_figure(
    actor: Actor,
    *,
    commune_id: int,
    kind: FigureKind,
    value: int,
    source: str,
    as_of: date,
    now: datetime,
    team_id: int | None = None,
) -> PlaceFigure:
    """The newest day wins; what was typed before stays, with who typed it."""
    row = PlaceFigure(
        commune_id=commune_id, kind=kind, team_id=team_id, value=value, source=source,
        as_of=as_of, entered_by_id=actor.account_id, entered_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    journal.record("figure.enter", row, account_id=actor.account_id, kind=str(kind))
    return row
