"""What goes wrong between a phone and the server, in front of the app and never inside it."""

import io
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

PORTAL = b"<!doctype html><title>Wi-Fi</title><h1>Chao mung</h1>"
SENDING = {"/gui", "/phien"}


class BadLine:
    """The app behind a line that can be made bad: `fault` is one of the methods below, by name.

    Only what sends entries is touched, and `touched` says that something was. `batches` counts
    those that reached the app, by the uid of the session's page that sent them.
    """

    def __init__(self, app: Any) -> None:
        self.app = app
        self.fault = ""
        self.batches: list[int] = []
        self.touched = threading.Event()
        self.mended = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/gui":
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(body)
            self.batches.append(len(body))
        fault = self.fault
        if fault and environ["PATH_INFO"] in SENDING:
            self.touched.set()
            return list(getattr(self, fault)(environ, start))
        return self.app(environ, start)  # type: ignore[no-any-return]

    def broken(self, _environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """The server fails before it did anything."""
        start("500 Internal Server Error", [("Content-Type", "text/html")])
        return [b"<h1>500</h1>"]

    def portal(self, _environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Somebody's Wi-Fi answers in our name."""
        start("200 OK", [("Content-Type", "text/html")])
        return [PORTAL]

    def full(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Who asks is known; what is sent finds no room now."""
        if environ["PATH_INFO"] == "/phien":
            return list(self.app(environ, start))
        start("503 Service Unavailable", [("Content-Type", "text/html"), ("Retry-After", "1")])
        return [b"<h1>503</h1>"]

    def forged(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """The token that says that our own page asks is not the one of this session any more."""
        return list(self.app({**environ, "HTTP_X_CSRFTOKEN": "another"}, start))

    def silent(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """No answer, for longer than anybody waits."""
        self.mended.wait(30)
        return list(self.app(environ, start))

    def lost(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Everything is written down, and the answer is lost on the way."""
        if environ["PATH_INFO"] == "/phien":
            return list(self.app(environ, start))
        list(self.app(environ, lambda *_: None))
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        start("502 Bad Gateway", [])
        return [b""]
