"""Forgetting a volunteer everywhere: on request at once, by itself after two years without a shift.

What they did stays as numbers: hours, presences, and who of how many.
"""

from datetime import datetime, timedelta

from tracker.campaigns import actions as campaigns
from tracker.certificates import actions as certificates
from tracker.core import receipts
from tracker.core.atomic import atomic
from tracker.core.settings import setting
from tracker.papers import actions as papers
from tracker.partings import queries
from tracker.policy import Actor
from tracker.rewards import actions as rewards
from tracker.shifts import actions as shifts
from tracker.volunteers import actions as volunteers
from tracker.volunteers.models import Volunteer

DAYS_OF_A_MONTH = 30.4375


@atomic
def erase(actor: Actor | None, *, volunteer: Volunteer, now: datetime, reason: str = "") -> None:
    """Leave nothing that leads back to the person. Every count stays as it was."""
    _forget(volunteer, now=now)
    volunteers.anonymise(
        volunteer, deed="volunteer.erase", actor_id=actor.account_id if actor else None,
        reason=reason, now=now,
    )  # fmt: skip


@atomic
def fade(now: datetime) -> int:
    """Forget whoever has not helped for so long. How many."""
    before = now - timedelta(days=setting("volunteer_months") * DAYS_OF_A_MONTH)
    gone = queries.long_away(before=before)
    for volunteer in gone:
        _forget(volunteer, now=now)
        volunteers.anonymise(volunteer, deed="volunteer.fade", actor_id=None, reason="", now=now)
    return len(gone)


def _forget(volunteer: Volunteer, *, now: datetime) -> None:
    shifts.withdraw(volunteer, now=now)
    certificates.forget(volunteer.id)
    campaigns.forget(volunteer.name, volunteer.commune_id)
    rewards.forget(volunteer.id, volunteer.name, volunteer.commune_id)
    receipts.forget(volunteer.name)
    papers.forget(volunteer.name, volunteer.commune_id)
