"""The demo, prepared once for all processes that test together; each works on copies."""

import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.apps import as_in_tests
from tests.sharing import only_one_process
from tracker import create_app
from tracker.config import Config, Mode
from tracker.core import clock
from tracker.core.health import let_go


@dataclass(frozen=True)
class Demo:
    """A database file to copy from, what `flask prepare` said when it made it, and when."""

    file: Path
    said: str
    at: datetime


def config_of_demo(url: str) -> Config:
    return Config(mode=Mode.DEMO, secret_key="x" * 40, database_url=url)


def prepare(url: str) -> str:
    """As whoever starts the product does; what the command says. It must work."""
    demo = create_app(config_of_demo(url))
    try:
        done = demo.test_cli_runner().invoke(args=["prepare"])
        assert done.exit_code == 0, done.output
        with demo.app_context():
            let_go()
    finally:
        as_in_tests()
    return str(done.output)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, sqlite_templates: dict[str, Path]) -> Demo:
    """Made by the first process that asks; this one's copy of it stands beside its templates."""
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made, told = folder / "demo-of-all.db", folder / "demo-of-all.json"
    with only_one_process(folder / "demo-of-all.lock"):
        if not told.exists():
            said = prepare(f"sqlite:///{made}")
            told.write_text(json.dumps({"said": said, "at": clock.now().isoformat()}))
    file = sqlite_templates["schema"].with_name("demo.db")
    shutil.copy(made, file)
    words = json.loads(told.read_text())
    return Demo(file, words["said"], datetime.fromisoformat(words["at"]))
