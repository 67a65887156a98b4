"""The catalogue of skills, the agreed sets, and what each person was seen to do."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.accounts.models import Account
from tracker.core.base import AccountRef, Base, Code, Key, Line, Prose
from tracker.mentees.models import Mentee, MenteeScoped
from tracker.skills.rules import NotApplicable, SkillState, UndoReason


class Module(Base):
    """Nhóm kỹ năng."""

    __tablename__ = "module"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Line]
    name_en: Mapped[Line]
    position: Mapped[int]

    skills: Mapped[list["Skill"]] = relationship(back_populates="module", order_by="Skill.position")


class Skill(Base):
    """One thing a person can be seen to do alone."""

    __tablename__ = "skill"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    name: Mapped[Line]
    name_en: Mapped[Line]
    # What the helper must see with their own eyes.
    evidence: Mapped[Prose]
    evidence_en: Mapped[Prose]
    audience: Mapped[Line] = mapped_column(default="")
    framework_ref: Mapped[Line] = mapped_column(default="")
    position: Mapped[int]
    retired_on: Mapped[date | None]

    module: Mapped[Module] = relationship(back_populates="skills")


class SkillSet(Base):
    """Bộ kỹ năng cơ bản: the agreed minimum for a group of people."""

    __tablename__ = "skill_set"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Line]
    name_en: Mapped[Line]
    position: Mapped[int]


class SkillSetItem(Base):
    __tablename__ = "skill_set_item"
    __table_args__ = (UniqueConstraint("skill_set_id", "skill_id"),)

    id: Mapped[Key]
    skill_set_id: Mapped[int] = mapped_column(ForeignKey("skill_set.id"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"))


def _once(place: str) -> Index:
    """At one place a person's skill is marked so once, unless the mark was taken back."""
    live = text(f"undone_at IS NULL AND {place} IS NOT NULL")
    return Index(
        f"uq_skill_mark_{place}", "mentee_id", "skill_id", "state", place,
        unique=True, sqlite_where=live, postgresql_where=live,
    )  # fmt: skip


class SkillMark(MenteeScoped, Base):
    """Somebody saw this person do, or be shown, this skill. Taken back, never deleted.

    The current state of a skill is read from the live marks (skills.rules.current_state); two
    helpers who mark the same skill leave two marks and one state.
    """

    __tablename__ = "skill_mark"
    __table_args__ = (
        _once("class_id"),
        _once("meeting_id"),
        Index("ix_skill_mark_mentee_skill", "mentee_id", "skill_id", "state", "undone_at"),
        Index("ix_skill_mark_team_date", "team_id", "local_date"),
        # Who can do it, of a whole commune: read from the index alone.
        Index(
            "ix_skill_mark_commune_skill",
            "commune_id",
            "skill_id",
            "state",
            "undone_at",
            "local_date",
            "level",
            "mentee_id",
        ),
    )

    id: Mapped[Key]
    # Every row costs a class's evening its share of each index: no second one begins like another.
    mentee_id: Mapped[int] = mapped_column(ForeignKey("mentee.id"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"))
    state: Mapped[SkillState]
    not_applicable: Mapped[NotApplicable | None]
    level: Mapped[int]
    # When it happened, as far as it is proved; the day it counts for.
    at: Mapped[datetime]
    local_date: Mapped[date]
    noted_at: Mapped[datetime]
    noted_by_id: Mapped[AccountRef]
    # Where the credit goes, whoever guides the person later (ruling 10).
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    class_id: Mapped[int | None] = mapped_column(ForeignKey("class_session.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_reason: Mapped[UndoReason | None]

    mentee: Mapped[Mentee] = relationship()
    skill: Mapped[Skill] = relationship()
    noted_by: Mapped[Account] = relationship(foreign_keys="SkillMark.noted_by_id")
