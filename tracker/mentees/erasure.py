"""Forgetting a person: the row becomes a nameless key, so that every past count stays (ruling 8).

What other features wrote about the person is forgotten in `histories.actions`.
"""

from datetime import datetime

from sqlalchemy import func, select, update

from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.mentees import asks, guidance
from tracker.mentees.models import Card, Consent, Mentee, Mentorship
from tracker.mentees.rules import EndReason, MenteeStatus

# Everything that says who it was. The team stays, where the counts belong, and so does the day of
# a VNeID declaration, which is one of them.
_BLANK = {
    "name": "", "search_key": "", "sort_key": "", "birth_year": None, "phone": None,
    "phone_owner": None, "phone_note": "", "device": None, "guardian_name": "",
    "guardian_relation": "", "village_id": None, "vneid_noted_by_id": None,
    "note": "", "status_reason": "", "ambassador_id": None, "created_by_id": None,
}  # fmt: skip


@atomic
def anonymise(mentee: Mentee, *, deed: str, actor_id: int | None, now: datetime) -> None:
    """Blank every personal column, withdraw the consent, revoke the cards, close the mentorship."""
    guidance.close(mentee.id, EndReason.OTHER, now=now)
    for column, nothing in _BLANK.items():
        setattr(mentee, column, nothing)
    mentee.status = MenteeStatus.ERASED
    db.session.flush()
    _withdraw(mentee.id, actor_id=actor_id, now=now)
    asks.settle_all(mentee, actor_id=actor_id, now=now)
    db.session.flush()
    journal.record(deed, mentee, account_id=actor_id)


def _withdraw(mentee_id: int, *, actor_id: int | None, now: datetime) -> None:
    """The paper's number would lead back to the person, and so would a witness's name."""
    statements = (
        update(Consent)
        .where(Consent.mentee_id == mentee_id)
        .values(
            withdrawn_at=func.coalesce(Consent.withdrawn_at, now),
            withdrawn_by_id=actor_id,
            witness="",
            paper_number="",
        ),
        update(Card)
        .where(Card.mentee_id == mentee_id)
        .values(revoked_at=func.coalesce(Card.revoked_at, now), revoked_reason="erased"),
        update(Mentorship).where(Mentorship.mentee_id == mentee_id).values(end_note=""),
    )
    for statement in statements:
        db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.expire_all()


def long_waiting(*, before: datetime) -> list[Mentee]:
    """Walk-ins who never agreed and came before that moment."""
    return list(
        db.session.scalars(
            select(Mentee).where(Mentee.status == MenteeStatus.PENDING, Mentee.created_at < before)
        )
    )
