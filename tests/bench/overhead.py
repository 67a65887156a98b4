"""What noting every change, so that totals can be kept, costs a check-in."""

import io
import sys
import tempfile
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from flask import Flask
from werkzeug.test import run_wsgi_app

from tests.bench import crowd
from tests.bench.checkin import any_database
from tracker.core.db import db
from tracker.totals import keeping

BUDGET = 15
# Requests after the notes were switched on or off: the first let the databases plan anew.
WARM, MEASURED = 5, 50
ROUNDS = 12


def measure(database: str, *, share: float, folder: str | None) -> None:
    """The same requests with the notes and without, in turns, by the time that processors worked on
    them, here and in the database: what else the machine does slows nobody down in that."""
    rounds = max(3, int(ROUNDS * share))
    number = 2 * rounds * (WARM + MEASURED) + WARM
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        any_database(database, Path(scratch)) as url,
    ):
        people = crowd.gather(url, citizens=number, groups=number)
        print(f"\n{database}: a check-in without and with the notes that totals are kept by,")
        print(f"ms of processors' time, medians of {rounds} rounds of {MEASURED}")
        for name, make in (("citizen", people.citizens), ("ambassador", people.groups)):
            _compare(people.app, name, make(number), rounds)


def _compare(app: Flask, name: str, requests: list[bytes], rounds: int) -> None:
    waiting = iter(enumerate(requests))
    _send(app, list(islice(waiting, WARM)))
    times: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(rounds):
        for is_noting in (bool(turn % 2), not turn % 2):
            _note(app, is_noting)
            _send(app, list(islice(waiting, WARM)))
            batch = list(islice(waiting, MEASURED))
            before = _worked(app)
            _send(app, batch)
            times[is_noting].append(1000 * (_worked(app) - before) / MEASURED)
    pairs = zip(times[False], times[True], strict=True)
    more = 100 * (median(noting / without for without, noting in pairs) - 1)
    without, noting = (median(times[which]) for which in (False, True))
    verdict = "met" if more <= BUDGET else "MISSED"
    print(f"{name:12}{without:>8.2f}{noting:>8.2f}{more:>+7.1f} % of {BUDGET}  {verdict}")


def _worked(app: Flask) -> float:
    """Seconds that processors worked for this process, and for its connections in the database."""
    seconds = time.process_time()
    for pid in _connections(app):
        with suppress(psutil.Error):
            spent = psutil.Process(pid).cpu_times()
            seconds += spent.user + spent.system
    return seconds


def _connections(app: Flask) -> list[int]:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            return []
        with db.engine.connect() as connection:
            mine = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            return list(connection.exec_driver_sql(mine).scalars())


def _note(app: Flask, is_noting: bool) -> None:
    with app.app_context():
        if is_noting:
            keeping.note_again()
        else:
            keeping.stop_noting()


def _send(app: Flask, requests: list[tuple[int, bytes]]) -> None:
    for number, request in requests:
        _ask(app, number, request)


def _ask(app: Flask, number: int, request: bytes) -> None:
    """One request, as the server hands it over; each from an address of its own."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "",
        "SERVER_NAME": "bench", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": f"127.0.{number // 250}.{number % 250}",
        "HTTP_HOST": "bench", "HTTP_COOKIE": headers["cookie"],
        "CONTENT_TYPE": headers["content-type"], "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr,
        "wsgi.version": (1, 0),
    }  # fmt: skip
    _, status, _ = run_wsgi_app(app, environ, buffered=True)
    if not status.startswith("200"):
        sys.exit(f"{path} answered {status}")
