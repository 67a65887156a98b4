"""What teams wrote for the report of their commune."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.periods.rules import Period
from tracker.places.models import Team
from tracker.reports.models import Report, TeamPart
from tracker.reports.rules import Issuer, ReportKind, Status


def parts(commune_id: int, first: date, last: date) -> Sequence[TeamPart]:
    """Of the windows that end within these days, by team."""
    return db.session.scalars(
        select(TeamPart)
        .join(Team, Team.id == TeamPart.team_id)
        .where(TeamPart.commune_id == commune_id, TeamPart.last_day.between(first, last))
        .options(joinedload(TeamPart.team), joinedload(TeamPart.written_by))
        .order_by(Team.name, TeamPart.last_day)
    ).all()


def part_of(team_id: int, window: Period) -> TeamPart | None:
    return db.session.scalar(
        select(TeamPart)
        .where(TeamPart.team_id == team_id, TeamPart.last_day == window.last)
        .options(joinedload(TeamPart.written_by))
    )


def team_and_part(team_id: int, window: Period) -> tuple[Team, TeamPart | None] | None:
    """A team within reach with its commune, and its part of the window's report. One statement."""
    its = (TeamPart.team_id == Team.id) & (TeamPart.last_day == window.last)
    row = db.session.execute(
        select(Team, TeamPart)
        .outerjoin(TeamPart, its)
        .where(Team.id == team_id)
        .options(joinedload(Team.commune))
    ).first()
    return (row[0], row[1]) if row else None


def is_closed(commune_id: int, window: Period) -> bool:
    """Whether the commune has frozen its quarterly report of the window."""
    frozen = exists().where(
        Report.commune_id == commune_id,
        Report.issuer == Issuer.COMMUNE,
        Report.kind == ReportKind.QUARTER,
        Report.last_day == window.last,
        Report.status != Status.DRAFT,
    )
    why = "whether one's own commune has closed its report, nothing of what is in it"
    return bool(db.session.scalar(by_hand(select(frozen), why)))
