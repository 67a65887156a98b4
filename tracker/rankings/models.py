"""Published rankings, version by version, and what communes say before one is published."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.core.base import AccountRef, Base, Key, Line, Prose
from tracker.core.scope import CommuneScoped, Reach, Scoped, among, any_of
from tracker.periods.rules import PeriodKind
from tracker.places.models import Commune, Province
from tracker.snapshots.models import Snapshot


class Ranking(Scoped, Base):
    """Bảng xếp hạng of a province for a period. A correction is a new version with a reason."""

    __tablename__ = "ranking"
    __table_args__ = (UniqueConstraint("province_id", "period_kind", "first_day", "version"),)

    id: Mapped[Key]
    province_id: Mapped[int] = mapped_column(ForeignKey("province.id"))
    period_kind: Mapped[PeriodKind]
    first_day: Mapped[date]
    last_day: Mapped[date]
    version: Mapped[int]
    reason: Mapped[Line] = mapped_column(default="")
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    published_at: Mapped[datetime]
    published_by_id: Mapped[AccountRef]

    province: Mapped[Province] = relationship()
    snapshot: Mapped[Snapshot] = relationship()

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return any_of(among(cls.province_id, reach.provinces))


class RankingComment(CommuneScoped, Base):
    """What a commune says about its row before the ranking is published, or is asked about it."""

    __tablename__ = "ranking_comment"
    __table_args__ = (Index("ix_ranking_comment_period", "period_kind", "first_day"),)

    id: Mapped[Key]
    period_kind: Mapped[PeriodKind]
    first_day: Mapped[date]
    text: Mapped[Prose]
    # The province asks; otherwise the commune speaks.
    is_question: Mapped[bool] = mapped_column(default=False)
    said_by_id: Mapped[AccountRef]
    said_at: Mapped[datetime]

    commune: Mapped[Commune] = relationship()
    said_by: Mapped[Account] = relationship()
