"""The house rules that a linter cannot see."""

import re
from pathlib import Path

import tracker
from tests.apps import config_for

HOME = Path(tracker.__file__).parent
TEMPLATES = HOME / "templates"
PARTS = TEMPLATES / "_parts"


def pages() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*.html") if PARTS not in path.parents)


def test_every_route_says_who_may_use_it():
    app = tracker.create_app(config_for("sqlite://"))
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "access")
    ]
    assert silent == [], "give each a @requires(Permission.…) or @public"


def test_every_template_folder_is_a_blueprint():
    app = tracker.create_app(config_for("sqlite://"))
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir() and path.name[0] != "_"}
    assert folders - set(app.blueprints) == {"errors"}


def test_every_address_that_is_asked_for_exists():
    """A link that few people see fails only when one of them does."""
    app = tracker.create_app(config_for("sqlite://"))
    asked = re.compile(r"""url_for\(\s*["'](\w[\w.]*\w)["']""")
    unknown = {
        f"{path.relative_to(HOME)}: {endpoint}"
        for path in [*TEMPLATES.rglob("*.html"), *(HOME / "routes").glob("*.py")]
        for endpoint in asked.findall(path.read_text())
        if endpoint not in app.view_functions
    }
    assert unknown == set()


def test_only_atomic_commits():
    found = _python_with(r"\.commit\(")
    assert found == ["core/atomic.py", "core/db.py"], "db.py ends what only read"


def test_nothing_goes_around_the_session():
    """Connections and the engine skip the scope, so only core may hold them."""
    found = _python_with(r"\.connection\(|\bengine\b|create_engine")
    assert [name for name in found if not name.startswith("core/")] == []


def test_only_the_clock_knows_what_time_it_is():
    found = _python_with(r"datetime\.now\(|date\.today\(|utcnow\(|time\.time\(")
    assert found == ["assets.py", "core/clock.py"], "assets.py asks how old a file is"


def test_every_fragment_is_one_element_named_after_its_file():
    wrong = []
    for path in pages():
        if path.name.startswith("_") and path.parent.name != "errors":
            body = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", path.read_text(), flags=re.DOTALL).strip()
            root = re.match(r"<\w+[^>]*?\bid=\"([^\"]+)\"", body)
            name = path.stem.strip("_").replace("_", "-")
            if root is None or not root[1].startswith(name):
                wrong.append(str(path.relative_to(TEMPLATES)))
    assert wrong == [], "the root's id is the file's name, with hyphens"


def test_every_form_that_changes_something_carries_its_tokens():
    wrong = []
    for path in pages():
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL):
            changes = re.search(r"method=\"?post", form, re.IGNORECASE) or "hx-post" in form
            if changes and "form_tokens()" not in form:
                wrong.append(str(path.relative_to(TEMPLATES)))
    assert wrong == [], "put {{ form_tokens() }} into the form"


def test_templates_need_neither_inline_code_nor_eval():
    """The CSP forbids them: no style=, no on…=, no script body, no hx-on, no js: value."""
    forbidden = re.compile(
        r"\sstyle=|\son\w+=|hx-on|[\"']js:|<script(?![^>]*\bsrc=)|hx-vars|\|\s*safe\b"
    )
    found = [str(p.relative_to(TEMPLATES)) for p in pages() if forbidden.search(p.read_text())]
    assert found == []


def test_no_column_holds_what_we_never_store():
    """Ruling 7: no ethnicity, religion, health, poverty, identity number, photo or position."""
    from tracker.core.base import Base

    never = re.compile(
        r"ethnic|dan_toc|religion|health|poor|cccd|identity|photo|latitude|gps|gender"
    )
    names = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
    ]
    assert [name for name in names if never.search(name)] == []


def _python_with(pattern: str) -> list[str]:
    return sorted(
        path.relative_to(HOME).as_posix()
        for path in HOME.rglob("*.py")
        if re.search(pattern, path.read_text())
    )
