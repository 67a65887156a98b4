"""Posts given and ended, accounts locked and opened, ambassadors approved. Always with a reason
where somebody loses something."""

from collections.abc import Sequence
from datetime import datetime

from tracker.accounts import actions, queries
from tracker.accounts.models import Account, Membership
from tracker.accounts.rules import Nomination, may_give, may_manage, nomination
from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.policy import Actor, Post


@atomic
def give_post(
    actor: Actor, *, account: Account, post: Post, decision_number: str, now: datetime
) -> Membership | None:
    """Let somebody hold one more post; None when the actor may not give it or it is held."""
    held = {queries.as_post(row) for row in queries.posts_of(account.id)}
    if post in held or account.id == actor.account_id or not may_give(actor, post):
        return None
    row = appointed(actor, account_id=account.id, post=post, now=now, decision=decision_number)
    db.session.add(row)
    db.session.flush()
    journal.record("post.give", row, account_id=actor.account_id, role=post.role)
    return row


def appointed(
    giver: Actor, *, account_id: int, post: Post, now: datetime, decision: str = ""
) -> Membership:
    """The row of a post from today on: an ambassador's says how far the appointment is."""
    today = clock.local_date(now)
    how = nomination(giver, post)
    is_approved = how is Nomination.APPROVED
    return Membership(
        account_id=account_id,
        role=post.role,
        province_id=None if post.commune_id else post.province_id,
        commune_id=post.commune_id,
        team_id=post.team_id,
        since=today,
        decision_number=decision,
        nominated_by_id=None if how is Nomination.NOT_NEEDED else giver.account_id,
        approved_by_id=giver.account_id if is_approved else None,
        approved_on=today if is_approved else None,
        awaits_approval=how is Nomination.AWAITED,
    )


@atomic
def end_post(actor: Actor, *, row: Membership, reason: str, now: datetime) -> bool:
    """Take a post away from today; False when the actor may not. Its history stays."""
    post = queries.as_post(row)
    if row.until or row.account_id == actor.account_id or not may_give(actor, post):
        return False
    row.until = clock.local_date(now)
    db.session.flush()
    journal.record("post.end", row, account_id=actor.account_id, reason=reason, role=row.role)
    return True


@atomic
def approve(actor: Actor, *, row: Membership, decision_number: str, now: datetime) -> bool:
    """Appoint a nominated ambassador; False when it was done before."""
    _hold(row)
    if row.until or row.approved_on or row.account_id == actor.account_id:
        return False
    row.approved_by_id = actor.account_id
    row.approved_on = clock.local_date(now)
    row.decision_number = decision_number
    row.awaits_approval = False
    db.session.flush()
    journal.record("ambassador.approve", row, account_id=actor.account_id)
    return True


@atomic
def decline(actor: Actor, *, row: Membership, reason: str, now: datetime) -> bool:
    """Refuse a nomination: the post ends. False when it was decided before."""
    _hold(row)
    if row.until or row.approved_on or row.account_id == actor.account_id:
        return False
    row.until = clock.local_date(now)
    row.awaits_approval = False
    db.session.flush()
    journal.record("ambassador.decline", row, account_id=actor.account_id, reason=reason)
    return True


@atomic
def lock(actor: Actor, *, account: Account, reason: str, now: datetime) -> bool:
    """Close an account: every session of it ends at once. False when the actor may not."""
    if account.disabled_at or not is_managed(actor, account):
        return False
    account.disabled_at = now
    actions.end_all_sessions(account.id, now=now)
    _record("account.lock", actor, account, reason)
    return True


@atomic
def unlock(actor: Actor, *, account: Account, reason: str, now: datetime) -> bool:
    """Open an account that was locked, or that nobody used for too long."""
    if not is_managed(actor, account):
        return False
    account.disabled_at = None
    account.used_at = now
    _record("account.unlock", actor, account, reason)
    return True


def is_managed(actor: Actor, account: Account) -> bool:
    """Whether the actor gives every post this account holds."""
    return manages(actor, account, queries.posts_of(account.id))


def manages(actor: Actor, account: Account, held: Sequence[Membership]) -> bool:
    """The same, for a list that holds all the account's posts; those that ended do not count."""
    posts = [queries.as_post(row) for row in held if row.until is None]
    return may_manage(actor, account_id=account.id, posts=posts)


def _hold(row: Membership) -> None:
    """Read the decision again and keep others from taking another until this one is written."""
    db.session.refresh(row, ["until", "approved_on"], with_for_update=True)


def _record(deed: str, actor: Actor, account: Account, reason: str) -> None:
    db.session.flush()
    places = (post.commune_id for post in queries.posts_of(account.id) if post.commune_id)
    journal.record(
        deed,
        account,
        account_id=actor.account_id,
        commune_id=next(places, None),
        reason=reason,
    )
