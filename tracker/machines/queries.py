"""Which system asks, and which may."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from tracker.core import codes
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.machines.models import Machine
from tracker.places.models import Commune, Province


@dataclass(frozen=True)
class Grant:
    """A system that may read or might once, and when it last did."""

    name: str
    province: str
    commune: str
    since: datetime
    revoked_at: datetime | None
    last_read: datetime | None


def by_token(token: str) -> Machine | None:
    """The system whose token this is, unless it was taken back."""
    return db.session.scalar(
        select(Machine).where(Machine.digest == codes.digest(token), Machine.revoked_at.is_(None))
    )


def grants() -> Sequence[Grant]:
    """Every system there was, by name. For whoever keeps the server."""
    read = (
        select(func.max(JournalEntry.at))
        .where(
            JournalEntry.subject == Machine.__tablename__,
            JournalEntry.subject_id == Machine.id,
            JournalEntry.deed == "machine.read",
        )
        .correlate(Machine)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Machine.name, Province.code, func.coalesce(Commune.code, ""), Machine.created_at,
            Machine.revoked_at, read,
        )
        .join(Province, Province.id == Machine.province_id)
        .outerjoin(Commune, Commune.id == Machine.commune_id)
        .order_by(Machine.name)
    )  # fmt: skip
    return [Grant(*row) for row in rows]
