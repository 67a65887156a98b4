"""What the commune promised each team, by which decision, every revision, and how it ended."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Account
from tracker.core.base import AccountRef, Base, Key, Line, Prose, Short
from tracker.core.scope import CommuneScoped, TeamScoped
from tracker.periods.rules import PeriodKind
from tracker.places.models import Team
from tracker.quotas.rules import Grade, IssuerKind, Metric, QuotaStatus


class QuotaDecision(CommuneScoped, Base):
    """Quyết định giao chỉ tiêu, or điều chỉnh where revisions name it. The number is written by the
    office clerk; empty until then."""

    __tablename__ = "quota_decision"

    id: Mapped[Key]
    number: Mapped[Short] = mapped_column(default="")
    decided_on: Mapped[date]
    issuer: Mapped[IssuerKind]
    # Căn cứ, a line each; empty stands for the usual ones of its issuer.
    grounds: Mapped[Prose] = mapped_column(default="")
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

    @property
    def first_goal(self) -> int:
        """As its decision gave it, whatever was revised since."""
        return self.revisions[0].old_goal if self.revisions else self.goal


class QuotaRevision(Base):
    """The old value, the new one, and why (ruling 1). Reached only through its quota."""

    __tablename__ = "quota_revision"

    id: Mapped[Key]
    quota_id: Mapped[int] = mapped_column(ForeignKey("quota.id"), index=True)
    # Quyết định điều chỉnh: never the one that gave the goal.
    decision_id: Mapped[int] = mapped_column(ForeignKey("quota_decision.id"))
    old_goal: Mapped[int]
    new_goal: Mapped[int]
    reason: Mapped[Line]
    revised_by_id: Mapped[AccountRef]
    revised_at: Mapped[datetime]

    decision: Mapped[QuotaDecision] = relationship()
    revised_by: Mapped[Account] = relationship()


class TeamRating(TeamScoped, Base):
    """How a team stood when its period was closed: its figures, and Xếp loại by the rates and the
    thresholds of that day. Without a team, the figures of the commune as a whole."""

    __tablename__ = "team_rating"
    __table_args__ = (UniqueConstraint("team_id", "period_kind", "first_day"),)

    id: Mapped[Key]
    period_kind: Mapped[PeriodKind]
    first_day: Mapped[date]
    # Nobody without a goal is rated.
    grade: Mapped[Grade | None]
    # The mean of the rates, in full per cent (ruling 4), and what it was held to.
    mean: Mapped[int | None]
    good_from: Mapped[int]
    done_from: Mapped[int]
    # As counted that day (`Indicator`); unknown of what was closed before figures were kept.
    people: Mapped[int | None]
    attendances: Mapped[int | None]
    classes: Mapped[int | None]
    issues: Mapped[int | None]
    turns: Mapped[int | None]
    rated_by_id: Mapped[AccountRef]
    rated_at: Mapped[datetime]


class CommuneRule(CommuneScoped, Base):
    """A number that a commune set for itself; without one the installation's setting holds."""

    __tablename__ = "commune_rule"
    __table_args__ = (UniqueConstraint("commune_id", "name"),)

    id: Mapped[Key]
    name: Mapped[Short]
    value: Mapped[int]
