"""What the tests about learners share: an entry, an actor, a guide."""

from datetime import UTC, datetime
from typing import Any

from tests.factories import World
from tracker.accounts.models import Account
from tracker.core.db import db
from tracker.mentees.models import Mentee
from tracker.mentees.rules import Agreement, ConsentMethod, ConsentText, Guide, NewMentee
from tracker.places.models import Team
from tracker.policy import Actor

NOW = datetime(2026, 11, 14, 2, 40, tzinfo=UTC)  # Saturday, 09:40 in Vietnam
WORDING = ConsentText("1", "Lời đồng ý")
AGREED = Agreement(ConsentMethod.SPOKEN, WORDING, witness="Trưởng thôn Giàng Seo Phừ")


def actor(account_id: int) -> Actor:
    return Actor(account_id, "Ai đó")


def entry(world: World, name: str = "Ma Seo Lử", **changes: Any) -> NewMentee:
    usual: dict[str, Any] = {
        "name": name,
        "commune_id": world.commune_id,
        "village_id": world.village_id,
        "team_id": world.team_id,
        "ambassador_id": world.ambassador_id,
        "agreement": AGREED,
    }
    return NewMentee(**{**usual, **changes})


def guide(account_id: int, team_id: int) -> Guide:
    team = db.session.get_one(Team, team_id)
    account = db.session.get_one(Account, account_id)
    return Guide(account_id, account.name, team_id, team.name, team.commune_id)


def person(mentee_id: int) -> Mentee:
    return db.session.get_one(Mentee, mentee_id, populate_existing=True)
