"""Being somebody in a browser."""

from flask import Flask
from playwright.sync_api import Page

from tests.web import Web


def sign_in(page: Page, app: Flask, account_id: int | None, address: str) -> None:
    """As if this person had signed in on this phone: the cookie without the form."""
    if account_id is None:
        return
    web = Web(app).sign_in(account_id)
    cookie = web.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
