"""A bad line: a proxy that lets bytes through as slowly as a phone in the mountains gets them.

Chromium's own throttling does not reach the service worker, so the line itself is slow.
"""

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

BITS_PER_SECOND = 400_000
ROUND_TRIP = 0.4
# TCP and TLS 1.3 each cost a round trip before the first request; on loopback neither does.
HANDSHAKE = 2 * ROUND_TRIP
PIECE = 1460
REQUEST = re.compile(rb"^(?:GET|POST|HEAD) \S+ HTTP/1\.1\r\n", re.MULTILINE)


class Line:
    """What went through, and the two directions that everything shares."""

    def __init__(self, port: int) -> None:
        self.port = port  # of the server
        self.down = self.requests = 0
        self._free_at = {"up": 0.0, "down": 0.0}
        self._tasks: set[asyncio.Task[None]] = set()

    def forget(self) -> None:
        self.down = self.requests = 0

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(HANDSHAKE)
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.port)
        self._start(self._carry("up", reader, there_writer))
        self._start(self._carry("down", there_reader, writer))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(
        self, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Each piece waits for its turn, then travels half a round trip; pieces follow closely."""
        travelling: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        self._start(self._deliver(travelling, writer))
        loop = asyncio.get_running_loop()
        while piece := await _read(reader):
            if way == "down":
                self.down += len(piece)
            else:
                self.requests += len(REQUEST.findall(piece))
            begins = max(loop.time(), self._free_at[way])
            self._free_at[way] = begins + len(piece) * 8 / BITS_PER_SECOND
            await travelling.put((self._free_at[way] + ROUND_TRIP / 2, piece))
        await travelling.put((0.0, b""))

    async def _deliver(
        self, travelling: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter
    ) -> None:
        loop = asyncio.get_running_loop()
        while True:
            arrives, piece = await travelling.get()
            await asyncio.sleep(max(0.0, arrives - loop.time()))
            if not piece:
                writer.close()
                return
            try:
                writer.write(piece)
                await writer.drain()
            except ConnectionError:
                return


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(PIECE)
    except ConnectionError:
        return b""


@contextmanager
def bad_line(port: int) -> Iterator[tuple[Line, str]]:
    """The line, and the address at its near end."""
    line, loop = Line(port), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(line.accept, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield line, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
