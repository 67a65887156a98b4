"""The words in other languages. Vietnamese stands in the code; English in translations/en.

    python -m tracker.catalogue     extract again: new words are added empty, old ones dropped

Only the readable catalogue is committed; what gettext reads is compiled from it when it changes.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HOME = Path(__file__).parent
SOURCES = HOME / "translations"
COMPILED = HOME.parent / "var" / "translations"

METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def compiled() -> str:
    """The folder of compiled catalogues, made first if a source changed."""
    sources = sorted(SOURCES.glob("*/LC_MESSAGES/*.po"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    folder = COMPILED / digest
    for path in sources:
        target = folder / path.relative_to(SOURCES).with_suffix(".mo")
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(target, read(path))
    return str(folder)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def extract() -> Catalog:
    """Every word people may read, with the files that say it."""
    catalogue = Catalog(fuzzy=False)
    found = extract_from_dir(
        HOME,
        METHODS,
        OPTIONS,
        KEYWORDS,
        comment_tags=("Translators:",),
        directory_filter=_is_ours,
    )
    for name, _line, words, comments, context in found:
        catalogue.add(words, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalogue


def update() -> int:
    """Bring every catalogue up to date with the code; how many words still lack a translation."""
    missing = 0
    for path in SOURCES.glob("*/LC_MESSAGES/*.po"):
        catalogue = read(path)
        made = catalogue.creation_date  # a new date every time would be the only change in most
        catalogue.update(extract(), no_fuzzy_matching=True)
        catalogue.creation_date = made
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
        missing += len(untranslated(catalogue))
    return missing


def untranslated(catalogue: Catalog) -> list[str]:
    return [str(m.id) for m in catalogue if m.id and not _is_full(m.string)]


def _is_full(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(string) and all(string or "")


def _is_ours(folder: str | os.PathLike[str]) -> bool:
    """Left alone, Babel skips every folder that begins with an underscore, `_parts` among them."""
    return not Path(folder).name.startswith((".", "__"))


def _write_whole(target: Path, catalogue: Catalog) -> None:
    """Another process may read it at any moment, so it appears in one piece."""
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        write_mo(file, catalogue)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)


if __name__ == "__main__":
    print(f"{update()} words without a translation")  # noqa: T201
