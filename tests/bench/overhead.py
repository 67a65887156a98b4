"""What noting every change, so that totals can be kept, costs a check-in."""

import io
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import run_wsgi_app

from tests.bench import crowd
from tests.bench.checkin import any_database
from tracker.totals import keeping

BUDGET = 15
ROUNDS, AT_ONCE = 8, 20


def measure(database: str, *, share: float, folder: str | None) -> None:
    """The same requests with the notes and without, in turns: a busy machine slows both."""
    rounds = max(2, int(ROUNDS * share))
    number = 2 * rounds * AT_ONCE + AT_ONCE
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        any_database(database, Path(scratch)) as url,
    ):
        people = crowd.gather(url, citizens=number, groups=number)
        print(f"\n{database}: a check-in without and with the notes that totals are kept by, ms")
        for name, make in (("citizen", people.citizens), ("ambassador", people.groups)):
            requests = iter(make(number))
            times: dict[bool, list[float]] = {False: [], True: []}
            _send(people.app, [next(requests) for _ in range(AT_ONCE)])
            for turn in range(2 * rounds):
                is_noting = bool(turn % 2)
                _note(people.app, is_noting)
                batch = [next(requests) for _ in range(AT_ONCE)]
                times[is_noting] += _send(people.app, batch)
            without, noting = (_quartile(times[which]) for which in (False, True))
            more = 100 * (noting / without - 1)
            verdict = "met" if more <= BUDGET else "MISSED"
            print(f"{name:12}{without:>8.2f}{noting:>8.2f}{more:>+7.1f} % of {BUDGET}  {verdict}")


def _note(app: Flask, is_noting: bool) -> None:
    with app.app_context():
        if is_noting:
            keeping.note_again()
        else:
            keeping.stop_noting()


def _send(app: Flask, requests: list[bytes]) -> list[float]:
    return [_ask(app, request) for request in requests]


def _ask(app: Flask, request: bytes) -> float:
    """Milliseconds of one request, as the server hands it over."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "",
        "SERVER_NAME": "bench", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "bench", "REMOTE_ADDR": "127.0.0.1", "HTTP_COOKIE": headers["cookie"],
        "CONTENT_TYPE": headers["content-type"], "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
    }  # fmt: skip
    began = time.perf_counter()
    _, status, _ = run_wsgi_app(app, environ, buffered=True)
    taken = time.perf_counter() - began
    if not status.startswith("200"):
        sys.exit(f"{path} answered {status}")
    return 1000 * taken


def _quartile(times: list[float]) -> float:
    """The fastest quarter's slowest: what the machine does besides is left out."""
    return sorted(times)[len(times) // 4]
