"""Who has been away for so long that nobody needs their name any more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from tracker.accounts.models import Membership
from tracker.campaigns.models import Signup
from tracker.core.db import db
from tracker.shifts.models import Assignment, Shift
from tracker.volunteers.models import Volunteer


def long_away(*, before: datetime) -> Sequence[Volunteer]:
    """Neither on a shift nor signed up for anything since that moment, and in no post today."""
    helped = (
        select(Assignment.id)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.volunteer_id == Volunteer.id, Shift.ends_at >= before)
        .exists()
    )
    joined = (
        select(Signup.id).where(Signup.volunteer_id == Volunteer.id, Signup.at >= before).exists()
    )
    serves = (
        select(Membership.id)
        .where(Membership.account_id == Volunteer.account_id, Membership.until.is_(None))
        .exists()
    )
    statement = select(Volunteer).where(
        Volunteer.erased_at.is_(None), Volunteer.created_at < before, ~helped, ~joined, ~serves
    )
    return db.session.scalars(statement.order_by(Volunteer.id)).all()
