"""What happens to people when their thôn goes up in another."""

from sqlalchemy import update

from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.mentees.models import Mentee


@atomic
def move(*, from_id: int, to_id: int) -> None:
    """Everyone of the one thôn is of the other now. Part of merging, which the journal records."""
    db.session.execute(update(Mentee).where(Mentee.village_id == from_id).values(village_id=to_id))
