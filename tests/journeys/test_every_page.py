"""Criteria 1 to 7 and 25 of the screens, on every page of the demo that a link leads to."""

import gzip
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from tests.apps import fresh_copy
from tests.browser import PHONE, open_page, serve
from tests.conftest import app_for, let_go
from tests.demos import Demo
from tests.html import validate
from tests.journeys import audit
from tests.journeys.crawl import Crawler, Found
from tests.journeys.people import sign_in
from tracker.accounts.models import Account
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.demo.cast import SHOWN

pytestmark = [
    pytest.mark.browser,
    # A phone that goes on to the next page may leave a stylesheet half read behind.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

NOBODY = "nobody"
# A leader and an ambassador of two teams each: one in the middle of a class, one with few people.
ROLES = [NOBODY, *dict.fromkeys(shown.role.value for shown in SHOWN)]
MOST_BYTES = 14 * 1024
MOST_STATEMENTS = 6

# 2026-11-21, 1/9/2026, 21.11.2026, 21/11/26 and English months; 21/11/2026 and 11/2026 are right.
OTHER_DAYS = re.compile(
    r"\b\d{4}-\d\d(?:-\d\d)?\b|(?<![\d/])\d/\d{1,2}/\d{4}\b|\b\d\d/\d/\d{4}\b"
    r"|\b\d\d?\.\d\d?\.\d{4}\b|\b\d\d/\d\d/\d\d\b(?!\d)"
    r"|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b"
)

Pages = dict[str, dict[int | None, list[Found]]]


@pytest.fixture(scope="module")
def demo(prepared: Demo) -> Iterator[Flask]:
    """The application with a year of invented work in it."""
    app = app_for(fresh_copy(prepared.file))
    yield app
    let_go(app)


@pytest.fixture(scope="module")
def address(demo: Flask) -> Iterator[str]:
    with serve(demo) as url:
        yield url


@pytest.fixture(scope="module")
def accounts(demo: Flask) -> dict[str, list[int | None]]:
    """Who of the demo has which role."""
    with demo.app_context(), unscoped("test setup"):
        ids = dict(db.session.execute(select(Account.phone, Account.id)).all())
    found: dict[str, list[int | None]] = {NOBODY: [None]}
    for shown in SHOWN:
        found.setdefault(shown.role.value, []).append(ids[shown.phone])
    return found


@pytest.fixture(scope="module")
def crawler(demo: Flask) -> Crawler:
    return Crawler(demo)


@pytest.fixture(scope="module")
def pages(crawler: Crawler, accounts: dict[str, list[int | None]]) -> Pages:
    """What each role can come to, without what a role before it saw in the same form."""
    return {
        role: {account_id: crawler.walk(account_id) for account_id in ids}
        for role, ids in accounts.items()
    }


@pytest.mark.parametrize("role", ROLES)
def test_criteria_01_to_07_and_25_pages_can_be_used(demo, address, pages, browser: Browser, role):
    wrong = {}
    for account_id, found in pages[role].items():
        with open_page(browser, PHONE, address) as page:
            sign_in(page, demo, account_id, address)
            for one in found:
                page.goto(one.path)
                said = audit.structure(page) + audit.width(page)
                if one.is_first or one.has_new_pieces:
                    said += audit.axe(page)
                if one.has_new_pieces:  # what depends on the pieces alone
                    said += audit.width_elsewhere(page) + audit.contrast(page)
                if said:
                    wrong[one.path] = said
    assert wrong == {}


def test_criterion_29_days_are_written_as_here(pages):
    wrong = {}
    for _role, one in everyones(pages):
        words = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", one.html, flags=re.DOTALL)
        if said := OTHER_DAYS.findall(words):
            wrong[one.path] = said
    assert wrong == {}


def test_links_lead_to_pages(pages, crawler):
    assert crawler.dead == []


def test_pages_are_valid_html(pages):
    named = {f"{role} {one.path}": one.html for role, one in everyones(pages)}
    assert validate(named) == []


def test_criterion_05_pages_are_small(pages):
    sizes = {one.path: len(gzip.compress(one.html.encode())) for _role, one in everyones(pages)}
    assert {path: size for path, size in sizes.items() if size > MOST_BYTES} == {}


def test_pages_ask_the_database_little(pages):
    wrong = {}
    for _role, one in everyones(pages):
        if len(one.statements) > MOST_STATEMENTS:
            wrong[one.path] = one.statements
    assert wrong == {}


def everyones(pages) -> Iterator[tuple[str, Found]]:
    for role, by_account in pages.items():
        for found in by_account.values():
            for one in found:
                yield role, one
