"""Sending prepared requests as fast as they are answered, from a few processes.

Raw sockets that stay open, and no parsing beyond the status and the length: the clients must cost
less than what they measure.
"""

import multiprocessing
import selectors
import socket
import time
from dataclasses import dataclass, field

PROCESSES = 2
# One address may only check in so often; after this many requests a client comes from the next.
PER_ADDRESS = 400


@dataclass
class Result:
    """What came of one run."""

    clients: int
    seconds: float
    times: list[float]
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, percent: int) -> float:
        """Milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def run(port: int, requests: list[bytes], clients: int) -> Result:
    """Send every request once, `clients` at a time."""
    processes = min(PROCESSES, clients)
    shares = [requests[number::processes] for number in range(processes)]
    sizes = [clients // processes + (number < clients % processes) for number in range(processes)]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        jobs = [
            (port, share, size, number)
            for number, (share, size) in enumerate(zip(shares, sizes, strict=True))
        ]
        parts = pool.starmap(_send, jobs)
    began = min(part[0] for part in parts)
    ended = max(part[1] for part in parts)
    times = [seconds for part in parts for seconds, _ in part[2]]
    statuses: dict[int, int] = {}
    for part in parts:
        for _, status in part[2]:
            statuses[status] = statuses.get(status, 0) + 1
    return Result(clients, ended - began, times, statuses)


class _Client:
    def __init__(self, port: int, number: int) -> None:
        self.port, self.number, self.sent = port, number, 0
        self.connect()

    def connect(self) -> None:
        n = self.number * 50 + self.sent // PER_ADDRESS
        home = f"127.{1 + n // 62500}.{n // 250 % 250}.{1 + n % 250}"
        self.socket = socket.socket()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.bind((home, 0))
        self.socket.connect(("127.0.0.1", self.port))

    def send(self, request: bytes) -> None:
        self.sent += 1
        self.answer = b""
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> int:
        """The status once the whole answer is there, else 0."""
        piece = self.socket.recv(65536)
        if not piece:
            return 599
        self.answer += piece
        head, separator, body = self.answer.partition(b"\r\n\r\n")
        if not separator:
            return 0
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
        return int(head[9:12]) if len(body) >= length else 0


def _send(
    port: int, requests: list[bytes], clients: int, process: int
) -> tuple[float, float, list[tuple[float, int]]]:
    selector = selectors.DefaultSelector()
    waiting = iter(requests)
    done: list[tuple[float, int]] = []
    began = time.perf_counter()
    for number in range(clients):
        client = _Client(port, process * 100 + number)
        request = next(waiting, None)
        if request is None:
            break
        selector.register(client.socket, selectors.EVENT_READ, client)
        client.send(request)
    while selector.get_map():
        for key, _ in selector.select():
            client = key.data
            status = client.receive()
            if not status:
                continue
            done.append((time.perf_counter() - client.began, status))
            request = next(waiting, None)
            if request is None or status == 599 or client.sent % PER_ADDRESS == 0:
                selector.unregister(client.socket)
                client.socket.close()
                if request is None:
                    continue
                client.connect()
                selector.register(client.socket, selectors.EVENT_READ, client)
            client.send(request)
    return began, time.perf_counter(), done
