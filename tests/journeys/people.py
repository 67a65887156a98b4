"""Being somebody in a browser."""

from flask import Flask
from playwright.sync_api import Page

from tests.web import Web
from tracker.accounts.models import Account
from tracker.accounts.passwords import hash_password
from tracker.core.db import db
from tracker.core.scope import unscoped

PASSWORD = "ruộng bậc thang"


def sign_in(
    page: Page, app: Flask, account_id: int | None, address: str, *, stays: bool = False
) -> None:
    """As if this person had signed in on this phone: the cookie without the form."""
    if account_id is None:
        return
    web = Web(app).sign_in(account_id, stays=stays)
    # The form's page leaves its token in the cookie: no later answer sets the cookie again.
    web.csrf_token()
    cookie = web.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


def set_password(app: Flask, account_id: int) -> tuple[str, str]:
    """What this person types to sign in: number and password."""
    with app.app_context(), unscoped("test"):
        account = db.session.get_one(Account, account_id)
        account.password_hash = hash_password(PASSWORD)
        db.session.commit()
        return account.phone, PASSWORD
