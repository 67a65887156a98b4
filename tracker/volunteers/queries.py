"""Named reads about volunteers. Whose names one may read is the scope's business."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.volunteers.models import Volunteer


def volunteer(volunteer_id: int) -> Volunteer | None:
    return db.session.scalar(select(Volunteer).where(Volunteer.id == volunteer_id))


def same(commune_id: int, phone: str, search_key: str) -> Volunteer | None:
    """Whoever signed up in this commune under the same name and number before."""
    statement = select(Volunteer).where(
        Volunteer.commune_id == commune_id,
        Volunteer.phone == phone,
        Volunteer.search_key == search_key,
    )
    why = "one person is one row; who it is is never shown back"
    return db.session.scalar(by_hand(statement, why))


def of_commune(commune_id: int) -> Sequence[Volunteer]:
    """Everybody who ever helped here, within reach, by given name."""
    statement = (
        select(Volunteer)
        .where(Volunteer.commune_id == commune_id, Volunteer.erased_at.is_(None))
        .options(joinedload(Volunteer.village))
        .order_by(Volunteer.sort_key, Volunteer.id)
    )
    return db.session.scalars(statement).all()


def of_account(account_id: int) -> Sequence[Volunteer]:
    """Oneself as a volunteer, in each commune one helped in."""
    statement = select(Volunteer).where(Volunteer.account_id == account_id)
    return db.session.scalars(by_hand(statement, "oneself")).all()
