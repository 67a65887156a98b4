#!/usr/bin/env python3
"""Everything a developer types, with nothing but Python and git installed.

python3 dev.py run              start the demo on this machine (PORT chooses the port, 8000)
python3 dev.py test [ARGS]      everything CI checks; ARGS go to pytest
python3 dev.py bench [ARGS]     measure; ARGS go to tests.bench; --phone: a phone on a bad line
python3 dev.py screenshots      take the README's pictures from the demo
python3 dev.py setup [run]      only install what developing needs; run: what a server needs
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python should read this, not a traceback
    sys.exit("Python 3.11 or newer is needed; this is %d.%d." % sys.version_info[:2])  # noqa: UP031

from tools import demo, install
from tools.install import BIN, HERE, PYTHON


def main(arguments: list[str]) -> int:
    commands = {
        "run": run,
        "test": test,
        "bench": bench,
        "screenshots": screenshots,
        "setup": setup,
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return commands[arguments[0]](arguments[1:])
    except KeyboardInterrupt:
        return 130
    except subprocess.CalledProcessError as error:
        return error.returncode or 1


def run(_arguments: list[str]) -> int:
    port = demo.free_port()
    install.packages("run")
    return demo.run(port)


def setup(arguments: list[str]) -> int:
    install.packages("run" if arguments == ["run"] else "dev")
    return 0


def bench(arguments: list[str]) -> int:
    install.packages("dev")
    command = [str(PYTHON), "-m", "tests.bench", *arguments]
    environment = {**os.environ, **(install.chromium() if "--phone" in arguments else {})}
    return subprocess.run(command, cwd=HERE, env=environment, check=False).returncode


def screenshots(_arguments: list[str]) -> int:
    install.packages("dev")
    environment = {**os.environ, **install.chromium()}
    command = [str(PYTHON), "-m", "tools.screenshots"]
    return subprocess.run(command, cwd=HERE, env=environment, check=False).returncode


def test(arguments: list[str]) -> int:
    """What is quick comes first; what computes for long runs beside the tests, which often wait."""
    from concurrent.futures import ThreadPoolExecutor  # whoever runs the demo waits for it

    install.packages("dev")
    environment = {**os.environ, **install.chromium(), **install.office()}
    # Two processes that test and a dozen servers would each compile everything again.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    results = [
        check("ruff", [PYTHON, "-m", "ruff", "check", "."], environment),
        check("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "."], environment),
    ]
    with ThreadPoolExecutor() as beside:
        others = [
            beside.submit(check, "mypy", [PYTHON, "-m", "mypy"], environment, told_at_end=True),
            beside.submit(
                check, "imports", [BIN / "lint-imports", "--no-logo"], environment, told_at_end=True
            ),
        ]
        tests = check("pytest", [PYTHON, "-m", "pytest", "-n", "2", *arguments], environment)
        results += [*(other.result() for other in others), tests]

    print()
    for name, code, seconds in results:
        print(f"{name:12} {'ok' if code == 0 else f'FAILED ({code})':12} {seconds:6.1f} s")
    return int(any(code for _name, code, _seconds in results))


def check(
    name: str, command: list[str | Path], environment: dict[str, str], *, told_at_end: bool = False
) -> tuple[str, int, float]:
    """Run one gate: its name, what it answered, and the seconds it took."""
    start = time.monotonic()
    if not told_at_end:
        print(f"\n== {name}", flush=True)
    done = subprocess.run(
        [str(word) for word in command], cwd=HERE, env=environment, check=False, text=True,
        stdout=subprocess.PIPE if told_at_end else None,
        stderr=subprocess.STDOUT if told_at_end else None,
    )  # fmt: skip
    if told_at_end:
        print(f"\n== {name}\n{done.stdout}", flush=True)
    return name, done.returncode, time.monotonic() - start


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
