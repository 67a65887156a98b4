"""What comes out of the printer: real millimetres, and codes that a phone reads."""

import io
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from tests import factories
from tests.browser import DESKTOP, open_page
from tests.factories import World
from tests.web import Web
from tracker import qr
from tracker.classes.models import ClassSkill
from tracker.core import codes
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.mentees.models import Card
from tracker.places.models import Poster

pytestmark = pytest.mark.browser

A4, A3 = (210, 297), (297, 420)
ACROSS_A4, ACROSS_A3 = 186, 273  # between margins of 12 mm
POINT = 25.4 / 72
PIXEL = 25.4 / 96
SCALE = 3


@pytest.fixture
def paper(browser: Browser, live_server: str, app: Flask, world: World) -> Iterator[Page]:
    """A browser that shows pages as a printer gets them, signed in as the commune's officer."""
    token = Web(app).sign_in(world.officer_id).client.get_cookie("session").value
    with open_page(browser, DESKTOP, live_server, device_scale_factor=SCALE) as page:
        page.context.add_cookies([{"name": "session", "value": token, "url": live_server}])
        page.emulate_media(media="print")
        yield page


def millimetres(element: Locator) -> tuple[float, float]:
    box = element.bounding_box()
    return box["width"] * PIXEL, box["height"] * PIXEL


def read(element: Locator) -> str:
    """What a phone's camera reads of it."""
    picture = Image.open(io.BytesIO(element.screenshot()))
    return zxingcpp.read_barcodes(picture)[0].text


def symbol_width(element: Locator) -> float:
    """How wide the dark part is, in millimetres of paper."""
    dark = Image.open(io.BytesIO(element.screenshot())).convert("L").point(lambda p: p < 128)
    left, _top, right, _bottom = dark.getbbox()
    return (right - left) / SCALE * PIXEL


def sheets(page: Page) -> list[tuple[int, int]]:
    """The size of every page of the PDF that would be printed, in whole millimetres."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    return [(round(float(width) * POINT), round(float(height) * POINT)) for width, height in boxes]


def make_cards(app: Flask, world: World, count: int) -> str:
    """Cards for so many people of the team; the page that prints them all."""
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(factories.Team, world.team_id)
        guide = db.session.get_one(factories.Account, world.ambassador_id)
        people = [factories.mentee(team, guide, f"Vàng Thị Số {n}").id for n in range(count)]
    Web(app).sign_in(world.officer_id).post("/in/the", {"mentee": people})
    return "/in/the/trang?" + "&".join(f"nguoi={id_}" for id_ in people)


def make_sheet(app: Flask, world: World, count: int) -> None:
    """So many people expected at the class, which is about two skills."""
    with app.app_context(), unscoped("test"):
        team = db.session.get_one(factories.Team, world.team_id)
        guide = db.session.get_one(factories.Account, world.ambassador_id)
        people = [
            factories.mentee(team, guide, f"Vàng Thị Phương Thảo {n}").id for n in range(count)
        ]
        db.session.add_all(
            ClassSkill(class_id=world.class_id, skill_id=skill_id)
            for skill_id in world.skill_ids[:2]
        )
        db.session.commit()
    path = f"/buoi-hoc/{world.class_id}/to-giay"
    assert Web(app).sign_in(world.leader_id).post(path, {"mentee": people}).status_code == 303


def test_a_card_has_the_size_of_a_card(paper: Page, app, world, live_server):
    paper.goto(make_cards(app, world, 1))
    card = paper.locator(".cards__card")
    assert millimetres(card) == pytest.approx((90, 54), abs=1)
    code = card.locator("svg")
    assert symbol_width(code) == pytest.approx(30, abs=1)
    with app.app_context(), unscoped("test"):
        assert read(code) == f"{live_server}/t/{db.session.query(Card).one().code}"


def test_nothing_on_a_card_is_cut_off(paper: Page, app, world):
    path = make_cards(app, world, 1)
    with app.app_context(), unscoped("test"):
        person = db.session.query(factories.Mentee).order_by(factories.Mentee.id.desc()).first()
        person.name = "Nguyễn Thị Phương Thảo Nguyên Khánh"
        db.session.commit()
    paper.goto(path)
    words = paper.locator(".cards__card > div").last
    assert millimetres(words)[1] <= 50


def test_eight_cards_fill_one_sheet(paper: Page, app, world):
    path = make_cards(app, world, 9)
    paper.goto(path)
    assert sheets(paper) == [A4, A4]
    first = paper.locator(".sheet").first.locator(".cards__card")
    assert first.count() == 8
    rows = {round(card.bounding_box()["y"]) for card in first.all()}
    assert len(rows) == 4


@pytest.mark.parametrize(
    ("size", "sheet", "symbol", "across"),
    [("a4", A4, 150, ACROSS_A4), ("a3", A3, 220, ACROSS_A3)],
)
def test_a_poster_fills_its_sheet(
    paper: Page, app, world, live_server, size, sheet, symbol, across
):
    paper.goto(f"/in/ap-phich/{world.site_id}?kho={size}")
    assert sheets(paper) == [sheet]
    code = paper.locator(".paper-qr svg")
    assert symbol_width(code) == pytest.approx(symbol, abs=1)
    assert millimetres(paper.locator(".paper-qr svg"))[0] == pytest.approx(across, abs=1)
    with app.app_context(), unscoped("test"):
        printed = db.session.query(Poster).filter_by(site_id=world.site_id).one().code
    assert read(code) == f"{live_server}/d/{printed}"
    assert paper.locator(".code").inner_text() == printed


def test_the_ruler_is_five_centimetres(paper: Page, world):
    paper.goto(f"/in/ap-phich/{world.site_id}")
    assert millimetres(paper.locator(".ruler"))[0] == pytest.approx(50, abs=0.5)


def test_the_sheet_for_a_class_leads_to_the_class(paper: Page, app, world, live_server):
    make_sheet(app, world, 20)
    paper.goto(f"/in/buoi-hoc/{world.class_id}")
    assert sheets(paper) == [A4, A4, A4]
    first, second = (paper.locator(".sheet").nth(n).locator(".paper-qr svg") for n in (0, 1))
    assert read(first).startswith(f"{live_server}/c/")
    assert read(second).startswith(f"{live_server}/giay/")
    assert symbol_width(second) == pytest.approx(30, abs=1)
    row = paper.locator(".roll tbody tr").first
    assert millimetres(row)[1] == pytest.approx(9, abs=1)
    assert millimetres(row.locator(".box").first) == pytest.approx((6, 6), abs=0.5)
    assert paper.locator(".roll__number").all_inner_texts()[20:] == [""] * 24


def test_nothing_but_the_sheet_is_printed(paper: Page, world):
    paper.goto(f"/in/ap-phich/{world.site_id}")
    for furniture in (".page-header", ".page-footer", ".no-print", "[data-print]"):
        assert not paper.locator(furniture).first.is_visible()


@pytest.mark.parametrize(
    "path",
    [
        "t/" + "Z" * codes.CARD_CODE,
        "d/" + "Z" * codes.POSTER_CODE,
        "giay/" + "Z" * codes.CLASS_CODE,
    ],
)
def test_a_printed_code_stays_coarse(path):
    """33 modules and no more, with the longest address an installation may have (ux §5.1)."""
    address = f"https://daisuso.laocai.gov.vn/{path}"
    assert len(urlsplit(address).netloc) <= 22
    assert len(address) <= 46
    drawn = qr.svg(address, for_paper=True, symbol_mm=30)
    assert 'viewBox="0 0 41 41"' in drawn
    assert 'width="37.27mm"' in drawn
