"""Ca: when and where volunteers work, who takes which place, and how long they were there."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.campaigns.models import Campaign
from tracker.classes.models import ClassSession
from tracker.core.base import Base, Code, Key, Line, Short
from tracker.core.scope import Reach, Scoped, any_of, in_team_or_above
from tracker.places.models import Commune, Site, Team
from tracker.shifts.rules import PlaceStatus, Proof, ShiftStatus
from tracker.shifts.teaching import teaches
from tracker.volunteers.models import Volunteer, is_oneself


class Shift(Scoped, Base):
    """One place, a few hours. Called off it stays visible, and nobody is absent from it."""

    __tablename__ = "shift"
    __table_args__ = (
        Index("ix_shift_campaign_starts", "campaign_id", "starts_at"),
        Index("ix_shift_team_date", "team_id", "local_date"),
    )

    id: Mapped[Key]
    # In the QR link, with the digits of the moment: /v/<code>/<digits>, as at a class.
    code: Mapped[Code] = mapped_column(unique=True)
    secret: Mapped[Short]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), index=True)
    # The team whose thôn it is: what is done here counts for it.
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    # Shifts made together share the id of the first.
    series_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"))
    status: Mapped[ShiftStatus]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    local_date: Mapped[date]
    minimum: Mapped[int] = mapped_column(default=1)
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("volunteer.id"))
    # The class taught here, if one is: its check-ins are the campaign's too.
    class_id: Mapped[int | None] = mapped_column(ForeignKey("class_session.id"))
    note: Mapped[Line] = mapped_column(default="")
    cancelled_reason: Mapped[Line] = mapped_column(default="")
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("shift.id"))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # Counts the coordinators' changes: whoever saw an older one is asked to look again.
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    campaign: Mapped[Campaign] = relationship()
    commune: Mapped[Commune] = relationship()
    team: Mapped[Team | None] = relationship()
    site: Mapped[Site] = relationship()
    leader: Mapped[Volunteer | None] = relationship()
    session: Mapped[ClassSession | None] = relationship()
    moved_to: Mapped["Shift | None"] = relationship(
        remote_side="Shift.id", foreign_keys="Shift.moved_to_id"
    )
    changed_by: Mapped[Account | None] = relationship()
    roles: Mapped[list["ShiftRole"]] = relationship(order_by="ShiftRole.id")

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """The team's, the commune's, the province's, and those one has a place on."""
        own = None
        if reach.account is not None:
            place, volunteer = (Base.metadata.tables[name] for name in ("assignment", "volunteer"))
            mine = (
                select(place.c.shift_id)
                .join(volunteer, volunteer.c.id == place.c.volunteer_id)
                .where(volunteer.c.account_id == reach.account)
            )
            own = cls.id.in_(mine)
        return any_of(in_team_or_above(cls, reach), own)


def _is_teaching(context: Any) -> bool:
    return teaches(context.get_current_parameters()["name"])


class ShiftRole(Base):
    """What people do on a shift, and how many of them; reached only through it."""

    __tablename__ = "shift_role"
    __table_args__ = (UniqueConstraint("shift_id", "name"),)

    id: Mapped[Key]
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    name: Mapped[Short]
    places: Mapped[int]
    # Of a training: whoever teaches is not trained by it. Follows from the name.
    is_teaching: Mapped[bool] = mapped_column(default=_is_teaching)


class Assignment(Scoped, Base):
    """Somebody and a shift: asked for, waiting, placed or given up; and when they came and left.

    One row each pair, so nobody holds a shift twice.
    """

    __tablename__ = "assignment"
    __table_args__ = (UniqueConstraint("shift_id", "volunteer_id"),)

    id: Mapped[Key]
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"))
    role_id: Mapped[int] = mapped_column(ForeignKey("shift_role.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    status: Mapped[PlaceStatus]
    # Who came first: grows with every sign-up for the shift.
    queue: Mapped[int]
    # Why a coordinator put up with two shifts at once.
    override_reason: Mapped[Line] = mapped_column(default="")
    # Who placed them; nobody when they chose themselves.
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    came_at: Mapped[datetime | None]
    came_proof: Mapped[Proof | None]
    left_at: Mapped[datetime | None]
    left_proof: Mapped[Proof | None]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    shift: Mapped[Shift] = relationship()
    role: Mapped[ShiftRole] = relationship()
    volunteer: Mapped[Volunteer] = relationship()

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """On a shift of one's places, or one's own."""
        shift = Base.metadata.tables["shift"]
        here = select(shift.c.id).where(in_team_or_above(shift.c, reach))
        return any_of(cls.shift_id.in_(here), is_oneself(cls.volunteer_id, reach))


class KeptTraining(Base):
    """Somebody in a post was taught on this shift; their row as a volunteer is forgotten since."""

    __tablename__ = "kept_training"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shift.id"), primary_key=True)
