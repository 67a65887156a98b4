"""The edge of HTTP: the request as htmx sends it, safe ids, the language, the answer's headers."""

from functools import cached_property
from typing import Any, cast

from flask import Flask, Response, current_app, has_request_context, request
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from tracker.assets import Assets
from tracker.core.base import LARGEST_KEY

LANGUAGES = ("vi", "en")
LAST_PAGE = 10_000


class IdConverter(IntegerConverter):
    """A row's number in an address. What no database can hold is simply not there: 404."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST_KEY, **kwargs})


class TrackerRequest(HtmxAwareRequest):
    """Adds the one question the views ask of htmx 4."""

    @cached_property
    def language(self) -> str:
        """Vietnamese, unless this browser chose otherwise in the footer."""
        chosen = self.cookies.get("language", "")
        return chosen if chosen in LANGUAGES else LANGUAGES[0]

    @property
    def wants_fragment(self) -> bool:
        """htmx asks for a piece of the page, not for a page (boosted, or back in history)."""
        headers = self.headers
        return (
            "HX-Request" in headers
            and "HX-Boosted" not in headers
            and "HX-History-Restore-Request" not in headers
            and headers.get("HX-Request-Type") != "full"
        )


def language() -> str:
    """The reader's; Vietnamese where nobody reads."""
    return cast(TrackerRequest, request).language if has_request_context() else LANGUAGES[0]


def key_asked(name: str) -> int | None:
    """The row that the address names (`?to=7`); None for none, and for what cannot be a key."""
    key = request.args.get(name, type=int)
    return key if key is not None and 0 <= key <= LARGEST_KEY else None


def page_asked() -> int:
    """Which page of a list the address asks for (`?trang=2`), from 1."""
    return max(1, min(request.args.get("trang", 1, type=int), LAST_PAGE))


def wants_fragment() -> bool:
    return bool(getattr(request, "wants_fragment", False))


def base_url() -> str:
    """What a link in a QR code begins with: the configured address, or in the demo this one."""
    configured = current_app.config["TRACKER"].base_url
    return str(configured or request.host_url.rstrip("/"))


def register(app: Flask) -> None:
    config = app.config["TRACKER"]
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    assets: Assets = app.extensions["assets"]
    inline = assets.sha256("css/checkin.css")

    @app.after_request
    def say_what_is_allowed(response: Response) -> Response:
        headers = response.headers
        headers.setdefault(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; "
            f"style-src 'self' '{inline}'; img-src 'self' data: blob:; "
            "connect-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
        )
        headers["X-Content-Type-Options"] = "nosniff"
        # Not no-referrer: the CSRF check of an HTTPS form reads it.
        headers["Referrer-Policy"] = "same-origin"
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if config.base_url.startswith("https://"):
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        # Whatever is not said to be public is one person's: no cache may keep it.
        headers.setdefault("Cache-Control", "no-store")
        return response
