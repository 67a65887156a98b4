"""How a class is kept still while it changes."""

from tracker.classes.models import ClassSession
from tracker.core.db import db


def hold(session: ClassSession) -> None:
    """Read the status again and keep others from changing it until this transaction ends."""
    db.session.refresh(session, ["status"], with_for_update=True)
