"""Numbers that took long to count, kept until something they were counted from changes.

The database writes every change down itself (`totals.triggers`), whoever writes the rows. A total
remembers how many changes there were up to its last day when it was counted; it is good while
there are still as many.
"""

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from tracker.core.base import Base, Code, Key


class Total(Base):
    """The value of an indicator in a team, a commune or a province from a day to a day.

    Reached only through `totals.queries`, for places that the reader sees as a whole.
    """

    __tablename__ = "total"

    level: Mapped[Code] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True)
    last_day: Mapped[date] = mapped_column(primary_key=True)
    code: Mapped[Code] = mapped_column(primary_key=True)
    n: Mapped[int]
    d: Mapped[int | None]
    # In how many places the base is not known.
    lacking: Mapped[int]
    # As of which sweep of the place's changes, and how many changes after it.
    sweeps: Mapped[int]
    changes: Mapped[int]


class TotalChange(Base):
    """Something counted on this day in this commune changed. Every write pays for this row, so it
    points to nothing that the database would have to look up."""

    __tablename__ = "total_change"
    __table_args__ = (Index("ix_total_change_commune_day", "commune_id", "day"),)

    id: Mapped[Key]
    commune_id: Mapped[int]
    day: Mapped[date]


class TotalSweep(Base):
    """How often the changes of a commune were swept away."""

    __tablename__ = "total_sweep"

    commune_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sweeps: Mapped[int]
