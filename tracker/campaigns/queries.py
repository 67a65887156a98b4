"""Named reads about campaigns. What a person may see is the scope's business."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.campaigns.models import Campaign, Goal, Signup, Squad
from tracker.campaigns.rules import SignupStatus, Stage
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.places.models import Commune
from tracker.quotas import queries as quotas
from tracker.quotas.rules import Indicator
from tracker.snapshots.rules import Keys

COUNTED = (Indicator.PEOPLE, Indicator.ATTENDANCES, Indicator.TURNS, Indicator.CLASSES)

_OFFER = "a province's plan is for all its communes"
_GOALS = "numbers and places of a campaign that the caller has reached"
_OWNER = (joinedload(Campaign.commune), joinedload(Campaign.province))


def listed() -> Sequence[Campaign]:
    """Everything within reach, what is still to do first, then the newest."""
    closed = Campaign.stage == Stage.CLOSED
    statement = select(Campaign).options(*_OWNER).order_by(closed, Campaign.first_day.desc())
    return db.session.scalars(statement).all()


def campaign(campaign_id: int) -> Campaign | None:
    """One within reach, with whose it is."""
    found: Campaign | None = db.session.scalar(_one().where(Campaign.id == campaign_id))
    return found


def planned(campaign_id: int) -> Campaign | None:
    """One within reach with its whole plan: skills, waves, squads, goals and their places."""
    goals = selectinload(Campaign.goals)
    statement = (
        _one()
        .where(Campaign.id == campaign_id)
        .options(
            joinedload(Campaign.waves),
            joinedload(Campaign.squads),
            joinedload(Campaign.skills),
            goals.joinedload(Goal.commune),
            goals.joinedload(Goal.village),
        )
    )
    return db.session.scalars(statement).unique().one_or_none()


def by_slug(slug: str) -> Campaign | None:
    """The campaign behind a public address, whoever asks: its plan and whom to ring up."""
    statement = _one().where(Campaign.slug == slug).options(joinedload(Campaign.skills))
    why = "a public page: name, days, organiser, never a volunteer"
    return db.session.scalars(by_hand(statement, why)).unique().one_or_none()


def slugs_like(stem: str) -> set[str]:
    statement = select(Campaign.slug).where(Campaign.slug.startswith(stem, autoescape=True))
    return set(db.session.scalars(by_hand(statement, "addresses are public, and used once")))


def offered_to(commune: Commune) -> Sequence[Campaign]:
    """The province's campaigns that this commune has not taken up yet."""
    taken = select(Campaign.parent_id).where(
        Campaign.commune_id == commune.id, Campaign.parent_id.is_not(None)
    )
    statement = (
        _one()
        .where(
            Campaign.province_id == commune.province_id,
            Campaign.commune_id.is_(None),
            Campaign.stage != Stage.CLOSED,
            Campaign.last_day >= clock.today(),
            Campaign.id.not_in(taken),
        )
        .order_by(Campaign.first_day)
    )
    return db.session.scalars(by_hand(statement, _OFFER)).all()


def offer(campaign_id: int, commune: Commune) -> Campaign | None:
    """One of these offers, with what a commune takes over of it."""
    if campaign_id not in {row.id for row in offered_to(commune)}:
        return None
    statement = (
        _one()
        .where(Campaign.id == campaign_id)
        .options(selectinload(Campaign.skills), selectinload(Campaign.waves))
    )
    found: Campaign | None = db.session.scalar(by_hand(statement, _OFFER))
    return found


def branches(campaign_id: int) -> Sequence[Campaign]:
    """The communes' parts of a province's campaign."""
    statement = select(Campaign).where(Campaign.parent_id == campaign_id).options(*_OWNER)
    return db.session.scalars(statement.order_by(Campaign.id)).all()


def earlier(campaign: Campaign) -> Sequence[Campaign]:
    """The commune's other campaigns within reach, the newest first: whose plan may be copied."""
    statement = (
        _one()
        .where(Campaign.commune_id == campaign.commune_id, Campaign.id != campaign.id)
        .order_by(Campaign.first_day.desc(), Campaign.id.desc())
    )
    return db.session.scalars(statement).all()


def signup_by_reference(reference: str) -> Signup | None:
    """Somebody's own sign-up, by the link that only they have."""
    statement = (
        select(Signup)
        .where(Signup.reference == reference.upper())
        .options(joinedload(Signup.volunteer), joinedload(Signup.campaign))
    )
    return db.session.scalar(by_hand(statement, "whoever holds the link is the volunteer"))


def signup(signup_id: int) -> Signup | None:
    return db.session.scalar(
        select(Signup)
        .where(Signup.id == signup_id)
        .options(joinedload(Signup.campaign), joinedload(Signup.volunteer))
    )


def squad(campaign_id: int, squad_id: int) -> Squad | None:
    return db.session.scalar(
        select(Squad).where(Squad.id == squad_id, Squad.campaign_id == campaign_id)
    )


def squads(campaign_id: int) -> Sequence[Squad]:
    statement = select(Squad).where(Squad.campaign_id == campaign_id).order_by(Squad.id)
    return db.session.scalars(statement).all()


def squad_sizes(campaign_id: int) -> dict[int, int]:
    """How many volunteers each squad has."""
    statement = (
        select(Signup.squad_id, func.count())
        .where(Signup.campaign_id == campaign_id, Signup.status == SignupStatus.ACCEPTED)
        .group_by(Signup.squad_id)
    )
    why = "numbers of a campaign that the caller has reached"
    found = db.session.execute(by_hand(statement, why))
    return {squad_id: number for squad_id, number in found if squad_id is not None}


def with_parts(campaign_id: int) -> tuple[Campaign, Sequence[Campaign]] | None:
    """One within reach, and the parts of the communes that took it up."""
    mine = or_(Campaign.id == campaign_id, Campaign.parent_id == campaign_id)
    found = db.session.scalars(_one().where(mine).order_by(Campaign.id)).all()
    whole = next((row for row in found if row.id == campaign_id), None)
    return (whole, [row for row in found if row is not whole]) if whole else None


def communes_of(campaign_id: int) -> list[tuple[Commune, Goal | None]]:
    """The communes that take part in a province's campaign, or were given a goal in it, with it."""
    taking_part = select(Campaign.commune_id).where(Campaign.parent_id == campaign_id)
    its = and_(
        Goal.campaign_id == campaign_id,
        Goal.commune_id == Commune.id,
        Goal.village_id.is_(None),
    )
    statement = (
        select(Commune, Goal)
        .outerjoin(Goal, its)
        .where(or_(Commune.id.in_(taking_part), Goal.id.is_not(None)))
        .order_by(Commune.code)
    )
    return [(row[0], row[1]) for row in db.session.execute(by_hand(statement, _GOALS))]


def goals_of(campaign_id: int) -> Sequence[Goal]:
    """What each place is to reach, with the places' names."""
    statement = (
        select(Goal)
        .where(Goal.campaign_id == campaign_id)
        .options(joinedload(Goal.commune), joinedload(Goal.village))
        .order_by(Goal.id)
    )
    return db.session.scalars(by_hand(statement, _GOALS)).all()


def figures(campaign: Campaign) -> quotas.Figures:
    """What happened on the campaign's shifts, its communes' included: the counting of quotas."""
    (found,) = quotas.count(_whole(campaign))
    return found[campaign.id]


def figures_by_place(
    campaign: Campaign,
) -> tuple[quotas.Figures, Mapping[int | None, quotas.Figures]]:
    """The same, and each team's part of it; of a province's campaign each commune's."""
    is_province = campaign.commune_id is None
    places = quotas.parts_of(campaign.id, with_branches=is_province)
    whole = _whole(campaign)
    found, parts = quotas.count(whole, quotas.Ask(places, whole.span, COUNTED))
    return found[campaign.id], cast(dict[int | None, quotas.Figures], parts)


def keys(campaign: Campaign) -> Keys:
    """Of the same figures the keys of the rows they are counted from."""
    whole = _whole(campaign)
    return quotas.keys(whole.places, whole.span, COUNTED)


def _whole(campaign: Campaign) -> quotas.Ask:
    span = quotas.Span(campaign.first_day, campaign.last_day)
    places = quotas.campaigns([campaign.id], with_branches=campaign.commune_id is None)
    return quotas.Ask(places, span, COUNTED)


def _one() -> Select[Any]:
    return select(Campaign).options(*_OWNER)
