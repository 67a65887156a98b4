"""Mentoring outside classes: buổi kèm, lượt hỗ trợ, phản ánh – khó khăn."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.core.base import AccountRef, Base, Key, Line, Prose
from tracker.core.scope import (
    Reach,
    Scoped,
    among,
    any_of,
    in_provinces,
    in_team_or_above,
)
from tracker.mentees.models import Mentee, MenteeScoped, mentee_visible
from tracker.mentoring.rules import (
    Channel,
    IssueKind,
    IssueLevel,
    IssueStatus,
    IssueStep,
    RemovalReason,
    TurnResult,
)
from tracker.places.models import Commune, Site, Team


class Removable:
    """Written down wrongly, it is taken back and stays on record; it counts nowhere any more."""

    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    removed_reason: Mapped[RemovalReason | None]


def _counted_by(place: str, *parts: str) -> Index:
    """Counts are read from it alone; SQLite keeps the id in every index."""
    name = f"ix_meeting_{place.removesuffix('_id')}_date"
    columns = (place, "local_date", "level", "removed_at", *parts)
    return Index(name, *columns, postgresql_include=["id"])


class Meeting(Removable, Scoped, Base):
    """Buổi kèm: one guide and one or a few mentees, away from a class."""

    __tablename__ = "meeting"
    __table_args__ = (
        _counted_by("team_id"),
        _counted_by("commune_id", "team_id"),
    )

    id: Mapped[Key]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    guide_id: Mapped[AccountRef]
    channel: Mapped[Channel]
    held_at: Mapped[datetime]
    local_date: Mapped[date]
    noted_at: Mapped[datetime]
    level: Mapped[int]
    # Who wrote it down, when it was not the guide: the leader for somebody without signal.
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[Prose] = mapped_column(default="")
    # The volunteers' shift it was part of, if any: a campaign counts it, nobody counts it twice.
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)

    guide: Mapped[Account] = relationship(foreign_keys="Meeting.guide_id")
    removed_by: Mapped[Account | None] = relationship(foreign_keys="Meeting.removed_by_id")
    team: Mapped[Team] = relationship()
    attendances: Mapped[list["MeetingMentee"]] = relationship(back_populates="meeting")

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """One's own, the team's, and every meeting a mentee one may see was at."""
        own = None
        if reach.account is not None:
            attendance = MeetingMentee.__table__.alias("scope_attendance")
            with_mentee = select(attendance.c.id).where(
                attendance.c.meeting_id == cls.id,
                mentee_visible(attendance.c.mentee_id, reach),
            )
            own = (cls.guide_id == reach.account) | with_mentee.exists()
        return any_of(in_team_or_above(cls, reach), own)


class MeetingMentee(MenteeScoped, Base):
    """A mentee was at a meeting. Counted on the meeting's day for the meeting's team."""

    __tablename__ = "meeting_mentee"
    __table_args__ = (UniqueConstraint("meeting_id", "mentee_id"),)

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)

    meeting: Mapped[Meeting] = relationship(back_populates="attendances")
    mentee: Mapped[Mentee] = relationship()


class SupportTurn(Removable, Scoped, Base):
    """Lượt hỗ trợ: one help given on the spot to somebody whose name is not kept."""

    __tablename__ = "support_turn"
    __table_args__ = (Index("ix_support_turn_team_date", "team_id", "local_date"),)

    id: Mapped[Key]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    helper_id: Mapped[AccountRef]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    channel: Mapped[Channel]
    # What it was about: a procedure, an app.
    subject: Mapped[Line]
    result: Mapped[TurnResult]
    turns: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    local_date: Mapped[date]
    noted_at: Mapped[datetime]
    shift_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)

    helper: Mapped[Account] = relationship(foreign_keys="SupportTurn.helper_id")
    removed_by: Mapped[Account | None] = relationship(foreign_keys="SupportTurn.removed_by_id")
    site: Mapped[Site | None] = relationship()

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        own = None if reach.account is None else cls.helper_id == reach.account
        return any_of(in_team_or_above(cls, reach), own)


class Issue(Scoped, Base):
    """Phản ánh, khó khăn: raised by anyone, resolved by the team or passed upward (seed H13)."""

    __tablename__ = "issue"
    __table_args__ = (Index("ix_issue_team_resolved", "team_id", "resolved_on"),)

    id: Mapped[Key]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[IssueKind]
    title: Mapped[Line]
    text: Mapped[Prose] = mapped_column(default="")
    level: Mapped[IssueLevel]
    status: Mapped[IssueStatus]
    raised_at: Mapped[datetime]
    raised_on: Mapped[date]
    escalated_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolved_on: Mapped[date | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    resolution: Mapped[Prose] = mapped_column(default="")

    raised_by: Mapped[Account | None] = relationship(foreign_keys="Issue.raised_by_id")
    commune: Mapped[Commune] = relationship()
    team: Mapped[Team | None] = relationship()
    events: Mapped[list["IssueEvent"]] = relationship(
        back_populates="issue", order_by="(IssueEvent.at, IssueEvent.id)"
    )

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """The province sees only what was passed up to it."""
        passed_up = in_provinces(cls.commune_id, reach)
        if passed_up is not None:
            passed_up = passed_up & (cls.level == IssueLevel.PROVINCE)
        return any_of(
            among(cls.team_id, reach.teams),
            among(cls.commune_id, reach.communes),
            passed_up,
            None if reach.account is None else cls.raised_by_id == reach.account,
        )


class IssueEvent(Base):
    """One step in the life of an issue; reached only through its issue."""

    __tablename__ = "issue_event"

    id: Mapped[Key]
    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"), index=True)
    at: Mapped[datetime]
    step: Mapped[IssueStep]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[Prose] = mapped_column(default="")

    issue: Mapped[Issue] = relationship(back_populates="events")
    by: Mapped[Account | None] = relationship()
