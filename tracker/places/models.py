"""Provinces, communes, thôn, sites, teams. Own keys; official codes are attributes (ruling 9)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.core.base import Base, Code, Key, Line, Short
from tracker.core.scope import CommuneScoped, Reach, Scoped, among, any_of, in_provinces
from tracker.places.rules import CommuneKind, SiteKind, VillageKind


class Province(Base):
    __tablename__ = "province"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Line]
    search_key: Mapped[Line]


class Commune(Base):
    """A xã, phường or đặc khu: the only level below the province."""

    __tablename__ = "commune"

    id: Mapped[Key]
    province_id: Mapped[int] = mapped_column(ForeignKey("province.id"), index=True)
    code: Mapped[Code] = mapped_column(unique=True)
    kind: Mapped[CommuneKind]
    name: Mapped[Line]
    search_key: Mapped[Line] = mapped_column(index=True)
    # Set when it was merged into another; the row stays, for history.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"))
    ended_on: Mapped[date | None]

    province: Mapped[Province] = relationship()


class Village(Base):
    """A thôn, or what the place calls it. Never deleted: closed, or merged into another."""

    __tablename__ = "village"
    __table_args__ = (Index("ix_village_commune_search", "commune_id", "search_key"),)

    id: Mapped[Key]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), index=True)
    kind: Mapped[VillageKind]
    name: Mapped[Line]
    search_key: Mapped[Line]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    ended_on: Mapped[date | None]
    # Người bản số: since when the thôn has its one digitally fluent person (seed C12).
    fluent_since: Mapped[date | None]

    commune: Mapped[Commune] = relationship()


class FormerName(Base):
    """What a commune or a thôn was called, or which code it had, until a day."""

    __tablename__ = "former_name"

    id: Mapped[Key]
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"), index=True)
    name: Mapped[Line]
    code: Mapped[Code] = mapped_column(default="")
    until: Mapped[date]


class Site(CommuneScoped, Base):
    """Điểm học: any place where people learn."""

    __tablename__ = "site"

    id: Mapped[Key]
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    kind: Mapped[SiteKind]
    name: Mapped[Line]
    address: Mapped[Line] = mapped_column(default="")
    ended_on: Mapped[date | None]

    commune: Mapped[Commune] = relationship()
    village: Mapped[Village | None] = relationship()


class SiteProposal(CommuneScoped, Base):
    """A site somebody asks the commune for (Request kind "site")."""

    __tablename__ = "site_proposal"

    id: Mapped[Key]
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    kind: Mapped[SiteKind]
    name: Mapped[Line]
    address: Mapped[Line] = mapped_column(default="")

    village: Mapped[Village | None] = relationship()


class Poster(CommuneScoped, Base):
    """The printed QR of a site. One is in force; the old ones stay so that a scan can say why."""

    __tablename__ = "poster"

    id: Mapped[Key]
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    code: Mapped[Code] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    site: Mapped[Site] = relationship()


class Team(Scoped, Base):
    """A Tổ công nghệ số cộng đồng, founded by a decision of the commune."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("commune_id", "name"),)

    id: Mapped[Key]
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), index=True)
    # Usually one team a thôn; a team of the whole commune has none.
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"), index=True)
    name: Mapped[Line]
    decision_number: Mapped[Short] = mapped_column(default="")
    decided_on: Mapped[date | None]
    consolidated_on: Mapped[date | None]
    zalo_url: Mapped[Line] = mapped_column(default="")
    ended_on: Mapped[date | None]

    commune: Mapped[Commune] = relationship()
    village: Mapped[Village | None] = relationship()

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return any_of(
            among(cls.id, reach.teams),
            among(cls.commune_id, reach.communes),
            in_provinces(cls.commune_id, reach),
        )
