"""Criteria 1 to 4, 12 and 25 where something is not as it should be: no link leads to these pages.

Each is asked for without a browser and then shown in one, at its own address.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Page, Route
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from tests.browser import PHONE, open_page
from tests.factories import World
from tests.html import validate
from tests.journeys import audit
from tests.journeys.crawl import PIECE
from tests.routes.stage import Stage, make_setting
from tests.routes.test_rights import GRANTS, OWN, access_of, address
from tests.web import Web, text
from tracker.accounts.models import Invitation
from tracker.checkins.rules import code_at, step_at
from tracker.classes.models import ClassSession
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.policy import Role
from tracker.routes import errors

pytestmark = pytest.mark.browser

Shown = dict[str, tuple[str, TestResponse]]


@pytest.fixture
def refused_forms(app: Flask, world: World) -> dict[str, TestResponse]:
    """What every form of the product says when it is sent empty."""
    with app.app_context(), unscoped("test setup"):
        setting = make_setting(world)
    stage = cast(Stage, SimpleNamespace(app=app, setting=setting))
    found = {}
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        role = next((role for role in setting.players if access_of(rule) in GRANTS[role]), None)
        path = address(stage, rule, OWN, setting.sign_ins[role or Role.LEADER])
        web = Web(app).sign_in(setting.players[role]) if role else Web(app)
        answer = web.post(path) if path else None
        if answer is not None and answer.status_code == 422:
            found[path] = answer
    return found


@pytest.fixture
def strange_pages(app: Flask, world: World) -> dict[str, TestResponse]:
    """Errors, and what is over: codes, invitations, classes."""
    web, ambassador = Web(app), Web(app).sign_in(world.ambassador_id)
    code, secret, token = doors(app, world)
    now = step_at(clock.now())
    pages = {
        "a code of long ago": web.get(f"/c/{code}/{code_at(secret, now - 9)}"),
        "no such code": web.get(f"/c/{code}/{wrong(secret, now)}"),
        "an old code, as an ambassador": ambassador.get(f"/c/{code}/{code_at(secret, now - 9)}"),
        "no such class": web.get("/c/ZZZZZZ/123456"),
        "no such poster": web.get("/d/ZZZZZZZZ"),
        "no such card": web.get("/t/ZZZZZZZZ"),
        "no such invitation": web.get("/m/ZZZZZZZZ"),
        "an invitation": web.get(f"/m/{token}"),
        "not there": ambassador.get("/khong-co"),
        "not there, signed out": web.get("/khong-co"),
        "not allowed": ambassador.get("/quan-tri"),
        "no key": web.client.post("/c", data={"csrf_token": web.csrf_token()}),
        "an old page": web.client.post("/c", data={}),
        "signed out meanwhile": web.post("/buoi-kem/them"),
        "the wrong way": web.get("/ngon-ngu"),
        "too large": ambassador.post("/buoi-kem/them", {"note": "x" * 300_000}),
        "the same key": again(ambassador),
        "too often": [web.get(f"/m/wrong-{n}") for n in range(40)][-1],
    }
    with time_machine.travel(clock.now() + timedelta(days=9)):
        pages["an invitation that is over"] = Web(app).get(f"/m/{token}")
        pages["a class that is over"] = Web(app).get(f"/c/{code}/{code_at(secret, now)}")
    with app.test_request_context():
        away = OperationalError("select 1", {}, Exception("away"))
        pages["the database is away"] = cast(TestResponse, errors.database_away(away))
        pages["our own mistake"] = cast(TestResponse, errors.broken(RuntimeError()))
    return pages


def test_criteria_01_to_07_and_25_on_pages_that_refuse(
    browser: Browser, live_server: str, refused_forms, strange_pages
):
    assert len(refused_forms) > 25
    statuses = {answer.status_code for answer in strange_pages.values()}
    assert statuses >= {200, 400, 401, 403, 404, 405, 413, 422, 429, 500, 503}
    told = refused_forms | strange_pages
    assert validate({name: text(answer) for name, answer in told.items()}) == []

    wrong = {}
    with open_page(browser, PHONE, live_server) as page:
        for name, answer in with_new_pieces(told):
            show(page, live_server, answer)
            said = audit.structure(page) + audit.width(page) + audit.width_elsewhere(page)
            said += audit.contrast(page) + audit.axe(page)
            if said:
                wrong[name] = said
    assert wrong == {}


def test_criterion_12_every_form_that_refuses_says_so_first(refused_forms):
    wrong = {path: said for path, answer in refused_forms.items() if (said := lacks(text(answer)))}
    assert wrong == {}


def lacks(page: str) -> list[str]:
    """What a page that refuses a form fails to say, or says too late."""
    said = [] if re.search(r"<title>\s*Lỗi: ", page) else ["a title that begins with the error"]
    main = page.partition("<main")[2].partition("</main>")[0]
    if 'method="post"' not in main:
        return said  # it is over: the page says so, and there is nothing to fill in
    above, _, below = main.partition("<h1")
    if 'role="alert"' not in above or "autofocus" not in above:
        said.append("a summary above the heading, with the focus")
    # What has only one value is sent hidden: only a form sent empty lacks it.
    return said + [
        f"the field {target}"
        for target in re.findall(r'href="#([\w-]+)"', above)
        if f'id="{target}"' not in below and f'name="{target}"' not in below
    ]


def doors(app: Flask, world: World) -> tuple[str, str, str]:
    """The open class's code and secret, and an invitation's token."""
    leader = Web(app).sign_in(world.leader_id)
    made = leader.post(f"/moi?to={world.team_id}", {"role": "ambassador"}, follow=True)
    [token] = set(re.findall(r"/m/([\w-]{8,})", text(made)))
    with app.app_context(), unscoped("test"):
        assert db.session.query(Invitation).count()
        session = db.session.get_one(ClassSession, world.class_id)
        return session.code, session.secret, token


def wrong(secret: str, step: int) -> str:
    """Digits that were never shown."""
    shown = {code_at(secret, near) for near in range(step - 400, step + 400)}
    return next(digits for digits in map("{:06}".format, range(10**6)) if digits not in shown)


def again(web: Web) -> TestResponse:
    """One key for two different forms."""
    turn = {"channel": "phone", "result": "done", "turns": "1", "time": "00:00"}
    turn["day"] = f"{clock.local(clock.now()):%Y-%m-%d}"
    web.post("/ho-tro/them", {**turn, "subject": "VNeID"}, key="the-same-key")
    return web.post("/ho-tro/them", {**turn, "subject": "Zalo"}, key="the-same-key")


def with_new_pieces(told: dict[str, TestResponse]) -> Iterator[tuple[str, TestResponse]]:
    seen: set[Any] = set()
    for name, answer in told.items():
        pieces = set(PIECE.findall(text(answer)))
        if not pieces <= seen:
            seen |= pieces
            yield name, answer


def show(page: Page, address: str, answer: TestResponse) -> None:
    headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}

    def answered(route: Route) -> None:
        route.fulfill(status=answer.status_code, headers=headers, body=answer.get_data())

    page.route(f"{address}/refused", answered)
    page.goto("/refused")
    page.unroute(f"{address}/refused")
