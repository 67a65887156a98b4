"""What may be committed: our own work, in pieces that can be read, that builds anywhere."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parents[2]

LONGEST_FILE = 300
LONGEST_FUNCTION = 45

# Taken apart, or this file would be the first to be found.
PUBLIC_REGISTRIES = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
    ]
]
LATER = "TO" + "DO"


def test_no_file_names_a_package_registry():
    """Packages arrive through whatever mirror a machine has; hashes say that they are right."""
    hosts = [*PUBLIC_REGISTRIES, *_registries_of_this_machine()]
    assert _containing(re.compile("|".join(map(re.escape, hosts)))) == []


def test_no_lock_says_where_a_package_was_downloaded():
    locks = [path for path in _committed() if path.suffix in {".json", ".lock", ".toml", ".txt"}]
    download = re.compile(r"\"resolved\"\s*:|https?://\S+\.(whl|tgz|tar\.gz)\b")
    assert [str(path) for path in locks if download.search(_text(path))] == []


def test_no_file_names_a_path_of_this_machine():
    assert _containing(re.compile(re.escape(f"{HERE}{os.sep}"))) == []


def test_third_party_code_is_not_committed():
    minified = re.compile(r"[.-]min\.(js|css|mjs)$")
    found = [str(path) for path in _committed() if minified.search(path.name)]
    found += [str(path) for path in _committed() if {"node_modules", ".venv"} & set(path.parts)]
    assert found == []


def test_nothing_is_left_for_later():
    assert _containing(re.compile(rf"\b{LATER}\b")) == []


def test_files_are_short_enough_to_read():
    long = {str(path): _text(path).count("\n") for path in _product_code()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_functions_are_short_enough_to_read():
    long = {
        f"{path}:{function.lineno} {function.name}": lines
        for path in _product_code()
        for function in _functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


@cache
def _committed() -> list[Path]:
    """Every file that git knows and that is still there, relative to the top."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=HERE, capture_output=True, encoding="utf-8", check=True
    )
    paths = [Path(name) for name in listed.stdout.split("\0") if name]
    return [path for path in paths if (HERE / path).is_file()]


def _product_code() -> list[Path]:
    ours = {"tracker", "tools", "dev.py", "wsgi.py"}
    return [path for path in _committed() if path.suffix == ".py" and path.parts[0] in ours]


@cache
def _text(path: Path) -> str:
    return (HERE / path).read_text(encoding="utf-8", errors="replace")


def _containing(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}: {found[0]}" for path in _committed() if (found := pattern.search(_text(path)))
    ]


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(_text(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _registries_of_this_machine() -> Iterator[str]:
    """Mirrors that the environment names: their hosts are nobody else's business."""
    for name, value in os.environ.items():
        if re.search(r"index_url|registry|proxy", name, re.IGNORECASE):
            host = urlsplit(value).hostname
            if host and "." in host and not host.startswith("127."):
                yield host
