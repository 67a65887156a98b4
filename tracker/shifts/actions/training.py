"""Putting people of the teams on the list of a training."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from tracker.accounts.models import Account, Membership
from tracker.campaigns.models import Campaign, Signup
from tracker.campaigns.rules import SignupStatus
from tracker.core import codes, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.mentees.rules import ConsentText
from tracker.places.models import Team
from tracker.policy import Actor
from tracker.shifts.actions.keeping import hold
from tracker.shifts.actions.taking_part import REFERENCE
from tracker.volunteers.actions import Person, register
from tracker.volunteers.models import Volunteer
from tracker.volunteers.rules import Block, Organisation

# Whoever holds a post has an account of their own, and is told of a training as of any duty.
BY_POST = ConsentText(version="account", text="")


@atomic
def enrol(
    actor: Actor, *, campaign: Campaign, account_ids: Collection[int], now: datetime
) -> list[int]:
    """These people of the commune's teams, each once; the keys of their rows as volunteers."""
    commune_id = campaign.commune_id or 0
    hold(commune_id)
    statement = (
        select(Account, Team.name)
        .join(Membership, Membership.account_id == Account.id)
        .join(Team, Team.id == Membership.team_id)
        .where(
            Account.id.in_(sorted(account_ids)),
            Membership.commune_id == commune_id,
            Membership.until.is_(None),
        )
        .order_by(Account.sort_key, Account.id)
    )
    people = {account.id: (account, team) for account, team in db.session.execute(statement)}
    return [_enrol(actor, campaign, account, team, now=now) for account, team in people.values()]


def _enrol(actor: Actor, campaign: Campaign, account: Account, team: str, *, now: datetime) -> int:
    mine = select(Volunteer).where(
        Volunteer.account_id == account.id, Volunteer.commune_id == campaign.commune_id
    )
    row = db.session.scalars(mine.order_by(Volunteer.id)).first()
    if row is None:
        person = Person(
            name=account.name, phone=account.phone, birth_year=account.birth_year or 0,
            organisation=Organisation.UNIT, organisation_name=team, block=Block.OTHER,
            account_id=account.id,
        )  # fmt: skip
        row = register(
            actor, person=person, commune_id=campaign.commune_id or 0, consent=BY_POST, now=now
        ).volunteer
    joined = select(Signup).where(Signup.campaign_id == campaign.id, Signup.volunteer_id == row.id)
    signup = db.session.scalar(joined)
    if signup is None:
        signup = Signup(
            campaign_id=campaign.id, commune_id=row.commune_id, volunteer_id=row.id,
            reference=codes.random_code(REFERENCE), at=now,
        )  # fmt: skip
    signup.status = SignupStatus.ACCEPTED
    db.session.add(signup)
    db.session.flush()
    journal.record("campaign.join", signup, account_id=actor.account_id)
    return row.id
