"""The people who learn, who guides them, what they agreed to, and the cards they carry.

Minimal on purpose (ruling 7): no identity number, no date of birth, no ethnicity, no health.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.core.base import Base, Code, Key, Line, PhoneNumber, Prose, Short
from tracker.core.scope import Reach, Scoped, any_of, in_team_or_above
from tracker.mentees.rules import ConsentMethod, Device, EndReason, MenteeStatus, PhoneOwner
from tracker.places.models import Commune, Team, Village

# Sorting keys are compared byte by byte, whatever language the database server speaks.
ByBytes = String(240).with_variant(String(240, collation="C"), "postgresql")


def mentee_within(mentee: Any, reach: Reach) -> ColumnElement[bool]:
    """One's own mentees, the team's, the commune's. `mentee` is the class or a table's columns."""
    own = None if reach.account is None else mentee.ambassador_id == reach.account
    return any_of(in_team_or_above(mentee, reach), own)


class Mentee(Scoped, Base):
    """A citizen who learns. After erasure the row stays as a nameless key, so that counts stay."""

    __tablename__ = "mentee"
    __table_args__ = (
        Index("ix_mentee_team_sort", "team_id", "sort_key"),
        Index("ix_mentee_commune_sort", "commune_id", "sort_key"),
        # PostgreSQL searches for names in this one alone; SQLite goes to the rows that match only.
        Index(
            "ix_mentee_commune_search",
            "commune_id",
            "search_key",
            postgresql_include=["id", "status", "name", "sort_key"],
        ),
        Index("ix_mentee_village_search", "village_id", "search_key"),
        Index(
            "ix_mentee_commune_vneid",
            "commune_id",
            "vneid_on",
            sqlite_where=text("vneid_on IS NOT NULL"),
            postgresql_where=text("vneid_on IS NOT NULL"),
        ),
        # Walk-ins whom somebody has to ask: few, wherever they came to a class.
        Index(
            "ix_mentee_pending",
            "id",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
    )

    id: Mapped[Key]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    # Where the mentorship in force stands; both empty for a walk-in nobody guides yet.
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    ambassador_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    status: Mapped[MenteeStatus]
    status_reason: Mapped[Line] = mapped_column(default="")
    name: Mapped[Line]
    search_key: Mapped[Line]
    sort_key: Mapped[str] = mapped_column(ByBytes)
    birth_year: Mapped[int | None]
    phone: Mapped[PhoneNumber | None] = mapped_column(index=True)
    phone_owner: Mapped[PhoneOwner | None]
    # Whose number it is, in the family's words: Quân (cháu).
    phone_note: Mapped[Short] = mapped_column(default="")
    device: Mapped[Device | None]
    guardian_name: Mapped[Line] = mapped_column(default="")
    guardian_relation: Mapped[Short] = mapped_column(default="")
    # Which agreed minimum set of skills is this person's (skills.SkillSet.code).
    skill_set: Mapped[Code] = mapped_column(default="nguoi_dan")
    vneid_on: Mapped[date | None]
    vneid_noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[Prose] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    # The last day anything happened with this person: "Chưa học 12 ngày".
    last_seen_on: Mapped[date | None]

    commune: Mapped[Commune] = relationship()
    village: Mapped[Village | None] = relationship()
    team: Mapped[Team | None] = relationship()
    ambassador: Mapped[Account | None] = relationship(foreign_keys="Mentee.ambassador_id")

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return mentee_within(cls, reach)


class MenteeScoped(Scoped):
    """A row about one mentee: visible to whoever may see the mentee."""

    mentee_id: Mapped[int] = mapped_column(ForeignKey("mentee.id"), index=True)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return mentee_visible(cls.mentee_id, reach)


# An alias of its own, made once: a query about mentees must not take this one for its own.
_SEEN = Mentee.__table__.alias("scope_mentee")


def mentee_visible(mentee_id: Any, reach: Reach) -> ColumnElement[bool]:
    mentee = _SEEN
    visible = select(mentee.c.id).where(mentee.c.id == mentee_id, mentee_within(mentee.c, reach))
    return visible.exists()


class Mentorship(MenteeScoped, Base):
    """One ambassador guides one person, from a day until a day. One at a time."""

    __tablename__ = "mentorship"
    __table_args__ = (
        Index(
            "uq_mentorship_open",
            "mentee_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_mentorship_ambassador", "ambassador_id", "until", "since"),
    )

    id: Mapped[Key]
    ambassador_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    end_reason: Mapped[EndReason | None]
    end_note: Mapped[Line] = mapped_column(default="")

    mentee: Mapped[Mentee] = relationship()
    ambassador: Mapped[Account] = relationship()
    team: Mapped[Team] = relationship()


class Consent(MenteeScoped, Base):
    """That a person agreed, how, when, to which wording, before whom (ruling 8)."""

    __tablename__ = "consent"

    id: Mapped[Key]
    purpose: Mapped[Code] = mapped_column(default="record")
    method: Mapped[ConsentMethod]
    text_version: Mapped[Code]
    text_digest: Mapped[str] = mapped_column(String(64))
    language: Mapped[Code] = mapped_column(default="vi")
    witness: Mapped[Line] = mapped_column(default="")
    # The number of the signed paper the commune keeps; never its image.
    paper_number: Mapped[Short] = mapped_column(default="")
    by_guardian: Mapped[bool] = mapped_column(default=False)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    taken_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Card(MenteeScoped, Base):
    """Thẻ người học: a private QR and a number to type. A lost card is revoked, never reused."""

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("commune_id", "number"),)

    id: Mapped[Key]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), index=True)
    code: Mapped[Code] = mapped_column(unique=True)
    number: Mapped[Code]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[Line] = mapped_column(default="")

    mentee: Mapped[Mentee] = relationship()
