"""The forms that a phone keeps, filled in and sent by an ambassador, and what they leave."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import Select, func, select

from tests import factories
from tests.factories import World
from tests.web import Web, new_key
from tracker.cards import actions as cards
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import Way, code_at, step_at
from tracker.classes.models import ClassHost, ClassSession
from tracker.core import clock
from tracker.core.db import db
from tracker.core.journal import JournalEntry
from tracker.core.scope import unscoped
from tracker.mentees.models import Mentee
from tracker.mentoring.models import Issue, Meeting, SupportTurn
from tracker.policy import Actor
from tracker.skills.models import SkillMark

WAITING = "async () => (await window.outbox.all()).map(({ title }) => title)"
ENTRIES = "() => window.outbox.all()"
FORM = "main form[data-outbox]"
PUT = "async (entries) => { for (const one of entries) await window.outbox.put(one); }"
COUNT = "() => window.outbox.count()"
NOT_KEPT = """async (wanted) => {
    const uid = (document.cookie.match(/(?:^|; )u=([^;]*)/) || [])[1];
    const found = [];
    for (const name of [`kept-${uid}`, `pages-${uid}`]) if (await caches.has(name)) {
        const requests = await (await caches.open(name)).keys();
        found.push(...requests.map(({ url }) => new URL(url).pathname));
    }
    return wanted.filter((path) => !found.includes(path));
}"""


@dataclass(frozen=True)
class Keeper:
    """A form, how it is filled in, the rows that it adds one to, and the deed in the journal.
    `posts_to` is its own address, where that is another in every test."""

    path: str
    adds: Select[tuple[int]]
    deed: str
    values: dict[str, str] = field(default_factory=dict)
    form: str = FORM
    posts_to: str = ""


def of(model: Any, *which: Any) -> Select[tuple[int]]:
    return select(func.count()).select_from(model).where(*which)


def attended(way: Way) -> Select[tuple[int]]:
    return of(CheckIn, CheckIn.way == way)


def keepers(app: Flask, world: World) -> dict[str, Keeper]:
    """Every form with `data-outbox`, in the order in which they are sent."""
    stage = _set_the_stage(app, world)
    person = str(world.mentee_id)
    return {
        "check-in": Keeper(
            stage["door"], attended(Way.CODE), "check_in.group", {"mentee": person},
            posts_to=stage["door"],
        ),
        "sheet": Keeper(stage["sheet"], attended(Way.TYPED), "check_in.sheet", {"mentee": "1"}),
        "card": Keeper(stage["card"], attended(Way.CARD), "check_in.card", posts_to=stage["card"]),
        "skill": Keeper(
            f"/nguoi-hoc/{person}?ky-nang=TT02", of(SkillMark), "skill.mark",
            form="#skill-row-TT02 form",
        ),
        "meeting": Keeper(
            "/buoi-kem/them", of(Meeting), "meeting.log",
            {"mentee": person, "channel": "at_home", "note": "Gọi video"},
        ),
        "turn": Keeper(
            "/ho-tro/them", of(SupportTurn), "support_turn.log",
            {"subject": "nộp hồ sơ", "channel": "at_home", "result": "done", "turns": "1"},
        ),
        "issue": Keeper(
            "/phan-anh/them", of(Issue), "issue.raised",
            {"title": "VNeID: đổi máy", "kind": "vneid"},
        ),
        "mentee": Keeper(
            "/nguoi-hoc/them", of(Mentee), "mentee.add",
            {"name": "Ma Seo Lử", "birth_year": "1990", "device": "smart", "agreed": "y",
             "method": "spoken", "witness": "Trưởng thôn"},
        ),
        "details": Keeper(
            f"/nguoi-hoc/{person}/sua", of(JournalEntry, JournalEntry.deed == "mentee.edit"),
            "mentee.edit",
            {"note": "Học buổi tối"},
        ),
    }  # fmt: skip


def _set_the_stage(app: Flask, world: World) -> dict[str, str]:
    """The ambassador helps at the class: one learner is on its paper sheet, another has a card."""
    with app.app_context(), unscoped("test"):
        session = db.session.get_one(ClassSession, world.class_id)
        code = session.code.lower()
        digits = code_at(session.secret, step_at(clock.now()))
        team = db.session.get_one(factories.Team, world.team_id)
        guide = db.session.get_one(factories.Account, world.ambassador_id)
        on_paper, with_card = (factories.mentee(team, guide, f"Cư Seo {name}") for name in "AB")
        line = on_paper.id
        db.session.add(ClassHost(class_id=world.class_id, account_id=world.ambassador_id))
        leader = Actor(world.leader_id, "")
        card = cards.issue(leader, mentee=with_card, now=clock.now()).code
        db.session.commit()
    path = f"/buoi-hoc/{world.class_id}/to-giay"
    Web(app).sign_in(world.leader_id).post(path, {"mentee": [line]})
    return {"door": f"/c/{code}/{digits}", "sheet": f"/giay/{code}", "card": f"/t/{card}"}


@contextmanager
def each_arrives_once(app: Flask, world: World, forms: dict[str, Keeper]) -> Iterator[None]:
    """In the end every form added its one row, in the order in which they were kept, and all of it
    is the ambassador's own."""
    before = {name: rows(app, form) for name, form in forms.items()}
    yield
    added = {name: rows(app, form) - before[name] for name, form in forms.items()}
    assert added == dict.fromkeys(forms, 1)
    assert deeds(app, world, forms) == [form.deed for form in forms.values()]


def deeds(app: Flask, world: World, forms: dict[str, Keeper]) -> list[str]:
    """What the journal says the ambassador did with these forms, in its order."""
    with app.app_context(), unscoped("test"):
        told = select(JournalEntry.deed).where(
            JournalEntry.deed.in_([form.deed for form in forms.values()]),
            JournalEntry.account_id == world.ambassador_id,
        )
        return list(db.session.scalars(told.order_by(JournalEntry.id)))


def rows(app: Flask, form: Keeper) -> int:
    with app.app_context(), unscoped("test"):
        return db.session.scalar(form.adds) or 0


def open_all(context: BrowserContext, forms: dict[str, Keeper]) -> dict[str, Page]:
    """Each form in a tab of its own, filled in and not sent."""
    return {name: open_filled(context, form) for name, form in forms.items()}


def open_filled(context: BrowserContext, form: Keeper) -> Page:
    page = context.new_page()
    page.goto(form.path)
    fill(page, form.values, form.form)
    return page


def leave(page: Page) -> None:
    """Chromium may never answer whoever closes a page on its way to the next one."""
    page.goto("about:blank")
    page.close()


def keep_all(
    context: BrowserContext, forms: dict[str, Keeper], watch: Page, times: int = 1
) -> dict[str, Page]:
    """Every form is sent without a network: it is on the phone, and nowhere else."""
    tabs = open_all(context, forms)
    context.set_offline(True)
    for name, page in tabs.items():
        press(page, forms[name].form, times)
    until(watch, len(forms))
    if not _kept:
        _kept.extend(watch.evaluate(ENTRIES))
    return tabs


_kept: list[dict[str, Any]] = []


def kept_by(context: BrowserContext, forms: dict[str, Keeper], watch: Page) -> list[dict[str, Any]]:
    """What a phone keeps of every form, as it comes out of the pages themselves.

    Found out once and then put on other phones: worlds are copies of one another.
    """
    if not _kept:
        for page in keep_all(context, forms, watch).values():
            leave(page)
        watch.evaluate("(uid) => window.outbox.clear(uid)", _kept[0]["uid"])
        context.set_offline(False)
    return [
        {**entry, "key": new_key(), "url": form.posts_to or entry["url"], "n": number}
        for number, (entry, form) in enumerate(zip(_kept, forms.values(), strict=True), start=1)
    ]


def put_all(context: BrowserContext, forms: dict[str, Keeper], watch: Page) -> None:
    """One entry of each form waits on this phone, and no network was asked yet."""
    watch.evaluate(PUT, kept_by(context, forms, watch))
    until(watch, len(forms))


def fill(page: Page, values: dict[str, str], form: str = FORM) -> None:
    """Also what stands in a closed part of the page."""
    for name, value in values.items():
        page.locator(f"{form} [name='{name}']").evaluate_all(
            """(found, value) => found.forEach((input) => {
                if (!["radio", "checkbox"].includes(input.type)) input.value = value;
                else if (input.value === value) input.checked = true;
            })""",
            value,
        )


def press(page: Page, form: str = FORM, times: int = 1) -> None:
    """The thumb on the form's first button, as often as it likes."""
    page.locator(f"{form} button:not([type=button])").first.evaluate(
        "(button, times) => { for (let n = 0; n < times; n += 1) button.click(); }", times
    )


def send_now(page: Page, times: int = 1) -> None:
    """The button on /chua-gui; it is gone where everything was sent by itself just before."""
    page.locator("#send").evaluate(
        "(button, times) => { for (let n = 0; n < times; n += 1) button.click(); }", times
    )


def until(page: Page, wanted: int, *, others: int = 0, seconds: float = 30) -> None:
    """So many entries wait on this phone. Asked again and again: the CSP forbids waiting inside."""
    counted = None
    for _ in range(int(seconds * 20)):
        counted = page.evaluate(COUNT)
        if counted == {"mine": wanted, "others": others}:
            return
        page.wait_for_timeout(50)
    left = page.evaluate("async () => (await outbox.all()).map((one) => [one.title, one.words])")
    raise AssertionError(f"{counted}, not {wanted} of mine and {others} of others: {left}")


def until_kept(page: Page, paths: list[str]) -> None:
    """These pages can be opened without a network."""
    missing = paths
    for _ in range(600):
        missing = page.evaluate(NOT_KEPT, paths)
        if not missing:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not kept: {missing}")
