"""Tình nguyện viên: people who help on a campaign's shifts, with or without an account."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.core.base import Base, Key, Line, PhoneNumber, Short
from tracker.core.scope import Reach, Scoped, among, any_of, in_provinces
from tracker.places.models import Commune, Village
from tracker.volunteers.rules import Block, Organisation


class Volunteer(Scoped, Base):
    """A person who agreed to help in one commune. The same name and number is the same person."""

    __tablename__ = "volunteer"
    __table_args__ = (UniqueConstraint("commune_id", "phone", "search_key"),)

    id: Mapped[Key]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[Line]
    search_key: Mapped[Line]
    sort_key: Mapped[str] = mapped_column(String(240))
    phone: Mapped[PhoneNumber] = mapped_column(index=True)
    # The year alone: under 16 a guardian agrees too, under 18 never alone on a shift.
    birth_year: Mapped[int]
    guardian_name: Mapped[Line] = mapped_column(default="")
    organisation: Mapped[Organisation]
    organisation_name: Mapped[Line] = mapped_column(default="")
    block: Mapped[Block]
    # Weekday and part of the day: "6-evening". Nothing said means any time.
    availability: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Seed C34 and C36: people others listen to, and the experienced ones.
    is_respected: Mapped[bool] = mapped_column(default=False)
    is_core: Mapped[bool] = mapped_column(default=False)
    consent_version: Mapped[Short]
    consent_digest: Mapped[str] = mapped_column(String(64))
    consented_at: Mapped[datetime]
    created_at: Mapped[datetime]
    # Forgotten: a nameless key is left, so that what was done still counts.
    erased_at: Mapped[datetime | None]

    commune: Mapped[Commune] = relationship()
    village: Mapped[Village | None] = relationship()
    account: Mapped[Account | None] = relationship()

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """The commune's, those on the shifts of one's teams, and oneself."""
        helping = None
        if reach.teams:
            place, shift = (Base.metadata.tables[name] for name in ("assignment", "shift"))
            at_ours = (
                select(place.c.volunteer_id)
                .join(shift, shift.c.id == place.c.shift_id)
                .where(shift.c.team_id.in_(sorted(reach.teams)))
            )
            helping = cls.id.in_(at_ours)
        return any_of(
            among(cls.commune_id, reach.communes),
            in_provinces(cls.commune_id, reach),
            helping,
            None if reach.account is None else cls.account_id == reach.account,
        )


def is_oneself(volunteer_id: Any, reach: Reach) -> ColumnElement[bool] | None:
    """Whether the volunteer in that column is the reader, by their account; None without one."""
    if reach.account is None:
        return None
    volunteer = Volunteer.__table__.c
    mine = select(volunteer.id).where(volunteer.account_id == reach.account)
    found: ColumnElement[bool] = volunteer_id.in_(mine)
    return found
