"""Who signs in, what posts they hold where, and the secrets that let them in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.accounts.rules import Organisation
from tracker.core.base import AccountRef, Base, Key, Line, PhoneNumber, Prose, Short
from tracker.core.scope import Reach, Scoped, among, any_of, in_provinces
from tracker.places.models import Commune, Province, Team
from tracker.policy import Role

Digest = String(64)


class Account(Base):
    """A volunteer or official, known by phone number. Without a password it waits for its owner.

    Not bound to an area: it is reached through its posts, which are.
    """

    __tablename__ = "account"

    id: Mapped[Key]
    phone: Mapped[PhoneNumber] = mapped_column(unique=True)
    name: Mapped[Line]
    search_key: Mapped[Line]
    sort_key: Mapped[str] = mapped_column(String(240))
    birth_year: Mapped[int | None]
    password_hash: Mapped[Line | None]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="account", foreign_keys="Membership.account_id"
    )


def _one_current_post(level: str, where: str, *place: str) -> Index:
    """Nobody holds the same role at the same place twice at once."""
    current = text(f"until IS NULL AND {where}")
    return Index(
        f"uq_membership_{level}", "account_id", "role", *place, unique=True,
        sqlite_where=current, postgresql_where=current,
    )  # fmt: skip


class Membership(Scoped, Base):
    """A role held at a place from a day until a day. History stays."""

    __tablename__ = "membership"
    __table_args__ = (
        _one_current_post("team", "team_id IS NOT NULL", "team_id"),
        _one_current_post("commune", "commune_id IS NOT NULL AND team_id IS NULL", "commune_id"),
        _one_current_post("province", "province_id IS NOT NULL", "province_id"),
        _one_current_post("everywhere", "province_id IS NULL AND commune_id IS NULL"),
        CheckConstraint("team_id IS NULL OR commune_id IS NOT NULL", name="team_has_commune"),
    )

    id: Mapped[Key]
    account_id: Mapped[AccountRef]
    role: Mapped[Role]
    province_id: Mapped[int | None] = mapped_column(ForeignKey("province.id"), index=True)
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    # What is printed under a signature: Chủ tịch, Phó Chủ tịch, Bí thư Đoàn xã.
    title: Mapped[Short] = mapped_column(default="")
    organisation: Mapped[Organisation | None]
    duty: Mapped[Line] = mapped_column(default="")
    since: Mapped[date]
    until: Mapped[date | None]
    nominated_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_on: Mapped[date | None]
    decision_number: Mapped[Short] = mapped_column(default="")
    # Nominated from outside the team: it gives no rights until the commune approves.
    awaits_approval: Mapped[bool] = mapped_column(default=False)

    account: Mapped[Account] = relationship(
        back_populates="memberships", foreign_keys="Membership.account_id"
    )
    province: Mapped[Province | None] = relationship()
    commune: Mapped[Commune | None] = relationship()
    team: Mapped[Team | None] = relationship()

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return any_of(
            among(cls.team_id, reach.teams),
            among(cls.commune_id, reach.communes),
            among(cls.province_id, reach.provinces),
            in_provinces(cls.commune_id, reach),
            None if reach.account is None else cls.account_id == reach.account,
        )


class SignIn(Base):
    """One device that is signed in. Ending the row ends the session, whatever cookie survives."""

    __tablename__ = "sign_in"

    id: Mapped[Key]
    token_digest: Mapped[str] = mapped_column(Digest, unique=True)
    account_id: Mapped[AccountRef]
    # What a person recognises it by, and the digest of the browser's own number.
    device: Mapped[Line] = mapped_column(default="")
    browser_digest: Mapped[str | None] = mapped_column(Digest)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Invitation(Scoped, Base):
    """A link or QR that brings one person into one role at one place, once."""

    __tablename__ = "invitation"

    id: Mapped[Key]
    token_digest: Mapped[str] = mapped_column(Digest, unique=True)
    # With the server's secret it gives the token again, so that the card can be shown twice.
    nonce: Mapped[Short]
    role: Mapped[Role]
    province_id: Mapped[int | None] = mapped_column(ForeignKey("province.id"), index=True)
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    name: Mapped[Line] = mapped_column(default="")
    phone: Mapped[PhoneNumber | None]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]

    province: Mapped[Province | None] = relationship()
    commune: Mapped[Commune | None] = relationship()
    team: Mapped[Team | None] = relationship()
    invited_by: Mapped[Account] = relationship(foreign_keys="Invitation.invited_by_id")

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return any_of(
            among(cls.team_id, reach.teams),
            among(cls.commune_id, reach.communes),
            among(cls.province_id, reach.provinces),
            in_provinces(cls.commune_id, reach),
        )


class ResetCode(Base):
    """Eight digits a leader reads to someone who forgot the password: 15 minutes, one use."""

    __tablename__ = "reset_code"

    id: Mapped[Key]
    account_id: Mapped[AccountRef]
    code_hash: Mapped[Line]
    nonce: Mapped[Short]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)


class RateHit(Base):
    """How often a key was seen in its window: sign-in limits that hold across processes."""

    __tablename__ = "rate_hit"

    key: Mapped[Line] = mapped_column(primary_key=True)
    hits: Mapped[int]
    expires_at: Mapped[float]


class Request(Scoped, Base):
    """Something its asker may not do alone and another role accepts: the matrix's "ask"."""

    __tablename__ = "request"

    id: Mapped[Key]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    kind: Mapped[Short]
    subject_id: Mapped[int | None]
    note: Mapped[Prose] = mapped_column(default="")
    asked_by_id: Mapped[AccountRef]
    asked_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]
    answer: Mapped[Line] = mapped_column(default="")

    asked_by: Mapped[Account] = relationship(foreign_keys="Request.asked_by_id")

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return any_of(
            among(cls.team_id, reach.teams),
            among(cls.commune_id, reach.communes),
            None if reach.account is None else cls.asked_by_id == reach.account,
        )
