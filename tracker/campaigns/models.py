"""Chiến dịch: what is planned, for whom, with which goals; and who signed up for it."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.campaigns.rules import Kind, SignupStatus, Stage
from tracker.core.base import Base, Code, Key, Line, PhoneNumber, Prose
from tracker.core.scope import Reach, Scoped, among, any_of, in_provinces
from tracker.places.models import Commune, Province, Village
from tracker.skills.models import Skill
from tracker.volunteers.models import Volunteer, is_oneself


class Campaign(Scoped, Base):
    """Of a commune; or of a province, which its communes take up and plan shifts under."""

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("parent_id", "commune_id"),)

    id: Mapped[Key]
    province_id: Mapped[int] = mapped_column(ForeignKey("province.id"), index=True)
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"), index=True)
    # The province's campaign that this commune takes part in.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    # Its public page: /cd/<slug>. Printed on posters, so it never changes.
    slug: Mapped[Line] = mapped_column(unique=True)
    kind: Mapped[Kind]
    name: Mapped[Line]
    goal: Mapped[Prose] = mapped_column(default="")
    # What a training is about (campaigns.rules.Topic); other campaigns have none.
    topics: Mapped[list[str]] = mapped_column(JSON, default=list)
    first_day: Mapped[date]
    last_day: Mapped[date]
    stage: Mapped[Stage]
    goal_turns: Mapped[int | None]
    goal_people: Mapped[int | None]
    # Whom to ask: shown on the public page.
    contact_name: Mapped[Line] = mapped_column(default="")
    contact_phone: Mapped[PhoneNumber | None]
    # Sign-up: from when, whether everyone is let in at once, and which roles choose themselves.
    opens_at: Mapped[datetime | None]
    accepts_all: Mapped[bool] = mapped_column(default=True)
    closed_roles: Mapped[list[str]] = mapped_column(JSON, default=list)
    # The figures as they were when it was summed up; none before.
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("snapshot.id"))
    # From how many shifts on somebody gets a certificate; nothing said means the setting.
    certificate_shifts: Mapped[int | None]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]

    province: Mapped[Province] = relationship()
    commune: Mapped[Commune | None] = relationship()
    parent: Mapped["Campaign | None"] = relationship(remote_side="Campaign.id")
    skills: Mapped[list[Skill]] = relationship(secondary="campaign_skill", order_by=Skill.position)
    waves: Mapped[list["Wave"]] = relationship(order_by="(Wave.first_day, Wave.id)")
    goals: Mapped[list["Goal"]] = relationship(order_by="Goal.id")
    squads: Mapped[list["Squad"]] = relationship(order_by="Squad.id")

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        """The commune's, the province's, and those whose shifts one helps on."""
        own = None
        if reach.account is not None:
            signup, volunteer = (Base.metadata.tables[name] for name in ("signup", "volunteer"))
            joined = (
                select(signup.c.campaign_id)
                .join(volunteer, volunteer.c.id == signup.c.volunteer_id)
                .where(volunteer.c.account_id == reach.account)
            )
            own = cls.id.in_(joined)
        return any_of(
            among(cls.commune_id, reach.communes),
            among(cls.province_id, reach.provinces),
            own,
        )


class CampaignSkill(Base):
    """A skill the campaign brings to people."""

    __tablename__ = "campaign_skill"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"), primary_key=True)


class Wave(Base):
    """Đợt: a part of the campaign's time."""

    __tablename__ = "campaign_wave"

    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    name: Mapped[Line]
    first_day: Mapped[date]
    last_day: Mapped[date]


class Goal(Base):
    """What one commune, or one thôn, is to reach: lượt and người."""

    __tablename__ = "campaign_goal"
    __table_args__ = (UniqueConstraint("campaign_id", "commune_id", "village_id"),)

    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    turns: Mapped[int]
    people: Mapped[int]

    commune: Mapped[Commune] = relationship()
    village: Mapped[Village | None] = relationship()


class Squad(Base):
    """Đội hình: the volunteers who go out together."""

    __tablename__ = "squad"
    __table_args__ = (UniqueConstraint("campaign_id", "name"),)

    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    name: Mapped[Line]
    leader: Mapped[Line] = mapped_column(default="")


class Signup(Scoped, Base):
    """A volunteer joined a campaign. `reference` is their private link; nobody else has it."""

    __tablename__ = "signup"
    __table_args__ = (UniqueConstraint("campaign_id", "volunteer_id"),)

    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    commune_id: Mapped[int] = mapped_column(ForeignKey("commune.id"), index=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteer.id"), index=True)
    squad_id: Mapped[int | None] = mapped_column(ForeignKey("squad.id"))
    reference: Mapped[Code] = mapped_column(unique=True)
    status: Mapped[SignupStatus]
    at: Mapped[datetime]

    campaign: Mapped[Campaign] = relationship()
    volunteer: Mapped[Volunteer] = relationship()
    squad: Mapped[Squad | None] = relationship()

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return any_of(
            among(cls.commune_id, reach.communes),
            in_provinces(cls.commune_id, reach),
            is_oneself(cls.volunteer_id, reach),
        )
