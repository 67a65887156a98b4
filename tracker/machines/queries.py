"""Which system asks."""

from sqlalchemy import select

from tracker.core import codes
from tracker.core.db import db
from tracker.machines.models import Machine


def by_token(token: str) -> Machine | None:
    """The system whose token this is, unless it was taken back."""
    return db.session.scalar(
        select(Machine).where(Machine.digest == codes.digest(token), Machine.revoked_at.is_(None))
    )
