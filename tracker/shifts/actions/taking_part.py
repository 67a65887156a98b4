"""Who takes part in a campaign: let in on their sign-up, or put on a shift of it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.campaigns.models import Signup
from tracker.campaigns.rules import SignupStatus
from tracker.core import codes, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.policy import Actor
from tracker.shifts.actions.keeping import hold, settle
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import PlaceStatus

REFERENCE = 12


@atomic
def let_in(actor: Actor, *, signup: Signup, accepted: bool) -> None:
    """Accept or decline somebody who signed up; what they asked for follows."""
    hold(signup.commune_id)
    db.session.refresh(signup, ["status"])
    if signup.status is not SignupStatus.PENDING:
        return
    signup.status = SignupStatus.ACCEPTED if accepted else SignupStatus.DECLINED
    after = PlaceStatus.WAITING if accepted else PlaceStatus.DECLINED
    for row, shift in _proposed(signup):
        row.status = after
        settle(shift)
    deed = "campaign.accept" if accepted else "campaign.decline"
    journal.record(deed, signup, account_id=actor.account_id)


def _proposed(signup: Signup) -> Sequence[tuple[Assignment, Shift]]:
    statement = (
        select(Assignment, Shift)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Assignment.volunteer_id == signup.volunteer_id,
            Assignment.status == PlaceStatus.PROPOSED,
            Assignment.by_id.is_(None),
            Shift.campaign_id == signup.campaign_id,
        )
        .order_by(Shift.starts_at)
    )
    return [(row, shift) for row, shift in db.session.execute(statement)]


def take_in(actor: Actor, *, shift: Shift, volunteer_ids: Collection[int], now: datetime) -> None:
    """Part of an action: nobody works for a campaign whose list does not name them."""
    mine = select(Signup).where(
        Signup.campaign_id == shift.campaign_id, Signup.volunteer_id.in_(sorted(volunteer_ids))
    )
    found = db.session.scalars(by_hand(mine, "one row a person and campaign"))
    known = {row.volunteer_id: row for row in found}
    for volunteer_id in volunteer_ids:
        row = known.get(volunteer_id)
        if row is None:
            _add(actor, shift, volunteer_id, now=now)
        elif row.status is SignupStatus.PENDING:
            let_in(actor, signup=row, accepted=True)
        else:
            row.status = SignupStatus.ACCEPTED


def _add(actor: Actor, shift: Shift, volunteer_id: int, *, now: datetime) -> None:
    row = Signup(
        campaign_id=shift.campaign_id, commune_id=shift.commune_id, volunteer_id=volunteer_id,
        reference=codes.random_code(REFERENCE), status=SignupStatus.ACCEPTED, at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    journal.record("campaign.join", row, account_id=actor.account_id)
