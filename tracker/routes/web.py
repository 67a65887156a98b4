"""The edge of HTTP: the request as htmx sends it, safe ids, the language, the answer's headers."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ParamSpec, TypeVar
from urllib.parse import parse_qsl

from flask import Flask, Response, current_app, has_request_context, request
from flask_babel import Babel, Domain
from flask_compress import Compress
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.datastructures import Headers, ImmutableMultiDict
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter
from werkzeug.sansio.http import parse_cookie

from tracker.assets import Assets
from tracker.core.base import LARGEST_KEY
from tracker.core.text import clean
from tracker.routes.seals import depends_on

P = ParamSpec("P")
R = TypeVar("R")
LANGUAGES = ("vi", "en")
LAST_PAGE = 10_000
# Characters of one value in an address: a shared message may be looked through for a code.
MOST_ASKED = 4_000


class IdConverter(IntegerConverter):
    """A row's number in an address. What no database can hold is simply not there: 404."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST_KEY, **kwargs})


class TrackerRequest(HtmxAwareRequest):
    """Adds the one question the views ask of htmx 4."""

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """What the address asks for, cleaned before any view looks at it."""
        said = super().args.items(multi=True)
        return ImmutableMultiDict((name, clean(value, limit=MOST_ASKED)) for name, value in said)

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """Read from where the server put them, without going through all headers."""
        said: str = self.environ.get("HTTP_COOKIE", "")
        return parse_cookie(said, cls=ImmutableMultiDict)  # type: ignore[return-value]

    def _load_form_data(self) -> None:
        """A plain form, which most requests are, is read without making a parser for it."""
        plain = self.environ.get("CONTENT_TYPE", "") == "application/x-www-form-urlencoded"
        if not plain or "form" in self.__dict__:
            super()._load_form_data()
            return
        try:
            said = parse_qsl(self.get_data().decode(), True, errors="werkzeug.url_quote")
        except ValueError:  # no UTF-8: a form that says nothing
            said = []
        self.__dict__.update(form=ImmutableMultiDict(said), files=ImmutableMultiDict())

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


class Posted(TrackerRequest):
    """A form that came among others: what it says is known, nothing is left to be read."""

    def __init__(self, environ: dict[str, Any], fields: Iterable[tuple[str, str]]) -> None:
        environ.pop("werkzeug.request", None)
        super().__init__(environ)
        nothing: ImmutableMultiDict[str, Any] = ImmutableMultiDict()
        self.__dict__.update(form=ImmutableMultiDict(fields), files=nothing)


class Answer(Response):
    """Says what every answer of ours says, unless the view said otherwise."""

    def get_wsgi_headers(self, environ: Any) -> Headers:
        """In most answers nothing has to be mended: they need no copy."""
        names = [name for name, _ in self.headers]
        is_plain = self.status_code == 200 and "Location" not in names
        return (
            self.headers
            if is_plain and "Content-Length" in names
            else super().get_wsgi_headers(environ)
        )

    def get_wsgi_response(self, environ: Any) -> tuple[Any, str, list[tuple[str, str]]]:
        body, status, headers = super().get_wsgi_response(environ)
        names = [name for name, _ in headers]
        said = current_app.extensions["said"]
        return body, status, headers + [line for line in said if line[0] not in names]


class Packing(Compress):
    """Compresses pages, and leaves alone what is packed already or not worth it."""

    def after_request(self, response: Response | None) -> Response:
        if response is None or not _is_settled(response):
            return super().after_request(response)
        depends_on(response, "Accept-Encoding")
        return response


def _is_settled(response: Response) -> bool:
    return "Content-Encoding" in [name for name, _ in response.headers]


class Speech(Babel):
    """Writes Vietnamese as it stands in the code."""

    @cached_property
    def domain_instance(self) -> Domain:
        return _Words(domain=self.domain)


class _Words(Domain):
    """Only other languages are looked up: a list says the same few words two hundred times."""

    def gettext(self, string: str, **variables: Any) -> str:
        if language() != LANGUAGES[0]:
            return str(super().gettext(string, **variables))
        return string % variables if variables else string


def language() -> str:
    """The reader's; Vietnamese where nobody reads."""
    return request.language if has_request_context() else LANGUAGES[0]  # type: ignore[attr-defined]


def key_asked(name: str) -> int | None:
    """The row that the address names (`?to=7`); None for none, and for what cannot be a key."""
    key = request.args.get(name, type=int)
    return key if key is not None and 0 <= key <= LARGEST_KEY else None


def page_asked() -> int:
    """Which page of a list the address asks for (`?trang=2`), from 1."""
    return max(1, min(request.args.get("trang", 1, type=int), LAST_PAGE))


def wants_fragment() -> bool:
    return bool(getattr(request, "wants_fragment", False))


def page_address() -> str:
    """This very page, with what it was asked for."""
    return request.full_path.removesuffix("?")


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

    said = {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; "
        f"style-src 'self' '{inline}'; img-src 'self' data: blob:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
        "X-Content-Type-Options": "nosniff",
        # Not no-referrer: the CSRF check of an HTTPS form reads it.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        # Whatever is not said to be public is one person's: no cache may keep it.
        "Cache-Control": "no-store",
    }
    if config.base_url.startswith("https://"):
        said["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    app.extensions["said"] = list(said.items())
