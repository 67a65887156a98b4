"""Who could be proposed, and who was. Whose names one may read is the scope's business."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.campaigns.models import Campaign, Signup, Squad
from tracker.core.db import db
from tracker.core.names import place_key
from tracker.rewards.models import Reward
from tracker.rewards.rules import Candidate, Merit
from tracker.shifts.queries import Tally, tallies
from tracker.shifts.rules import Known
from tracker.volunteers.models import Volunteer


def candidates(campaign: Campaign, *, now: datetime, with_squads: bool) -> list[Candidate]:
    """Everybody within reach who was on its shifts; and its squads with their people's figures.

    The figures of a squad are right only for whoever reads everybody in it: the whole commune.
    """
    came = {key: tally for key, tally in tallies(campaign, now=now).items() if tally.came}
    statement = (
        select(Volunteer, Signup.squad_id)
        .outerjoin(
            Signup, (Signup.volunteer_id == Volunteer.id) & (Signup.campaign_id == campaign.id)
        )
        .where(Volunteer.id.in_(sorted(came)), Volunteer.erased_at.is_(None))
    )
    people, by_squad = [], dict[int, Merit]()
    for person, squad_id in db.session.execute(statement):
        merit = merit_of(came[person.id])
        people.append(
            Candidate(person.id, person.name, person.sort_key, person.organisation_name, merit)
        )
        if squad_id is not None:
            by_squad[squad_id] = by_squad.get(squad_id, Merit(people=0)) + merit
    return [*people, *_squads(campaign, by_squad)] if with_squads else people


def merit_of(tally: Tally) -> Merit:
    return Merit(tally.came, tally.minutes, tally.by[Known.CODE])


def of_campaign(campaign_id: int) -> Sequence[Reward]:
    statement = select(Reward).where(Reward.campaign_id == campaign_id).order_by(Reward.id)
    return db.session.scalars(statement).all()


def reward(campaign_id: int, reward_id: int) -> Reward | None:
    return db.session.scalar(
        select(Reward)
        .where(Reward.id == reward_id, Reward.campaign_id == campaign_id)
        .options(joinedload(Reward.proposed_by))
    )


def _squads(campaign: Campaign, merits: dict[int, Merit]) -> list[Candidate]:
    rows = db.session.scalars(select(Squad).where(Squad.campaign_id == campaign.id))
    return [
        Candidate(row.id, row.name, place_key(row.name), row.leader, merits[row.id], is_squad=True)
        for row in rows
        if row.id in merits
    ]
