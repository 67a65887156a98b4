"""What a cheap phone on a bad line waits for: 400 kbit/s, 400 ms, a CPU six times slower."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page
from playwright.sync_api import Error as PlaywrightError

from tests.bench import crowd
from tests.bench.checkin import _server
from tests.bench.crowd import Crowd
from tests.bench.line import Line, bad_line
from tests.browser import PHONE, VIETNAM, launch
from tracker.core import codes

SLOWER = 6
PATIENCE_MS = 60_000

PAINTED = """() => {
    const [first] = performance.getEntriesByName('first-contentful-paint');
    const [page] = performance.getEntriesByType('navigation');
    return [first ? first.startTime : 0, page.loadEventEnd];
}"""
# From the tap to the words, as the phone's own clock measures it; the page may go on after that.
LISTEN = """() => {
    let began;
    document.addEventListener('click', () => { began = began || performance.now(); }, true);
    new MutationObserver(() => {
        if (!began || sessionStorage.kept || !/trên máy/.test(document.body.innerText)) return;
        sessionStorage.kept = performance.now() - began;
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
OPEN = """(form) => {
    for (let part = form; part; part = part.parentElement) {
        if (part.matches('details')) part.open = true;
    }
}"""
SAID = "() => Number(sessionStorage.kept || 0)"
LONGEST_MS = 30_000


@dataclass(frozen=True)
class Stop:
    """One page: who opens it, where, what is tapped there, and what is allowed."""

    name: str
    path: str
    signed_in: bool = True
    tap: Callable[[Page], None] | None = None
    paint: tuple[float, float] | None = None  # seconds, cold and warm
    kilobytes: float = 14.0
    requests: int | None = None  # of the second visit


@dataclass(frozen=True)
class Seen:
    down: int
    requests: int
    paint: float
    loaded: float
    busy: float
    saved: float | None


def measure(*, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        people = crowd.gather(f"sqlite:///{Path(folder)}/phone.db", citizens=8, groups=4)
        print(f"400 kbit/s, 400 ms, TLS, CPU / {SLOWER}; load {os.getloadavg()[0]:.1f} before")
        print(f"{'':28}{'':6}{'bytes':>9}{'requests':>10}{'paint s':>9}{'loaded s':>10}"
              f"{'busy ms':>9}{'kept ms':>9}")  # fmt: skip
        with (
            _server("wsgi:app", people.environment) as (port, _),
            bad_line(port) as (line, address),
            launch() as browser,
        ):
            for stop in stops(people):
                visit(browser, people, line, address, stop, rounds)


def stops(people: Crowd) -> list[Stop]:
    _token, ids = people._tokens[0]
    door = people._path(0)
    found = [
        Stop("home", "/", paint=(2.0, 0.8), requests=1),
        Stop("check-in, citizen", door, signed_in=False, paint=(1.8, 1.8), kilobytes=6.0,
             requests=1),
        Stop("check-in, ambassador", door, tap=_check_in),
        Stop("mentee", f"/nguoi-hoc/{ids[0]}", tap=_tick),
        Stop("ranking", "/xep-hang"),
    ]  # fmt: skip
    rules = {rule.rule for rule in people.app.url_map.iter_rules()}
    return [stop for stop in found if stop.path != "/xep-hang" or stop.path in rules]


def visit(
    browser: Browser, people: Crowd, line: Line, address: str, stop: Stop, rounds: int
) -> None:
    """Twice in a new browser each round; the middle of the rounds is printed."""
    cold, warm = [], []
    for _ in range(rounds):
        context = browser.new_context(base_url=address, **VIETNAM, **PHONE)
        context.set_default_timeout(PATIENCE_MS)
        if stop.signed_in:
            stay_signed_in(context, people, address)
        cold.append(_look(context, line, stop))
        _let_the_worker_finish(context, line)
        warm.append(_look(context, line, stop))
        context.close()
    _print(stop, "cold", _middle(cold), 0)
    _print(stop, "warm", _middle(warm), 1)


def stay_signed_in(context: BrowserContext, people: Crowd, address: str) -> None:
    token, _ids = people._tokens[0]
    content = {"csrf_token": codes.random_token(), "_user_id": token, "_permanent": True}
    cookie = str(people.visits._cookies.dumps(content))
    context.add_cookies([{"name": "session", "value": cookie, "url": address}])


def _look(context: BrowserContext, line: Line, stop: Stop) -> Seen:
    page = context.new_page()
    phone = context.new_cdp_session(page)
    phone.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    phone.send("Performance.enable")
    line.forget()
    page.goto(stop.path)
    page.wait_for_timeout(100)
    down, requests = line.down, line.requests
    paint, loaded = page.evaluate(PAINTED)
    busy = _busy(phone)
    saved = None
    if stop.tap:
        page.evaluate(LISTEN)
        stop.tap(page)
        saved = _said(page)
    page.close()
    return Seen(down, requests, paint / 1000, loaded / 1000, busy, saved)


def _said(page: Page) -> float:
    """When it was said that the entry is on the phone; -1 when it never was."""
    for _ in range(LONGEST_MS // 200):
        page.wait_for_timeout(200)
        with suppress(PlaywrightError):  # on its way to the next page
            if saved := float(page.evaluate(SAID)):
                return saved
    return -1


def _let_the_worker_finish(context: BrowserContext, line: Line) -> None:
    """What it fetches ahead is no part of the next page's time."""
    page = context.new_page()
    page.goto("/tro-giup")
    before = -1
    while before != line.down:
        before = line.down
        page.wait_for_timeout(2500)
    page.close()


def _busy(phone: CDPSession) -> float:
    """Milliseconds of the main thread at the throttled speed."""
    metrics = phone.send("Performance.getMetrics")["metrics"]
    return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")


def _check_in(page: Page) -> None:
    page.locator("[name=mentee]").first.check()
    page.locator("form[data-outbox] button:not([type=button])").last.click(no_wait_after=True)


def _tick(page: Page) -> None:
    form = page.locator("form[data-outbox]").first
    form.evaluate(OPEN)
    form.locator("button").first.click(no_wait_after=True)


def _middle(seen: list[Seen]) -> Seen:
    return sorted(seen, key=lambda one: one.paint)[len(seen) // 2]


def _print(stop: Stop, when: str, seen: Seen, number: int) -> None:
    over = []
    if stop.paint and seen.paint > stop.paint[number]:
        over.append(f"paint > {stop.paint[number]} s")
    if number == 1 and stop.requests and seen.requests > stop.requests:
        over.append(f"requests > {stop.requests}")
    if seen.busy > 150:
        over.append("busy > 150 ms")
    if seen.saved is not None and not 0 <= seen.saved <= 300:
        over.append("kept > 300 ms")
    saved = "–" if seen.saved is None else f"{seen.saved:.0f}"
    print(
        f"{stop.name:28}{when:6}{seen.down:>9}{seen.requests:>10}{seen.paint:>9.2f}"
        f"{seen.loaded:>10.2f}{seen.busy:>9.0f}{saved:>9}  {', '.join(over) or 'within budget'}",
        flush=True,
    )
