"""Entries that arrived and could not be written down as they are: somebody looks at each."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Account
from tracker.core.base import AccountRef, Base, Key, Line, Prose, Short
from tracker.core.scope import TeamScoped
from tracker.outbox.rules import Reason, Status


class Review(TeamScoped, Base):
    """What a phone sent and no longer fits: kept as said, until the leader takes or drops it."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("account_id", "key"),
        Index("ix_review_team_status", "team_id", "status"),
    )

    id: Mapped[Key]
    account_id: Mapped[AccountRef]
    key: Mapped[Short]
    what: Mapped[Line]
    # The whole form in words, as its sender saw it.
    told: Mapped[Prose] = mapped_column(default="")
    path: Mapped[Line]
    fields: Mapped[list[list[str]]] = mapped_column(JSON)
    reason: Mapped[Reason]
    # The learner it names, so that erasing them reaches it.
    mentee_id: Mapped[int | None] = mapped_column(ForeignKey("mentee.id"), index=True)
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]
    status: Mapped[Status]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    resolution: Mapped[Line] = mapped_column(default="")

    account: Mapped[Account] = relationship(foreign_keys="Review.account_id")
    resolved_by: Mapped[Account | None] = relationship(foreign_keys="Review.resolved_by_id")
