"""Writing a campaign's plan. One function per intent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from tracker.campaigns import queries, rules
from tracker.campaigns.models import Campaign, Goal, Signup, Squad, Wave
from tracker.campaigns.rules import Days, Kind, Refusal, Stage
from tracker.core import journal, names
from tracker.core.atomic import atomic
from tracker.core.base import Base
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.places.models import Commune
from tracker.policy import Actor
from tracker.skills.models import Skill

_FORGETTING = "erasing follows the person, wherever they were named"


@dataclass(frozen=True)
class Entry:
    """What is said about a campaign as a whole."""

    kind: Kind
    name: str
    days: Days
    goal: str = ""
    goal_turns: int | None = None
    goal_people: int | None = None
    contact_name: str = ""
    contact_phone: str | None = None
    skill_ids: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """What one commune or thôn is to reach."""

    commune_id: int
    village_id: int | None
    turns: int
    people: int


@dataclass(frozen=True)
class SignUpRules:
    """How people may sign up by themselves."""

    opens_at: datetime | None
    accepts_all: bool
    closed_roles: tuple[str, ...] = ()


@atomic
def create(
    actor: Actor, *, entry: Entry, province_id: int, commune_id: int | None, now: datetime
) -> Campaign:
    """A campaign that begins to be prepared."""
    row = Campaign(
        province_id=province_id,
        commune_id=commune_id,
        slug=_free_slug(entry.name),
        stage=Stage.PREPARING,
        created_by_id=actor.account_id,
        created_at=now,
    )
    _write(row, entry)
    db.session.add(row)
    db.session.flush()
    journal.record("campaign.create", row, account_id=actor.account_id)
    return row


@atomic
def edit(actor: Actor, *, campaign: Campaign, entry: Entry) -> Refusal | None:
    if not rules.is_editable(campaign.stage):
        return Refusal.CLOSED
    _write(campaign, entry)
    db.session.flush()
    journal.record("campaign.edit", campaign, account_id=actor.account_id)
    return None


@atomic
def move_on(actor: Actor, *, campaign: Campaign, stage: Stage, has_shifts: bool) -> Refusal | None:
    """The next step of its life, or one back. People cannot sign up where there is no shift."""
    db.session.refresh(campaign, ["stage"], with_for_update=True)
    if campaign.stage is stage:
        return None
    if stage not in rules.next_stages(campaign.stage):
        return Refusal.CLOSED
    if stage is Stage.ENROLLING and campaign.commune_id is not None and not has_shifts:
        return Refusal.NO_SHIFTS
    campaign.stage = stage
    # Opened again, its figures move again; the frozen ones stay to be looked up.
    campaign.snapshot_id = None
    journal.record("campaign.stage", campaign, account_id=actor.account_id, stage=str(stage))
    return None


@atomic
def take_up(
    actor: Actor, *, parent: Campaign, commune: Commune, now: datetime
) -> Campaign | Refusal:
    """The commune's part of a province's campaign: it starts as a copy and plans its own shifts."""
    db.session.execute(select(Campaign.id).where(Campaign.id == parent.id).with_for_update())
    if parent.id not in {row.id for row in queries.offered_to(commune)}:
        return Refusal.ALREADY_TAKEN_UP
    goal = next((row for row in _goals(parent) if row.commune_id == commune.id), None)
    row = Campaign(
        province_id=parent.province_id,
        commune_id=commune.id,
        parent_id=parent.id,
        slug=_free_slug(f"{parent.name} {commune.name}"),
        kind=parent.kind,
        name=parent.name,
        goal=parent.goal,
        topics=list(parent.topics),
        first_day=parent.first_day,
        last_day=parent.last_day,
        stage=Stage.PREPARING,
        goal_turns=goal.turns if goal else None,
        goal_people=goal.people if goal else None,
        created_by_id=actor.account_id,
        created_at=now,
        skills=list(parent.skills),
        waves=[
            Wave(name=wave.name, first_day=wave.first_day, last_day=wave.last_day)
            for wave in parent.waves
        ],
    )
    db.session.add(row)
    db.session.flush()
    journal.record("campaign.take_up", row, account_id=actor.account_id, parent=parent.id)
    return row


@atomic
def add_wave(actor: Actor, *, campaign: Campaign, name: str, days: Days) -> Refusal | None:
    """Đợt: within the campaign's days."""
    if not rules.is_editable(campaign.stage):
        return Refusal.CLOSED
    if not Days(campaign.first_day, campaign.last_day).holds(days):
        return Refusal.OUTSIDE
    db.session.add(
        Wave(campaign_id=campaign.id, name=name, first_day=days.first, last_day=days.last)
    )
    journal.record("campaign.wave.add", campaign, account_id=actor.account_id)
    return None


@atomic
def drop_wave(actor: Actor, *, campaign: Campaign, wave_id: int) -> Refusal | None:
    if not rules.is_editable(campaign.stage):
        return Refusal.CLOSED
    mine = (Wave.id == wave_id, Wave.campaign_id == campaign.id)
    if db.session.execute(delete(Wave).where(*mine)).rowcount:  # type: ignore[attr-defined]
        journal.record("campaign.wave.drop", campaign, account_id=actor.account_id)
    return None


@atomic
def set_goals(actor: Actor, *, campaign: Campaign, targets: Sequence[Target]) -> Refusal | None:
    """All of them at once, as they stand in the form; places without numbers have none."""
    if not rules.is_editable(campaign.stage):
        return Refusal.CLOSED
    db.session.execute(delete(Goal).where(Goal.campaign_id == campaign.id))
    db.session.add_all(
        Goal(
            campaign_id=campaign.id,
            commune_id=target.commune_id,
            village_id=target.village_id,
            turns=target.turns,
            people=target.people,
        )
        for target in targets
    )
    db.session.flush()
    journal.record("campaign.goals", campaign, account_id=actor.account_id, places=len(targets))
    return None


@atomic
def add_squad(actor: Actor, *, campaign: Campaign, name: str, leader: str) -> bool:
    """Đội hình. False when there is one of this name."""
    mine = select(Squad.id).where(Squad.campaign_id == campaign.id, Squad.name == name)
    if db.session.scalar(mine) is not None:
        return False
    db.session.add(Squad(campaign_id=campaign.id, name=name, leader=leader))
    db.session.flush()
    journal.record("campaign.squad.add", campaign, account_id=actor.account_id)
    return True


@atomic
def drop_squad(actor: Actor, *, campaign: Campaign, squad: Squad) -> Refusal | None:
    """Only one that nobody is in, nor was proposed for a reward: both are part of the report."""
    people = select(func.count(Signup.id)).where(Signup.squad_id == squad.id)
    reward = Base.metadata.tables["reward"]  # its room lies above this one
    praised = select(func.count(reward.c.id)).where(reward.c.squad_id == squad.id)
    if db.session.scalar(people) or db.session.scalar(by_hand(praised, "a number, whoever asks")):
        return Refusal.IN_USE
    db.session.delete(squad)
    db.session.flush()
    journal.record("campaign.squad.drop", campaign, account_id=actor.account_id)
    return None


@atomic
def join_squad(actor: Actor, *, signup: Signup, squad: Squad | None) -> None:
    """Who goes out with whom; None takes somebody out of their squad."""
    if signup.squad_id != (squad.id if squad else None):
        signup.squad_id = squad.id if squad else None
        journal.record("campaign.squad.join", signup, account_id=actor.account_id)


@atomic
def forget(name: str, commune_id: int) -> None:
    """Somebody is forgotten: no squad of their commune is led by that name any more."""
    led = (
        select(Squad)
        .join(Campaign, Campaign.id == Squad.campaign_id)
        .where(Campaign.commune_id == commune_id, Squad.leader != "")
    )
    for squad in db.session.scalars(by_hand(led, _FORGETTING)):
        if names.without(squad.leader, name) != squad.leader:
            squad.leader = ""
    db.session.flush()


@atomic
def set_sign_up(actor: Actor, *, campaign: Campaign, wanted: SignUpRules) -> Refusal | None:
    if not rules.is_editable(campaign.stage):
        return Refusal.CLOSED
    campaign.opens_at = wanted.opens_at
    campaign.accepts_all = wanted.accepts_all
    campaign.closed_roles = list(wanted.closed_roles)
    journal.record("campaign.sign_up", campaign, account_id=actor.account_id)
    return None


def _goals(campaign: Campaign) -> Sequence[Goal]:
    return db.session.scalars(select(Goal).where(Goal.campaign_id == campaign.id)).all()


def _write(row: Campaign, entry: Entry) -> None:
    row.kind = entry.kind
    row.name = entry.name
    row.goal = entry.goal
    row.topics = list(entry.topics) if entry.kind is Kind.TRAINING else []
    row.first_day, row.last_day = entry.days.first, entry.days.last
    row.goal_turns, row.goal_people = entry.goal_turns, entry.goal_people
    row.contact_name, row.contact_phone = entry.contact_name, entry.contact_phone
    chosen = select(Skill).where(Skill.id.in_(entry.skill_ids))
    row.skills = list(db.session.scalars(chosen))


def _free_slug(name: str) -> str:
    folded = names.search_key(name)
    return rules.slug_of(folded, queries.slugs_like(rules.slug_of(folded, ())))
