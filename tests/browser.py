"""Chromium as a phone and as a desktop computer, and the app behind a real socket.

Fixtures, once a conftest says `pytest_plugins = ["tests.browser"]` and has a fixture `app`:

phone        a page of 360 × 640, touch, Vietnamese
desktop      a page of 1280 × 800
phone_without_js
live_server  the address of `app`; the pages above open paths on it: phone.goto("/dang-nhap")

Every page fails its test at the end if a script failed, the CSP refused something, or anything
was asked of another address. Under our CSP `wait_for_function` cannot work: wait for locators.
"""

import atexit
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from tests.sharing import do_without

PHONE = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
VIETNAM = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}

# It asks nobody outside, needs no GPU and little shared memory, and may run as root.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUMS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]

# What a lost connection and an answer of 4xx leave in the console.
NO_MISDEEDS = ("Failed to load resource", "htmx: htmx:error: Failed to fetch")

# How long a busy machine may take: whoever waits less is wrong by chance.
TIMEOUT_MS = 30_000
expect.set_options(timeout=TIMEOUT_MS)
AXE = "/axe.min.js"


def find() -> str | None:
    """Where Chromium is: what TRACKER_CHROMIUM says, else the first on the path."""
    named = os.environ.get("TRACKER_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUMS)), None)


@cache
def driver() -> Playwright:
    """What speaks to browsers. A process has one: a second beside it refuses to start."""
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


@contextmanager
def launch(*switches: str) -> Iterator[Browser]:
    """A running Chromium. Skips the test where there is none; CI has one."""
    path = find()
    if path is None:
        do_without("Chromium: set TRACKER_CHROMIUM to its path")
    browser = driver().chromium.launch(executable_path=path, args=[*SWITCHES, *switches])
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def open_page(
    browser: Browser,
    profile: dict[str, Any],
    base_url: str,
    *,
    javascript: bool = True,
    **context_options: Any,
) -> Iterator[Page]:
    """A page in a browser that remembers nothing, which must not have misbehaved at the end."""
    # Only tests about it meet the service worker: it would keep and fetch ahead behind the others.
    usual = {**VIETNAM, "service_workers": "block", "java_script_enabled": javascript}
    options = {**usual, **profile, **context_options}
    context = browser.new_context(base_url=base_url, **options)
    context.set_default_timeout(TIMEOUT_MS)
    page = context.new_page()
    misdeeds = _watch(page, base_url)
    try:
        yield page
    finally:
        # Chromium may never answer whoever closes a page on its way to the next one.
        with suppress(PlaywrightError):
            page.goto("about:blank")
        context.close()
    assert misdeeds == []


def _watch(page: Page, base_url: str) -> list[str]:
    misdeeds: list[str] = []
    home = urlsplit(base_url).netloc

    def on_console(message: ConsoleMessage) -> None:
        # Tests ask for those on purpose.
        if message.type == "error" and not message.text.startswith(NO_MISDEEDS):
            misdeeds.append(message.text)

    def on_request(request: Request) -> None:
        there = urlsplit(request.url)
        if there.scheme in ("http", "https", "ws", "wss") and there.netloc != home:
            misdeeds.append(f"asked another address: {request.url}")
        if request.resource_type == "font":
            misdeeds.append(f"asked for a font: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: misdeeds.append(f"script failed: {error}"))
    page.context.on("request", on_request)
    return misdeeds


class _WithAxe:
    """The app, and beside it what looks for faults in its pages: sent to a page as a file, a
    browser reads it once and remembers it."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != AXE:
            return self.app(environ, start)  # type: ignore[no-any-return]
        kept = ("Cache-Control", "max-age=31536000, immutable")
        start("200 OK", [("Content-Type", "text/javascript; charset=utf-8"), kept])
        return [AXE_SCRIPT.encode()]


class _Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Tests show their own failures."""


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """The app on a free port of this process; its address."""
    server: BaseWSGIServer = make_server(
        "127.0.0.1", 0, _WithAxe(app), threaded=True, request_handler=_Silent
    )
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launch() as running:
        yield running


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    with serve(app) as url:
        yield url


@pytest.fixture
def phone(browser: Browser, live_server: str) -> Iterator[Page]:
    with open_page(browser, PHONE, live_server) as page:
        yield page


@pytest.fixture
def desktop(browser: Browser, live_server: str) -> Iterator[Page]:
    with open_page(browser, DESKTOP, live_server) as page:
        yield page


@pytest.fixture
def phone_without_js(browser: Browser, live_server: str) -> Iterator[Page]:
    with open_page(browser, PHONE, live_server, javascript=False) as page:
        yield page
