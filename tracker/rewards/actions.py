"""Proposing rewards, and noting what became of them. One function per intent."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from tracker.campaigns.models import Campaign
from tracker.core import journal, names
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.policy import Actor
from tracker.rewards import queries
from tracker.rewards.models import Reward
from tracker.rewards.rules import Candidate, Refusal, RewardKind, RewardStatus

_FORGETTING = "erasing follows the person, wherever they were named"


@dataclass(frozen=True)
class Proposal:
    """What somebody says about a candidate. `team_id` when the leader of a team says it."""

    kind: RewardKind
    words: str
    team_id: int | None = None


@atomic
def propose(
    actor: Actor, *, campaign: Campaign, nominee: Candidate, proposal: Proposal, now: datetime
) -> Reward | Refusal:
    """The figures are the records' of this moment; nobody can type them."""
    mine = Reward.squad_id if nominee.is_squad else Reward.volunteer_id
    known = select(Reward.id).where(
        Reward.campaign_id == campaign.id, mine == nominee.key, Reward.kind == proposal.kind
    )
    if db.session.scalar(by_hand(known, "nobody is proposed twice, whoever proposed first")):
        return Refusal.ALREADY
    row = Reward(
        province_id=campaign.province_id, commune_id=campaign.commune_id,
        team_id=proposal.team_id, campaign_id=campaign.id,
        volunteer_id=None if nominee.is_squad else nominee.key,
        squad_id=nominee.key if nominee.is_squad else None,
        name=nominee.name, unit=nominee.unit, kind=proposal.kind, status=RewardStatus.PROPOSED,
        figures=asdict(nominee.merit), words=proposal.words, proposed_by_id=actor.account_id,
        proposed_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    journal.record("reward.propose", row, account_id=actor.account_id, kind=str(row.kind))
    return row


@atomic
def write(
    actor: Actor, *, reward: Reward, campaign: Campaign, words: str, now: datetime,
    with_squads: bool,
) -> Refusal | None:  # fmt: skip
    """Other words; the figures are pulled anew from its campaign beside them."""
    if reward.status is not RewardStatus.PROPOSED:
        return Refusal.DECIDED
    reward.words = words
    found = queries.candidates(campaign, now=now, with_squads=with_squads)
    key, is_squad = reward.volunteer_id or reward.squad_id, reward.squad_id is not None
    fresh = next((one for one in found if (one.key, one.is_squad) == (key, is_squad)), None)
    if fresh is not None:
        reward.figures = asdict(fresh.merit)
    journal.record("reward.write", reward, account_id=actor.account_id)
    return None


@atomic
def decide(
    actor: Actor, *, reward: Reward, status: RewardStatus, number: str, day: date | None
) -> Refusal | None:
    """Quyết định khen thưởng: its number and day, or that there is none this time."""
    if reward.status is not RewardStatus.PROPOSED:
        return Refusal.DECIDED
    reward.status, reward.decision_number, reward.decided_on = status, number, day
    journal.record("reward.decide", reward, account_id=actor.account_id, status=str(status))
    return None


@atomic
def forget(volunteer_id: int, name: str, commune_id: int) -> None:
    """Somebody is forgotten: what was proposed for them has no name and no words left.

    Where others were proposed, squads above all, the words lose the name.
    """
    rows = select(Reward).where(
        or_(Reward.volunteer_id == volunteer_id, Reward.commune_id == commune_id)
    )
    for row in db.session.scalars(by_hand(rows, _FORGETTING)):
        if row.volunteer_id == volunteer_id:
            row.name = row.unit = row.words = ""
            continue
        row.words = names.without(row.words, name)
        if names.without(row.unit, name) != row.unit:
            row.unit = ""  # the leader of a squad
    db.session.flush()
