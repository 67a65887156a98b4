"""Requests of people who are signed in, as the server gets them."""

import io
import secrets
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import run_wsgi_app

from tests.counting import statements
from tracker.accounts.models import SignIn
from tracker.core import clock, codes
from tracker.core.db import db

WARM, MEASURED = 4, 21


@dataclass(frozen=True)
class Visit:
    """What one page cost: its bytes as sent plain and compressed, its questions, its time."""

    status: int
    size: int
    compressed: int
    queries: int
    milliseconds: float
    cpu: float


class Visits:
    """Cookies and tokens that the application accepts."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self._cookies = serializer
        self._csrf = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")

    def cookie(self, token: str | None) -> tuple[str, str]:
        """The session's cookie, and the CSRF token of its forms."""
        raw = secrets.token_hex(20)
        content = {"csrf_token": raw} | ({"_user_id": token, "_fresh": True} if token else {})
        return str(self._cookies.dumps(content)), str(self._csrf.dumps(raw))

    def sign_in(self, account_id: int) -> str:
        """A session of this account; its cookie. Inside an application context."""
        token = codes.random_token()
        db.session.add(SignIn(**sign_in_row(token, account_id)))
        db.session.commit()
        return self.cookie(token)[0]

    def look(self, path: str, session: str = "", **headers: str) -> Visit:
        """Ask for a page until its time is known: the median of warm runs, in this process."""
        plain = self._ask(path, session, headers)
        with statements() as asked:
            self._ask(path, session, headers)
        packed = len(self._ask(path, session, {"HTTP_ACCEPT_ENCODING": "gzip", **headers})[1])
        for _ in range(WARM):
            self._ask(path, session, headers)
        times = [self._ask(path, session, headers)[2:] for _ in range(MEASURED)]
        wall, cpu = (sorted(each)[MEASURED // 2] * 1000 for each in zip(*times, strict=True))
        return Visit(plain[0], len(plain[1]), packed, len(asked), wall, cpu)

    def _ask(
        self, path: str, session: str, headers: dict[str, str]
    ) -> tuple[int, bytes, float, float]:
        address, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": address,
            "QUERY_STRING": query, "SERVER_NAME": "bench", "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "bench",
            "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
            "wsgi.version": (1, 0), "HTTP_COOKIE": f"session={session}" if session else "",
            **headers,
        }  # fmt: skip
        wall, cpu = time.perf_counter(), time.thread_time()
        body, status, _ = run_wsgi_app(self.app, environ, buffered=True)
        answer = b"".join(body)
        return (
            int(status.split()[0]), answer, time.perf_counter() - wall, time.thread_time() - cpu,
        )  # fmt: skip


def sign_in_row(token: str, account_id: int) -> dict[str, Any]:
    now = clock.now()
    return {
        "token_digest": codes.digest(token), "account_id": account_id, "created_at": now,
        "expires_at": now + timedelta(days=1),
    }  # fmt: skip
