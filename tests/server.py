"""The real server in a process of its own, which can be killed and can run out of room."""

import http.client
import os
import resource
import signal
import subprocess
import sys
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from tests.postgres import _free_port as free_port
from tests.web import Web, new_key
from tools import demo
from tracker.routes.guards import DEVICE_COOKIE

HERE = Path(__file__).resolve().parents[1]


class Server:
    """Started as docs/operating.md says, on the database of `app` and with its secret."""

    def __init__(self, app: Flask) -> None:
        config = app.config["TRACKER"]
        self.environment = os.environ | {
            "TRACKER_MODE": "demo",
            "TRACKER_SECRET_KEY": config.secret_key,
            "TRACKER_DATABASE_URL": config.database_url,
            "PYTHONUTF8": "1",
        }
        self.start()

    def start(self) -> None:
        self.port = free_port()
        words = ["-m", "granian", "wsgi:app", "--interface", "wsgi", "--host", "127.0.0.1"]
        words += ["--port", str(self.port), "--no-ws", "--log-level", "critical"]
        words += ["--workers", "1", "--blocking-threads", "8"]
        self.process = subprocess.Popen(
            [sys.executable, *words], cwd=HERE, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        demo.wait_until_healthy(self.process, self.port)

    def kill(self) -> None:
        """kill -9, all its processes at once: nobody gets to say goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def room(self, most: int) -> None:
        """From now on no file of the server may be written beyond this many bytes."""
        for pid in self._processes():
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))

    def _processes(self) -> list[int]:
        running = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())
        return [pid for pid in running if _group(pid) == self.process.pid]


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Post:
    """One form that was filled in once, and may be sent as often as it takes."""

    path: str
    fields: dict[str, str]
    cookies: str
    key: str = field(default_factory=new_key)

    def send(self, server: Server) -> Answer | None:
        """None when the server did not answer: nobody knows what became of it."""
        body = urllib.parse.urlencode({**self.fields, "key": self.key})
        return ask(server, "POST", self.path, self.cookies, body)


def ask(
    server: Server, method: str, path: str, cookies: str = "", body: str | None = None
) -> Answer | None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
    except (http.client.HTTPException, OSError):
        return None
    finally:
        connection.close()


def posts(web: Web, path: str, forms: list[dict[str, str]]) -> list[Post]:
    """The forms as this browser would send them, each with a key of its own."""
    token = web.csrf_token()
    name = web.app.config["SESSION_COOKIE_NAME"]
    session = web.client.get_cookie(name)
    assert session is not None
    cookies = f"{name}={session.value}"
    device = web.client.get_cookie(DEVICE_COOKIE)
    if device is not None:
        cookies += f"; {DEVICE_COOKIE}={device.value}"
    return [Post(path, {"csrf_token": token, **form}, cookies) for form in forms]
