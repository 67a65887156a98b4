"""Reading what waits for the leader, and what a phone was told before."""

import re
from collections.abc import Collection, Sequence

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tracker.accounts import queries as accounts
from tracker.accounts.models import Account
from tracker.core import receipts
from tracker.core.base import LARGEST_KEY
from tracker.core.db import db
from tracker.core.quick import dialect
from tracker.core.scope import by_hand
from tracker.outbox.models import Review
from tracker.outbox.rules import Item, Outcome, Status, Verdict
from tracker.outbox.text import REASONS, SENT_TO_LEADER
from tracker.policy import Actor

_ABOUT = re.compile(r"/nguoi-hoc/([0-9]{1,10})(?:/|$)")
SHOWN = 100


def waiting() -> Sequence[Review]:
    """What nobody has looked at yet, oldest first, within the reach."""
    return db.session.scalars(
        select(Review)
        .where(Review.status == Status.WAITING)
        .options(joinedload(Review.account).load_only(Account.name))
        .order_by(Review.received_at, Review.id)
        .limit(SHOWN)
    ).all()


def review(review_id: int, *, for_update: bool = False) -> Review | None:
    """One entry within the reach, with whoever sent and settled it."""
    statement = select(Review).where(Review.id == review_id)
    if for_update:
        return db.session.scalar(statement.with_for_update())
    people = (joinedload(Review.account), joinedload(Review.resolved_by))
    return db.session.scalar(statement.options(*people))


def reviewed(account_id: int, keys: Collection[str]) -> dict[str, Outcome]:
    """What was said about those of one's entries that went to the leader before."""
    statement = select(Review.key, Review.reason).where(
        Review.account_id == account_id, Review.key.in_(list(keys))
    )
    found = db.session.execute(by_hand(statement, "a phone's own entries, by its own keys"))
    return {
        key: Outcome(
            Verdict.REVIEW,
            gettext(str(SENT_TO_LEADER), why=str(REASONS[reason])),
            reason=reason,
        )
        for key, reason in found
    }


def made_before(account_id: int, keys: Collection[str]) -> dict[str, int]:
    """The learners that earlier entries added, by the key of the entry."""
    kept = receipts.kept_headers(f"a:{account_id}", keys)
    made = {key: headers.get("X-Made", "") for key, headers in kept.items()}
    return {key: int(id_) for key, id_ in made.items() if id_.isdigit()}


def home_of(actor: Actor) -> tuple[int, int | None] | None:
    """Whose leader looks at what this person sent: their team's, else their commune's."""
    posts = list(actor.posts)
    if not any(post.commune_id for post in posts):
        posts = [accounts.as_post(row) for row in accounts.posts_of(actor.account_id, past=True)]
    homes = [(post.commune_id, post.team_id) for post in posts if post.commune_id]
    in_teams = [home for home in homes if home[1] is not None]
    return next(iter(in_teams or homes), None)


def mentee_named(item: Item) -> int | None:
    """The one learner an entry is about, if it is about one."""
    about = _ABOUT.match(item.path)
    ids = [about[1]] if about else [value for name, value in item.fields if name == "mentee"]
    known = [int(id_) for id_ in ids if id_.isdigit() and int(id_) <= LARGEST_KEY]
    return known[0] if len(known) == 1 else None


def wait_for_turn(account_id: int) -> None:
    """Of two batches of one person the second waits: the same entries in another order would
    otherwise wait for each other."""
    if dialect() == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_SENDING, account_id)))


# Which kind of turn it is: the database counts locks by two numbers.
_SENDING = 1
