"""Đề nghị khen thưởng: who is proposed for what, with the figures of the records beside it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.core.base import AccountRef, Base, Key, Line, Prose, Short
from tracker.core.scope import Reach, Scoped, among, any_of
from tracker.rewards.rules import Merit, RewardKind, RewardStatus


class Reward(Scoped, Base):
    """One proposal, for a volunteer or a squad of a campaign."""

    __tablename__ = "reward"
    __table_args__ = (
        UniqueConstraint("campaign_id", "volunteer_id", "kind"),
        UniqueConstraint("campaign_id", "squad_id", "kind"),
    )

    id: Mapped[Key]
    province_id: Mapped[int] = mapped_column(ForeignKey("province.id"), index=True)
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"), index=True)
    # The team whose leader proposed it.
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    volunteer_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"), index=True)
    squad_id: Mapped[int | None] = mapped_column(ForeignKey("squad.id"))
    name: Mapped[Line]
    unit: Mapped[Line] = mapped_column(default="")
    kind: Mapped[RewardKind]
    status: Mapped[RewardStatus]
    # From the records when the proposal was last written: shifts, minutes, people.
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    words: Mapped[Prose] = mapped_column(default="")
    decision_number: Mapped[Short] = mapped_column(default="")
    decided_on: Mapped[date | None]
    proposed_by_id: Mapped[AccountRef]
    proposed_at: Mapped[datetime]

    proposed_by: Mapped[Account] = relationship()

    @property
    def merit(self) -> Merit:
        return Merit(**self.figures)

    @property
    def is_to_send(self) -> bool:
        """Still to be decided on, and about somebody who was not forgotten."""
        return self.status is RewardStatus.PROPOSED and bool(self.name)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return any_of(
            among(cls.team_id, reach.teams),
            among(cls.commune_id, reach.communes),
            among(cls.province_id, reach.provinces),
        )
