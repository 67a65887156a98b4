"""The first administrator, whom nobody could invite; and the one who forgot the password."""

from datetime import datetime

from tracker.accounts import actions, inviting, queries
from tracker.accounts.models import Account, Membership
from tracker.accounts.tokens import invitation_code
from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.policy import Actor, Post, Role

ADMIN = Post(Role.ADMIN)


@atomic
def invite_administrator(*, phone: str, name: str, secret: str, now: datetime) -> str:
    """Make this phone's account an administrator's and return a code for its link, good once.

    Until the link is used the account has no password, and whoever was signed in as it is out.
    """
    account = queries.by_phone(phone)
    if account is None:
        account = actions.new_account(phone=phone, name=name, password_hash=None, now=now)
        db.session.add(account)
    account.password_hash = None
    account.disabled_at = None
    db.session.flush()
    actions.end_all_sessions(account.id, now=now)
    _hold_the_post(account, now)
    admin = Actor(account.id, account.name, (ADMIN,))
    invitation = inviting.invite(
        admin, post=ADMIN, name=account.name, phone=phone, secret=secret, now=now
    )
    assert invitation is not None  # noqa: S101 - an administrator gives every post
    journal.record("account.founded", account, account_id=None)
    return invitation_code(secret, invitation.nonce)


def _hold_the_post(account: Account, now: datetime) -> None:
    if ADMIN in {queries.as_post(row) for row in queries.posts_of(account.id)}:
        return
    today = clock.local_date(now)
    db.session.add(Membership(account_id=account.id, role=Role.ADMIN, since=today))
    db.session.flush()
