"""What the commune promised each team, by which decision, and every revision of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Account
from tracker.core.base import AccountRef, Base, Key, Line, Prose, Short
from tracker.core.scope import CommuneScoped, TeamScoped
from tracker.periods.rules import PeriodKind
from tracker.places.models import Team
from tracker.quotas.rules import IssuerKind, Metric, QuotaStatus


class QuotaDecision(CommuneScoped, Base):
    """Quyết định giao chỉ tiêu. The number is written by the office clerk; empty until then."""

    __tablename__ = "quota_decision"

    id: Mapped[Key]
    number: Mapped[Short] = mapped_column(default="")
    decided_on: Mapped[date]
    issuer: Mapped[IssuerKind]
    note: Mapped[Prose] = mapped_column(default="")
    created_by_id: Mapped[AccountRef]
    created_at: Mapped[datetime]


class Quota(TeamScoped, Base):
    """One goal of one team for one month or quarter."""

    __tablename__ = "quota"
    __table_args__ = (
        UniqueConstraint("team_id", "metric", "period_kind", "first_day"),
        CheckConstraint("goal >= 0", name="goal_not_negative"),
    )

    id: Mapped[Key]
    metric: Mapped[Metric]
    period_kind: Mapped[PeriodKind]
    first_day: Mapped[date]
    goal: Mapped[int]
    status: Mapped[QuotaStatus]
    decision_id: Mapped[int] = mapped_column(ForeignKey("quota_decision.id"))

    decision: Mapped[QuotaDecision] = relationship()
    team: Mapped[Team] = relationship()
    revisions: Mapped[list["QuotaRevision"]] = relationship(order_by="QuotaRevision.id")


class QuotaRevision(Base):
    """The old value, the new one, and why (ruling 1). Reached only through its quota."""

    __tablename__ = "quota_revision"

    id: Mapped[Key]
    quota_id: Mapped[int] = mapped_column(ForeignKey("quota.id"), index=True)
    old_goal: Mapped[int]
    new_goal: Mapped[int]
    reason: Mapped[Line]
    revised_by_id: Mapped[AccountRef]
    revised_at: Mapped[datetime]

    revised_by: Mapped[Account] = relationship()
