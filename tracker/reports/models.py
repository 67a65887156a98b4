"""Reports from the first draft to what was sent, and what teams write for them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.core.base import AccountRef, Base, Key, Line, Prose
from tracker.core.scope import Reach, Scoped, TeamScoped, among, any_of
from tracker.periods.rules import PeriodKind
from tracker.places.models import Commune, Province, Team
from tracker.reports.rules import Issuer, ReportKind, Status
from tracker.snapshots.models import Snapshot


class Report(Scoped, Base):
    """One report of one office about some days. Its figures are frozen in a snapshot."""

    __tablename__ = "report"
    __table_args__ = (Index("ix_report_period", "province_id", "kind", "last_day"),)

    id: Mapped[Key]
    province_id: Mapped[int] = mapped_column(ForeignKey("province.id"))
    # Empty for a report about the whole province.
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"), index=True)
    issuer: Mapped[Issuer]
    kind: Mapped[ReportKind]
    title: Mapped[Line] = mapped_column(default="")
    # Of a thematic report: which indicators ("codes") and modules of skills; empty means all.
    about: Mapped[Any] = mapped_column(JSON, default=dict)
    period_kind: Mapped[PeriodKind]
    first_day: Mapped[date]
    last_day: Mapped[date]
    due_on: Mapped[date | None]
    asked_by: Mapped[Line] = mapped_column(default="")
    status: Mapped[Status]
    # The parts that people write; the rest is counted.
    difficulties: Mapped[Prose] = mapped_column(default="")
    tasks: Mapped[Prose] = mapped_column(default="")
    proposals: Mapped[Prose] = mapped_column(default="")
    # The figures when they were last reckoned; what counts is reckoned again when it is frozen.
    draft: Mapped[Any] = mapped_column(JSON)
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    prepared_by_id: Mapped[AccountRef]
    prepared_at: Mapped[datetime]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    submitted_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime | None]
    # Why the head gave it back the last time.
    returned_reason: Mapped[Line] = mapped_column(default="")

    province: Mapped[Province] = relationship()
    commune: Mapped[Commune | None] = relationship()
    snapshot: Mapped[Snapshot | None] = relationship()
    prepared_by: Mapped[Account] = relationship(foreign_keys="Report.prepared_by_id")
    submitted_by: Mapped[Account | None] = relationship(foreign_keys="Report.submitted_by_id")
    approved_by: Mapped[Account | None] = relationship(foreign_keys="Report.approved_by_id")
    sent_by: Mapped[Account | None] = relationship(foreign_keys="Report.sent_by_id")

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return any_of(
            among(cls.commune_id, reach.communes),
            among(cls.province_id, reach.provinces),
        )


class TeamPart(TeamScoped, Base):
    """What a team's leader writes for the commune's report of a window; figures are counted."""

    __tablename__ = "team_part"
    __table_args__ = (UniqueConstraint("team_id", "last_day"),)

    id: Mapped[Key]
    first_day: Mapped[date]
    last_day: Mapped[date]
    difficulties: Mapped[Prose] = mapped_column(default="")
    proposals: Mapped[Prose] = mapped_column(default="")
    # The officer who puts the report together leaves these words out of it.
    is_left_out: Mapped[bool] = mapped_column(default=False)
    written_by_id: Mapped[AccountRef]
    written_at: Mapped[datetime]

    team: Mapped[Team] = relationship()
    written_by: Mapped[Account] = relationship()
