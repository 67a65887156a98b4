"""What nobody needs any more of who signed in and who was invited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update

from tracker.accounts import limits
from tracker.accounts.models import Invitation, ResetCode, SignIn
from tracker.core.db import db
from tracker.core.pieces import drop, in_pieces
from tracker.core.settings import setting


@dataclass(frozen=True)
class Tidied:
    sign_ins: int
    invitations: int
    reset_codes: int
    counters: int


def tidy(now: datetime) -> Tidied:
    """Drop what ended long enough ago. Who joined by an invitation stays on record, without the
    name and phone that it was written for."""
    before = now - timedelta(days=setting("ended_days"))
    used = Invitation.used_at.is_not(None)
    named = (Invitation.name != "") | Invitation.phone.is_not(None)
    in_pieces(Invitation, _unname, used, named, Invitation.used_at < before)
    return Tidied(
        sign_ins=drop(SignIn, or_(SignIn.ended_at < before, SignIn.expires_at < before)),
        invitations=drop(
            Invitation, ~used, or_(Invitation.expires_at < before, Invitation.revoked_at < before)
        ),
        reset_codes=drop(ResetCode, ResetCode.expires_at < before),
        counters=limits.sweep(now),
    )


def _unname(keys: Sequence[int]) -> None:
    blank = update(Invitation).where(Invitation.id.in_(keys)).values(name="", phone=None)
    db.session.execute(blank.execution_options(synchronize_session=False))
