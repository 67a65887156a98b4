"""A browser without a screen: it keeps cookies and sends the tokens that our forms carry."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from tracker.accounts.models import SignIn
from tracker.core import clock, codes
from tracker.core.db import db


class Web:
    """Asks pages and sends forms. Every form gets a fresh key unless the test names one."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, **kwargs)

    def fragment(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, headers={"HX-Request": "true"}, **kwargs)

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        key: str | None = None,
        fragment: bool = False,
        follow: bool = False,
    ) -> TestResponse:
        """Send a form as its page would: with the CSRF token and an idempotency key."""
        headers = {"HX-Request": "true"} if fragment else {}
        form = {"csrf_token": self.csrf_token(), "key": key or new_key(), **(data or {})}
        return self.client.post(path, data=form, headers=headers, follow_redirects=follow)

    def csrf_token(self) -> str:
        with self.client.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        serializer = URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token")
        return str(serializer.dumps(raw))

    def sign_in(self, account_id: int, *, stays: bool = False) -> "Web":
        """As if the person had signed in on this browser just now; `stays` signed in for weeks."""
        token = codes.random_token()
        with self.app.app_context():
            now = clock.now()
            db.session.add(
                SignIn(
                    token_digest=codes.digest(token),
                    account_id=account_id,
                    created_at=now,
                    expires_at=now + timedelta(days=1),
                )
            )
            db.session.commit()
        with self.client.session_transaction() as session:
            session["_user_id"] = token
            session.permanent = stays
        return self


def new_key() -> str:
    return secrets.token_urlsafe(16)


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)
