"""What a commune types in because no row tells it: how many adults live there, says whom, when."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Account
from tracker.core.base import AccountRef, Base, Key, Line
from tracker.core.scope import CommuneScoped
from tracker.indicators.rules import FigureKind
from tracker.places.models import Commune


class PlaceFigure(CommuneScoped, Base):
    """A denominator with its source and date. A newer one is added, none is changed; what was typed
    by mistake is taken back and stays on record."""

    __tablename__ = "place_figure"
    __table_args__ = (Index("ix_place_figure_commune_kind", "commune_id", "kind", "as_of"),)

    id: Mapped[Key]
    kind: Mapped[FigureKind]
    # Only of a figure about one team's area.
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    value: Mapped[int]
    source: Mapped[Line]
    as_of: Mapped[date]
    entered_by_id: Mapped[AccountRef]
    entered_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    commune: Mapped[Commune] = relationship()
    entered_by: Mapped[Account] = relationship(foreign_keys="PlaceFigure.entered_by_id")
