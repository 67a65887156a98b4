"""What processes that test together need to agree on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

if os.name == "nt":
    import msvcrt
else:
    import fcntl


@contextmanager
def only_one_process(lock: Path) -> Iterator[None]:
    """The others wait outside. The lock goes with the process, however it ends."""
    with lock.open("a") as file:
        if os.name == "nt":
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_alive(pid: int) -> bool:
    if os.name == "nt":  # there the question itself would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it lives, and is someone else's
        return True
    return True


def do_without(what: str) -> NoReturn:
    """Something is not on this machine: skip the test here, fail it in CI, which has everything."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI needs it: {what}", pytrace=False)
    pytest.skip(what)
