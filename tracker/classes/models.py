"""Class sessions, who hosts them, and who was there."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.classes.rules import ClassStatus
from tracker.core.base import AccountRef, Base, Code, Key, Line, Prose, Short
from tracker.core.scope import Reach, Scoped, TeamScoped, any_of, in_team_or_above
from tracker.places.models import Commune, Site, Team
from tracker.skills.models import Skill


class ClassSession(Scoped, Base):
    """Buổi học: one class at one site. Of a team, or of the commune when `team_id` is empty."""

    __tablename__ = "class_session"
    __table_args__ = (
        Index("ix_class_session_team_date", "team_id", "local_date", "status"),
        Index("ix_class_session_commune_date", "commune_id", "local_date", "status"),
        Index("ix_class_session_site_starts", "site_id", "starts_at"),
    )

    id: Mapped[Key]
    # In the QR link, with the digits of the moment: /c/<code>/<digits>.
    code: Mapped[Code] = mapped_column(unique=True)
    # What the rotating digits are derived from; leaves the server only for the host's own screen.
    secret: Mapped[Short]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    leader_id: Mapped[AccountRef]
    # A weekly series shares the id of its first session (Lớp học vụ số).
    series_id: Mapped[int | None] = mapped_column(ForeignKey("class_session.id"))
    title: Mapped[Line]
    status: Mapped[ClassStatus]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    local_date: Mapped[date]
    # For whom, in which language, with whom: shown and printed, never counted.
    audience: Mapped[Line] = mapped_column(default="")
    language: Mapped[Short] = mapped_column(default="")
    partner: Mapped[Line] = mapped_column(default="")
    guest_teacher: Mapped[Line] = mapped_column(default="")
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    cancelled_reason: Mapped[Line] = mapped_column(default="")
    # Head-counts are of the class, never of a person (ruling 7).
    head_count: Mapped[int | None]
    women: Mapped[int | None]
    elders: Mapped[int | None]
    disabled: Mapped[int | None]
    minorities: Mapped[int | None]
    children: Mapped[int | None]
    gap_reason: Mapped[Line] = mapped_column(default="")
    # The three parts of the minutes that people write; the rest is known.
    minutes: Mapped[Prose] = mapped_column(default="")
    difficulties: Mapped[Prose] = mapped_column(default="")
    proposals: Mapped[Prose] = mapped_column(default="")
    locked_at: Mapped[datetime | None]
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    # The campaign on whose shift it is taught, if any: then it counts there too.
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)

    commune: Mapped[Commune] = relationship()
    team: Mapped[Team | None] = relationship()
    site: Mapped[Site] = relationship()
    leader: Mapped[Account] = relationship(foreign_keys="ClassSession.leader_id")
    skills: Mapped[list[Skill]] = relationship(secondary="class_skill", order_by=Skill.position)
    hosts: Mapped[list["ClassHost"]] = relationship(back_populates="session")

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """The team's, the commune's, and those one hosts."""
        own = None
        if reach.account is not None:
            host = ClassHost.__table__.alias("scope_host")
            hosting = select(host.c.id).where(
                host.c.class_id == cls.id, host.c.account_id == reach.account
            )
            own = (cls.leader_id == reach.account) | hosting.exists()
        return any_of(in_team_or_above(cls, reach), own)


class ClassSkill(Base):
    """A skill the class is about."""

    __tablename__ = "class_skill"

    class_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), primary_key=True)


class ClassHost(Base):
    """Who may show the code, scan cards and type names at this class, besides its leader."""

    __tablename__ = "class_host"
    __table_args__ = (UniqueConstraint("class_id", "account_id"),)

    id: Mapped[Key]
    class_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"))
    account_id: Mapped[AccountRef]

    session: Mapped[ClassSession] = relationship(back_populates="hosts")
    account: Mapped[Account] = relationship()


class ClassProposal(TeamScoped, Base):
    """A class somebody asks for who may not plan one alone (Request kind "class").

    Not a class yet: no code, no list, nothing counts it.
    """

    __tablename__ = "class_proposal"

    id: Mapped[Key]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    title: Mapped[Line]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    weeks: Mapped[int] = mapped_column(default=1)
    skill_ids: Mapped[list[int]] = mapped_column(JSON, default=list)

    site: Mapped[Site] = relationship()
    team: Mapped[Team | None] = relationship()
