"""Check-in under load: the whole stack, full durability, against a bare page on the same server."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil

from tests import postgres
from tests.bench import crowd, load
from tests.bench.crowd import BATCH, Crowd

HERE = Path(__file__).resolve().parents[2]
REQUESTS = {1: 600, 8: 1600, 32: 2400, 128: 2400}
BATCHES = 40
JUDGED = 32
WORKERS = 2
MEMORY = 130


@dataclass(frozen=True)
class Budget:
    """At 32 clients: at least this share of the bare page, at most these milliseconds."""

    share: float
    p95: float
    p99: float


BUDGETS = {"citizen": Budget(8, 60, 120), "ambassador": Budget(4, 100, 200)}
ITEMS_A_SECOND, BATCH_SECONDS = 2500, 1.0


def measure(database: str, clients: list[int], *, share: float, folder: str | None) -> None:
    """Print one table: throughput, latency, and the share of the bare page."""
    numbers = {n: max(n * 4, int(REQUESTS.get(n, 2000) * share)) for n in clients}
    batches = max(4, int(BATCHES * share))
    groups = sum(numbers.values()) + batches
    with (
        tempfile.TemporaryDirectory(dir=folder) as scratch,
        any_database(database, Path(scratch)) as url,
    ):
        people = crowd.gather(url, citizens=sum(numbers.values()), groups=groups)
        print(f"\n{database}: {WORKERS} processes, load {os.getloadavg()[0]:.1f} before")
        if database == "sqlite":
            print(f"FULL durability: one fsync here takes {_fsync(Path(scratch)):.2f} ms")
        else:
            print("the test cluster does not wait for the disk")
        print(f"\n{'':12}{'clients':>8}{'req/s':>9}{'p50 ms':>9}{'p95':>8}{'p99':>8}{'of bare':>9}")
        bare: dict[int, float] = {}
        with _server("tests.bench.bare:app", {}) as (port, _):
            load.run(port, _bare_requests(200), 8)
            for n in clients:
                result = load.run(port, _bare_requests(8000 if n > 1 else 3000), n)
                bare[n] = result.rate
                _print_row("bare", result, None)
        with _server("wsgi:app", people.environment) as (port, server):
            _warm(port, people)
            for name, make in (("citizen", people.citizens), ("ambassador", people.groups)):
                for n in clients:
                    _print_row(name, load.run(port, make(numbers[n]), n), bare[n])
            _print_batches(load.run(port, people.batches(batches), 2))
            _print_memory(server)
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
    p50, p95, p99 = (result.percentile(percent) for percent in (50, 95, 99))
    verdict = ""
    if name in BUDGETS and result.clients == JUDGED:
        wanted = BUDGETS[name]
        is_met = share >= wanted.share and p95 <= wanted.p95 and p99 <= wanted.p99
        verdict = f"  {_said(is_met)}: {wanted.share:.0f} %, {wanted.p95:.0f}, {wanted.p99:.0f} ms"
    print(
        f"{name:12}{result.clients:>8}{result.rate:>9.0f}{p50:>9.1f}{p95:>8.1f}{p99:>8.1f}"
        f"{share:>8.1f}%{verdict}{_bad(result)}",
        flush=True,
    )


def _print_batches(result: load.Result) -> None:
    items, slowest = result.rate * BATCH, result.percentile(95) / 1000
    is_met = items >= ITEMS_A_SECOND and slowest <= BATCH_SECONDS
    print(
        f"outbox, {BATCH} items a batch: {items:.0f} items/s, p95 {slowest:.2f} s"
        f"  {_said(is_met)}: {ITEMS_A_SECOND} items/s, {BATCH_SECONDS:.0f} s{_bad(result)}"
    )


def _print_memory(server: "subprocess.Popen[bytes]") -> None:
    workers = psutil.Process(server.pid).children()
    sizes = [worker.memory_info().rss / 1e6 for worker in workers]
    most = max(sizes, default=0)
    print(f"memory of one process afterwards: {most:.0f} MB  {_said(most <= MEMORY)}: {MEMORY} MB")


def _said(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


def _bad(result: load.Result) -> str:
    bad = {status: n for status, n in result.statuses.items() if status != 200}
    return f"  NOT 200: {bad}" if bad else ""


def _bare_requests(number: int) -> list[bytes]:
    return [b"POST / HTTP/1.1\r\nHost: bench\r\nContent-Length: 0\r\n\r\n"] * number


def _warm(port: int, people: Crowd) -> None:
    """Each process compiles its templates and statements before anyone is measured."""
    for request in people.looks(60):
        load.run(port, [request], 1)


@contextmanager
def any_database(name: str, folder: Path) -> Iterator[str]:
    if name == "sqlite":
        yield f"sqlite:///{folder}/bench.db"
        return
    with postgres.cluster() as cluster, cluster.database() as url:
        yield url


@contextmanager
def _server(
    app: str, environment: dict[str, str]
) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    port = postgres._free_port()
    command = [sys.executable, "-m", "granian", app, "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--no-ws", "--log-level", "warning"]
    command += ["--workers", str(WORKERS), "--blocking-threads", "1"]
    server = subprocess.Popen(command, cwd=HERE, env={**os.environ, **environment})
    try:
        _wait_for(port, server)
        yield port, server
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
