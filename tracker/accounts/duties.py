"""Which task everyone in a team has: typed by the commune, printed on the list of the team."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Account, Membership
from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.policy import Actor


def posts_of(team_id: int) -> Sequence[Membership]:
    """Who holds a post in the team now, by given name."""
    return db.session.scalars(
        select(Membership)
        .join(Membership.account)
        .where(
            Membership.team_id == team_id,
            Membership.until.is_(None),
            Membership.awaits_approval.is_(False),
            Account.disabled_at.is_(None),
        )
        .options(joinedload(Membership.account))
        .order_by(Account.sort_key, Membership.id)
    ).all()


@atomic
def assign(actor: Actor, *, posts: Sequence[Membership], duties: Mapping[int, str]) -> int:
    """Write the duties down, by the key of the post; returns how many are others than before."""
    changed = [row for row in posts if duties.get(row.id, row.duty) != row.duty]
    for row in changed:
        row.duty = duties[row.id]
    db.session.flush()
    for row in changed:
        journal.record("post.duty", row, account_id=actor.account_id)
    return len(changed)
