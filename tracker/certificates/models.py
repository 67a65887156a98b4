"""Giấy xác nhận tham gia: who took part in a campaign, as it was when the paper was given."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.campaigns.models import Campaign
from tracker.certificates.rules import State, state_of
from tracker.core.base import AccountRef, Base, Code, Key, Line
from tracker.core.scope import Reach, Scoped, among, any_of
from tracker.places.models import Commune, Province
from tracker.volunteers.models import Volunteer, is_oneself


class Certificate(Scoped, Base):
    """One paper. What it says is fixed; it can only be taken back."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("province_id", "commune_id", "year", "number"),
        # One in force for each person and campaign; those taken back stay beside it.
        Index(
            "uq_certificate_in_force", "campaign_id", "volunteer_id", unique=True,
            sqlite_where=text("revoked_at IS NULL"), postgresql_where=text("revoked_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[Key]
    # On the paper's QR: /x/<code>. Nobody can guess it, and nobody lists it.
    code: Mapped[Code] = mapped_column(unique=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("province.id"))
    # Whose Youth Union issues it; the province's own has none.
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    year: Mapped[int]
    number: Mapped[int]
    name: Mapped[Line]
    # Under 16 on the day of issue: the public page then tells initials only.
    is_child: Mapped[bool]
    campaign_name: Mapped[Line]
    issuer: Mapped[Line]
    shifts: Mapped[int]
    minutes: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[AccountRef]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    revoked_reason: Mapped[Line] = mapped_column(default="")

    province: Mapped[Province] = relationship()
    commune: Mapped[Commune | None] = relationship()
    campaign: Mapped[Campaign] = relationship()
    volunteer: Mapped[Volunteer] = relationship()

    @property
    def state(self) -> State:
        return state_of(self.name, is_revoked=self.revoked_at is not None)

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """The commune's, the province's, and one's own."""
        return any_of(
            among(cls.commune_id, reach.communes),
            among(cls.province_id, reach.provinces),
            is_oneself(cls.volunteer_id, reach),
        )


class CertificateCheck(Base):
    """How often a paper's code was looked up on a day: by whom is not kept."""

    __tablename__ = "certificate_check"
    __table_args__ = (UniqueConstraint("certificate_id", "day"),)

    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"))
    day: Mapped[date]
    times: Mapped[int]
