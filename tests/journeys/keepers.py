"""The six forms that a phone keeps, filled in and sent by an ambassador, and what they leave."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import func, select

from tests.factories import World
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import code_at, step_at
from tracker.classes.models import ClassSession
from tracker.core import clock
from tracker.core.base import Base
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentoring.models import Issue, Meeting, SupportTurn
from tracker.skills.models import SkillMark

WAITING = "async () => (await window.outbox.all()).map(({ title }) => title)"
COUNT = "() => window.outbox.count()"
NOT_KEPT = """async (wanted) => {
    const uid = (document.cookie.match(/(?:^|; )u=([^;]*)/) || [])[1];
    const cache = await caches.open(`pages-${uid}`);
    const paths = (await cache.keys()).map((request) => new URL(request.url).pathname);
    return wanted.filter((path) => !paths.includes(path));
}"""


@dataclass(frozen=True)
class Keeper:
    """A form, how it is filled in, and the table that it adds one row to."""

    path: str
    adds: type[Base]
    values: dict[str, str] = field(default_factory=dict)
    form: str = "main form[data-outbox]"


def keepers(app: Flask, world: World) -> dict[str, Keeper]:
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, world.class_id)
        door = f"/c/{session.code.lower()}/{code_at(session.secret, step_at(clock.now()))}"
    person = str(world.mentee_id)
    return {
        "check-in": Keeper(door, CheckIn, {"mentee": person}),
        "skill": Keeper(
            f"/nguoi-hoc/{person}?ky-nang=TT02", SkillMark, form="#skill-row-TT02 form"
        ),
        "meeting": Keeper(
            "/buoi-kem/them", Meeting,
            {"mentee": person, "channel": "at_home", "note": "Gọi video"},
        ),
        "turn": Keeper(
            "/ho-tro/them", SupportTurn,
            {"subject": "nộp hồ sơ", "channel": "at_home", "result": "done", "turns": "1"},
        ),
        "issue": Keeper(
            "/phan-anh/them", Issue, {"title": "VNeID: đổi máy", "kind": "vneid"}
        ),
        "mentee": Keeper(
            "/nguoi-hoc/them", Mentee,
            {"name": "Ma Seo Lử", "birth_year": "1990", "device": "smart", "agreed": "y",
             "method": "spoken", "witness": "Trưởng thôn"},
        ),
    }  # fmt: skip


@contextmanager
def written(app: Flask, forms: dict[str, Keeper]) -> Iterator[dict[str, int]]:
    """How many rows each form added, once the block is over."""
    added: dict[str, int] = {}
    before = {name: rows(app, form) for name, form in forms.items()}
    yield added
    added |= {name: rows(app, form) - before[name] for name, form in forms.items()}


def rows(app: Flask, form: Keeper) -> int:
    with app.app_context(), unscoped("test"):
        return db.session.scalar(select(func.count()).select_from(form.adds)) or 0


def open_all(context: BrowserContext, forms: dict[str, Keeper]) -> dict[str, Page]:
    """Each form in a tab of its own, filled in and not sent."""
    tabs = {name: context.new_page() for name in forms}
    for name, page in tabs.items():
        page.goto(forms[name].path)
        fill(page, forms[name])
    return tabs


def fill(page: Page, form: Keeper) -> None:
    """Also what stands in a closed part of the page."""
    for name, value in form.values.items():
        page.locator(f"{form.form} [name='{name}']").evaluate_all(
            """(found, value) => found.forEach((input) => {
                if (!["radio", "checkbox"].includes(input.type)) input.value = value;
                else if (input.value === value) input.checked = true;
            })""",
            value,
        )


def press(page: Page, form: Keeper, times: int = 1) -> None:
    """The thumb on the form's first button, as often as it likes."""
    page.locator(f"{form.form} button:not([type=button])").first.evaluate(
        "(button, times) => { for (let n = 0; n < times; n += 1) button.click(); }", times
    )


def until(page: Page, wanted: int, *, others: int = 0, seconds: float = 10) -> None:
    """So many entries wait on this phone. Asked again and again: the CSP forbids waiting inside."""
    counted = None
    for _ in range(int(seconds * 20)):
        counted = page.evaluate(COUNT)
        if counted == {"mine": wanted, "others": others}:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{counted}, not {wanted} of mine and {others} of others")


def until_kept(page: Page, paths: list[str]) -> None:
    """These pages can be opened without a network."""
    missing = paths
    for _ in range(400):
        missing = page.evaluate(NOT_KEPT, paths)
        if not missing:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not kept: {missing}")
