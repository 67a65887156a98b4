"""Starting the demo: one command from a fresh clone to a page on a phone."""

import datetime
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from tools.install import HERE, PYTHON, Step, say

VAR = HERE / "var"


def run(port: int) -> int:
    """Serve the demo until someone stops it."""
    phone_url = f"http://{address_on_the_network()}:{port}"
    environment = demo_environment(phone_url)
    accounts = prepare(environment)

    server = subprocess.Popen(server_command(port), cwd=HERE, env=environment)
    try:
        code = qr_code(phone_url)
        wait_until_healthy(server, port)
        print(f"\nOn this machine:           http://127.0.0.1:{port}")
        print(f"On a phone on this Wi-Fi:  {phone_url}\n\n{code}\n{accounts}")
        print("Ctrl-C stops it.", flush=True)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stop(server)


def free_port() -> int:
    wanted = os.environ.get("PORT", "8000")
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
    with socket.socket() as probe:
        if os.name != "nt":  # there the option would let two servers share the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", int(wanted)))
        except OSError:
            sys.exit(
                f"Port {wanted} is in use. Stop what uses it, or choose another: "
                "PORT=8080 python3 dev.py run"
            )
    return int(wanted)


def address_on_the_network() -> str:
    """This machine's address as its neighbours see it. Connecting a UDP socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def demo_environment(base_url: str) -> dict[str, str]:
    """The demo's settings; whatever the caller has set already wins.

    The secret is not among them: outside production the application makes and keeps one itself.
    """
    VAR.mkdir(exist_ok=True)
    settings = {
        "TRACKER_MODE": "demo",
        "TRACKER_DATABASE_URL": f"sqlite:///{(VAR / 'tracker.db').as_posix()}",
        "TRACKER_BASE_URL": base_url,
        "PYTHONUTF8": "1",
    }
    return {**settings, **os.environ}


def prepare(environment: dict[str, str]) -> str:
    """Bring the database up to date, fill an empty one, and return the accounts to show.

    Nothing is asked of the application while, on the same day, the same code finds its database:
    that is what makes a second start quick.
    """
    folders = [HERE / "migrations", HERE / "tracker"]
    found = [path for folder in folders for path in folder.rglob("*")]
    inputs = sorted(path for path in found if path.suffix in {".py", ".csv"})
    database = environment["TRACKER_DATABASE_URL"]
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    step = Step(VAR / ".stamp-database", inputs, database, environment["TRACKER_MODE"], today)
    shown = VAR / "accounts.txt"
    file = Path(database.removeprefix("sqlite:///"))
    if step.done and shown.exists() and file.is_file():
        return shown.read_text(encoding="utf-8")

    say("Preparing the database")
    command = [str(PYTHON), "-m", "flask", "--app", "wsgi", "prepare"]
    done = subprocess.run(
        command, cwd=HERE, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    shown.write_text(done.stdout, encoding="utf-8")
    step.mark()
    return done.stdout


def server_command(port: int) -> list[str]:
    command = [str(PYTHON), "-m", "granian", "wsgi:app", "--interface", "wsgi"]
    command += ["--host", "0.0.0.0", "--port", str(port), "--no-ws", "--log-level", "warning"]
    return [*command, "--workers", "1", "--blocking-threads", "4"]


def qr_code(text: str) -> str:
    draw = (
        "import qrcode, sys; code = qrcode.QRCode(border=2); code.add_data(sys.argv[1]);"
        "code.print_ascii(invert=True)"
    )
    drawn = subprocess.run(
        [str(PYTHON), "-X", "utf8", "-c", draw, text],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if not sys.stdout.isatty():
        return drawn.stdout
    light_on_dark, plain = "\x1b[97;40m", "\x1b[0m"
    return "\n".join(f"{light_on_dark}{line}{plain}" for line in drawn.stdout.splitlines())


def wait_until_healthy(server: "subprocess.Popen[bytes]", port: int) -> None:
    import urllib.request  # the server starts meanwhile

    ask = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit("The server stopped before it answered; what it said stands above.")
        try:
            with ask.open(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    sys.exit("The server did not answer /healthz within a minute.")


def stop(server: "subprocess.Popen[bytes]") -> None:
    """Let requests in flight finish, for ten seconds at most."""
    if server.poll() is None:
        server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
