"""Check-in under load: the whole stack, full durability, against a bare page on the same server."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests import postgres
from tests.bench import crowd, load
from tests.bench.crowd import Crowd

HERE = Path(__file__).resolve().parents[2]
REQUESTS = {1: 600, 8: 1600, 32: 2400, 128: 2400}
BUDGET = {"citizen": 8.0, "ambassador": 4.0}
WORKERS = 2


def measure(database: str, clients: list[int], *, share: float, folder: str | None) -> None:
    """Print one table: throughput, latency, and the share of the bare page."""
    numbers = {n: max(n * 4, int(REQUESTS.get(n, 2000) * share)) for n in clients}
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        _database(database, Path(scratch)) as url,
    ):
        people = crowd.gather(url, citizens=sum(numbers.values()), groups=sum(numbers.values()))
        print(f"\n{database}: {WORKERS} processes, load {os.getloadavg()[0]:.1f} before")
        if database == "sqlite":
            print(f"FULL durability: one fsync here takes {_fsync(Path(scratch)):.2f} ms")
        else:
            print("the test cluster does not wait for the disk")
        _print_pages(people)
        print(f"\n{'':12}{'clients':>8}{'req/s':>9}{'p50 ms':>9}{'p95':>8}{'p99':>8}{'of bare':>9}")
        bare: dict[int, float] = {}
        with _server("tests.bench.bare:app", {}) as port:
            load.run(port, _bare_requests(200), 8)
            for n in clients:
                result = load.run(port, _bare_requests(8000 if n > 1 else 3000), n)
                bare[n] = result.rate
                _print_row("bare", result, None)
        with _server("wsgi:app", people.environment) as port:
            _warm(port, people)
            for n in clients:
                load_of = {
                    "citizen": people.citizens(numbers[n]),
                    "ambassador": people.groups(numbers[n]),
                }
                for name, requests in load_of.items():
                    _print_row(name, load.run(port, requests, n), bare[n])
        people.check()


def _fsync(folder: Path) -> float:
    """Milliseconds: what the disk allows at most is one check-in in this time."""
    with (folder / "fsync").open("wb", buffering=0) as file:
        start = time.perf_counter()
        for _ in range(50):
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
        return 1000 * (time.perf_counter() - start) / 50


def _print_row(name: str, result: load.Result, bare: float | None) -> None:
    share = 100 * result.rate / bare if bare else 100.0
    budget = BUDGET.get(name)
    verdict = "" if budget is None or result.clients < 32 else f"  budget {budget:.0f} %"
    bad = {status: n for status, n in result.statuses.items() if status != 200}
    print(
        f"{name:12}{result.clients:>8}{result.rate:>9.0f}{result.percentile(50):>9.1f}"
        f"{result.percentile(95):>8.1f}{result.percentile(99):>8.1f}{share:>8.1f}%{verdict}"
        f"{f'  NOT 200: {bad}' if bad else ''}",
        flush=True,
    )


def _print_pages(people: Crowd) -> None:
    print(f"\n{'page':30}{'bytes':>8}{'gzip':>8}{'queries':>9}")
    for page in people.pages():
        print(f"{page.name:30}{page.size:>8}{page.compressed:>8}{page.queries:>9}")


def _bare_requests(number: int) -> list[bytes]:
    return [b"POST / HTTP/1.1\r\nHost: bench\r\nContent-Length: 0\r\n\r\n"] * number


def _warm(port: int, people: Crowd) -> None:
    """Each process compiles its templates and statements before anyone is measured."""
    for request in people.looks(60):
        load.run(port, [request], 1)


@contextmanager
def _database(name: str, folder: Path) -> Iterator[str]:
    if name == "sqlite":
        yield f"sqlite:///{folder}/bench.db"
        return
    with postgres.cluster() as cluster, cluster.database() as url:
        yield url


@contextmanager
def _server(app: str, environment: dict[str, str]) -> Iterator[int]:
    port = postgres._free_port()
    command = [sys.executable, "-m", "granian", app, "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--no-ws", "--log-level", "warning"]
    command += ["--workers", str(WORKERS), "--blocking-threads", "1"]
    server = subprocess.Popen(command, cwd=HERE, env={**os.environ, **environment})
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit("the server did not start")
        try:
            with urlopen(f"http://127.0.0.1:{port}/"):
                return
        except HTTPError:
            return  # it answers, which is all that is asked
        except OSError:
            time.sleep(0.1)
    sys.exit("the server did not answer")
