"""Static files: named after their content, compressed once, kept by the browser for ever.

Our own stylesheets and scripts are served without comments and blank space.
A build is a folder named after everything that went into it, so it is either there and right or
not there yet: nothing to invalidate, and several processes may build at once.
"""

import base64
import hashlib
import json
import shutil
import tempfile
import time
from pathlib import Path, PurePosixPath
from wsgiref.headers import Headers

from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

HOME = Path(__file__).parent
SOURCE = HOME / "static"
NODE_MODULES = HOME.parent / "node_modules"
BUILDS = HOME.parent / "var" / "static"

FROM_PACKAGES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "qr/index.js": "qr/index.js",
    "qr/decode.js": "qr/decode.js",
}
# What every page runs comes as one file: on a bad line each request is a wait, and together they
# are packed smaller.
JOINED = {"js/page.js": ("htmx.js", "js/app.js", "js/outbox.js", "js/network.js")}
# Files in these folders name each other: the folder gets the digest, and they keep their names.
MODULES = {"qr"}
SHORTENED = {".css": "text/css", ".js": "text/javascript"}

URL = "/static/"
MANIFEST = "manifest.json"


class Assets:
    """What one build holds, asked for by the names that the source files have."""

    def __init__(self, folder: Path | None = None) -> None:
        """Without a folder: the files as they are now, built first if nobody has yet."""
        folder = folder or build()
        self.folder = folder
        self._files: dict[str, dict[str, str]] = json.loads((folder / MANIFEST).read_text())
        self._texts: dict[str, Markup] = {}

    def url(self, name: str) -> str:
        """Where a browser finds it. An unknown name is a mistake in a template: KeyError."""
        return URL + self._files[name]["path"]

    def names(self) -> list[str]:
        return list(self._files)

    def text(self, name: str) -> Markup:
        """Its content, to stand in a page as it is; `sha256` is what the CSP then has to allow."""
        if name not in self._texts:
            content = self.content(name).decode()
            self._texts[name] = Markup(content)  # noqa: S704 - a file of our own
        return self._texts[name]

    def content(self, name: str) -> bytes:
        """What a browser gets, before it is compressed for the way."""
        return (self.folder / self._files[name]["path"]).read_bytes()

    def sha256(self, name: str) -> str:
        """As in `integrity="…"` and, between single quotes, in a CSP."""
        return self._files[name]["sha256"]


def serve(app: Flask) -> Assets:
    """Answer /static/ in front of the app, and give templates `static_url(name)`.

    Earlier builds that are still there are served too: a page that was opened before an update
    still finds its stylesheet.
    """
    assets = Assets()
    files = WhiteNoise(
        app.wsgi_app,
        immutable_file_test=lambda _path, _url: True,
        allow_all_origins=False,
        add_headers_function=_harden,
    )
    for folder in [*_other_builds(assets.folder), assets.folder]:
        files.add_files(str(folder), prefix=URL)
    for name in [name for name in files.files if name.endswith(f"/{MANIFEST}")]:
        del files.files[name]
    app.wsgi_app = files  # type: ignore[method-assign]
    app.extensions["assets"] = assets
    app.add_template_global(assets.url, "static_url")
    return assets


def build() -> Path:
    """Make the build of the files as they are now, unless it stands already; return its folder."""
    sources = _sources()
    folder = BUILDS / _digest(sources)
    if folder.is_dir():
        return folder
    sources = joined(shortened(sources))
    BUILDS.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=BUILDS))
    try:
        draft.chmod(0o755)
        _write(sources, draft)
        draft.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another process was quicker with the same content
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _forget_old_builds(folder)
    return folder


def _sources() -> dict[str, bytes]:
    """Every file that is served, by name, as it is written."""
    found = {
        path.relative_to(SOURCE).as_posix(): path.read_bytes()
        for path in sorted(SOURCE.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    for name, path in FROM_PACKAGES.items():
        try:
            found[name] = (NODE_MODULES / path).read_bytes()
        except FileNotFoundError as error:
            raise RuntimeError(f"{path} is missing: run python3 dev.py setup") from error
    return found


def shortened(sources: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """Each of our files without what only people read."""
    found = sources or _sources()
    return {name: _as_served(name, content) for name, content in found.items()}


def joined(parts: dict[str, bytes]) -> dict[str, bytes]:
    """What is asked for together, put together."""
    rest = dict(parts)
    for name, names in JOINED.items():
        rest[name] = b";\n".join(rest.pop(part) for part in names)
    return rest


def _as_served(name: str, content: bytes) -> bytes:
    kind = SHORTENED.get(PurePosixPath(name).suffix)
    if kind is None or FROM_PACKAGES.get(name, "").endswith(".min.js"):
        return content
    import minify  # only a build needs it

    return str(minify.string(kind, content.decode())).encode()


def _digest(sources: dict[str, bytes]) -> str:
    total = hashlib.sha256(Path(__file__).read_bytes())  # how they are built counts too
    for name, content in sources.items():
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()[:16]


def _write(sources: dict[str, bytes], folder: Path) -> None:
    compressor = Compressor(quiet=True)
    manifest = {}
    for name, content in sources.items():
        manifest[name] = {
            "path": _hashed(name, sources),
            "sha256": f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}",
        }
        target = folder / manifest[name]["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        if compressor.should_compress(name):
            compressor.compress(str(target))
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))


def _hashed(name: str, sources: dict[str, bytes]) -> str:
    """The name with a digest of its content in it, or of all of its folder's."""
    plain = PurePosixPath(name)
    group = plain.parts[0]
    if group in MODULES:
        whole = b"".join(
            sources[other] for other in sorted(sources) if other.startswith(f"{group}/")
        )
        return f"{group}.{_short(whole)}/{plain.relative_to(group)}"
    return str(plain.with_name(f"{plain.stem}.{_short(sources[name])}{plain.suffix}"))


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def _other_builds(current: Path) -> list[Path]:
    """Newest last."""
    builds = [path for path in BUILDS.glob("[!.]*") if path != current]
    return sorted(builds, key=lambda path: path.stat().st_mtime)


def _forget_old_builds(current: Path) -> None:
    """Keep the two before this one, and those of today, which some process may be serving."""
    for folder in _other_builds(current)[:-2]:
        if time.time() - folder.stat().st_mtime > 24 * 60 * 60:
            shutil.rmtree(folder, ignore_errors=True)


def _harden(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


if __name__ == "__main__":
    build()
