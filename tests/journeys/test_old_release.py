"""A phone that was last online before an update: its worker and its sender are the old ones."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser import PHONE, open_page, serve
from tests.factories import World
from tests.journeys.keepers import (
    each_arrives_once,
    fill,
    keepers,
    leave,
    open_filled,
    press,
    until,
    until_kept,
)
from tests.journeys.locks import put_the_worker_to_sleep
from tests.journeys.people import sign_in
from tests.journeys.test_offline import until_empty
from tests.web import Web, text
from tracker import assets

pytestmark = pytest.mark.browser

RELEASES = sorted((Path(__file__).parents[1] / "fixtures").glob("release-*"))
SCRIPTS = re.compile(r"/static/js/page\.\w+\.js")
OPEN_PAGES = "async () => (await caches.keys()).filter((name) => name.startsWith('pages-'))"
UPDATE = """async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const { installing } = registration;
    if (installing) await new Promise((done) => { installing.onstatechange = done; });
}"""
OUTBOX = "js/outbox.js"


class Release:
    """The app with an earlier release's scripts in front, until the update comes."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.folder, self.is_old = app, folder, True
        build = text(Web(app).get("/sw.js")).splitlines()[0]
        files = json.loads(build.removeprefix("const BUILD=").removesuffix(";"))["files"]
        said = json.dumps({"version": folder.name, "files": files})
        self.worker = f"const BUILD={said};\n{(folder / 'sw.js').read_text()}"
        now = assets.shortened() | {OUTBOX: (folder / "outbox.js").read_bytes()}
        self.scripts = ";\n".join(now[name].decode() for name in assets.JOINED["js/page.js"])

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path, script = environ["PATH_INFO"], ""
        if self.is_old and path == "/sw.js":
            script = self.worker
        if self.is_old and SCRIPTS.fullmatch(path):
            script = self.scripts
        if not script:
            return self.app(environ, start)
        start("200 OK", [("Content-Type", "text/javascript"), ("Cache-Control", "no-cache")])
        return [script.encode()]


@pytest.fixture(params=RELEASES, ids=lambda folder: folder.name)
def release(request: pytest.FixtureRequest, app: Flask) -> Release:
    return Release(app, request.param)


@pytest.fixture
def address(release: Release) -> Iterator[str]:
    with serve(release) as url:  # type: ignore[arg-type]
        yield url


def test_what_an_old_release_kept_arrives(
    app: Flask, world: World, browser: Browser, release: Release, address: str
):
    """Three forms are opened by the old worker, the others were open; the old sender keeps all."""
    forms = keepers(app, world)
    by_worker = {name: forms[name] for name in ("turn", "issue", "mentee")}
    with (
        each_arrives_once(app, world, forms),
        open_page(browser, PHONE, address, service_workers="allow") as page,
    ):
        sign_in(page, app, world.ambassador_id, address, stays=True)
        page.goto("/")
        until_kept(page, [form.path for form in by_worker.values()])
        tabs = {name: open_filled(page.context, form) for name, form in forms.items()
                if name not in by_worker}  # fmt: skip
        page.context.set_offline(True)
        for number, (name, form) in enumerate(forms.items(), start=1):
            tab = tabs.get(name, page)
            if name in by_worker:
                tab.goto(form.path)
                expect(tab.locator("#stale")).to_be_visible()
                fill(tab, form.values)
            press(tab, form.form)
            until(page, number)
        for tab in tabs.values():
            leave(tab)
        release.is_old = False
        page.context.set_offline(False)
        until(page, 0)
        page.goto("/")
        until(page, 0)
        # It kept pages as they are; the phone is put away, and with the new worker they are gone.
        # (A worker under a debugger, as here, hangs whoever navigates while it hands over.)
        assert page.evaluate(OPEN_PAGES) != []
        page.evaluate(UPDATE)
        page.goto("about:blank")
        put_the_worker_to_sleep(page)
        page.goto("/")
        until_empty(page, OPEN_PAGES)
