"""Who was at a class, and how we know."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.checkins.rules import Way
from tracker.classes.models import ClassSession
from tracker.core.base import AccountRef, Base, Key, Line
from tracker.core.scope import Reach, Scoped, any_of, in_team_or_above
from tracker.mentees.models import Mentee, mentee_visible


class GuidePresence(Base):
    """An ambassador was at the class, whoever they brought: “Lù Thị Mẩy · 5 người”."""

    __tablename__ = "guide_presence"
    __table_args__ = (UniqueConstraint("class_id", "account_id"),)

    id: Mapped[Key]
    class_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"))
    account_id: Mapped[AccountRef]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    level: Mapped[int]

    account: Mapped[Account] = relationship()


class SheetLine(Base):
    """Who is expected at a class, on which line of its paper sheet. A line is never reused."""

    __tablename__ = "sheet_line"
    __table_args__ = (
        UniqueConstraint("class_id", "number"),
        UniqueConstraint("class_id", "mentee_id"),
    )

    id: Mapped[Key]
    class_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"))
    number: Mapped[int]
    mentee_id: Mapped[int] = mapped_column(ForeignKey("mentee.id"), index=True)


class CheckIn(Scoped, Base):
    """A person was at a class. The unique constraint is what stops a double scan.

    Commune and team are the class's: the lượt is theirs (ruling 16).
    """

    __tablename__ = "check_in"
    __table_args__ = (
        UniqueConstraint("class_id", "mentee_id"),
        # Counts are read from these two alone.
        Index("ix_check_in_team_date", "team_id", "local_date", "level", "removed_at", "mentee_id"),
        Index("ix_check_in_guide_class", "guide_id", "class_id"),
        Index(
            "ix_check_in_commune_date",
            "commune_id",
            "local_date",
            "level",
            "removed_at",
            "mentee_id",
            "team_id",
        ),
        # Few are taken off a list: how many are on it is told without reading who.
        Index(
            "ix_check_in_removed",
            "class_id",
            sqlite_where=text("removed_at IS NOT NULL"),
            postgresql_where=text("removed_at IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    class_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"))
    mentee_id: Mapped[int] = mapped_column(ForeignKey("mentee.id"), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    # The ambassador who brought the person, if any.
    guide_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    way: Mapped[Way]
    level: Mapped[int]
    # When the person was there as far as it is proved, and when we were told.
    at: Mapped[datetime]
    local_date: Mapped[date]
    received_at: Mapped[datetime]
    is_late: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    device: Mapped[str] = mapped_column(String(64), default="")
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    removed_reason: Mapped[Line] = mapped_column(default="")

    session: Mapped[ClassSession] = relationship()
    mentee: Mapped[Mentee] = relationship()
    guide: Mapped[Account | None] = relationship(foreign_keys="CheckIn.guide_id")

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """At a class of one's places, or of a mentee one may see."""
        own = None if reach.account is None else mentee_visible(cls.mentee_id, reach)
        return any_of(in_team_or_above(cls, reach), own)
