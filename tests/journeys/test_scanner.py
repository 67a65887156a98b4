"""Criterion 26: the camera reads what is printed; without one the other ways are at hand."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser import DESKTOP, PHONE, launch, open_page
from tests.factories import World
from tests.journeys.people import sign_in
from tests.routes.test_scans import check_ins, issue
from tests.scanning.lens import around_the_code, as_file, film, off_the_press, printed, taken
from tests.scanning.test_rules import FOREIGN
from tracker.checkins.rules import code_at, step_at
from tracker.classes.models import ClassSession
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.places.models import Poster

pytestmark = pytest.mark.browser

FRAME = (640, 480)
CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]

# What a phone with a detector of its own has; ours is told what it sees.
DETECTOR = """
window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["qr_code"]); }
  detect() { return Promise.resolve([{ rawValue: "%s" }]); }
};
"""
# A camera that does not open, for each reason a browser gives.
REFUSAL = """
() => {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "%s"));
}
"""


REASONS = {
    "NotAllowedError": "Chưa được phép dùng camera.",
    "NotFoundError": "Máy này không có camera.",
    "NotReadableError": "Ứng dụng khác đang dùng camera.",
    "AbortError": "Camera dừng giữa chừng.",
    "OverconstrainedError": "Trình duyệt này không mở được camera.",
}


def shown(paper: Image.Image, *, share: float = 0.7, **how) -> list[Image.Image]:
    """Half a second of nothing, then the paper in an unsteady hand."""
    looks = [taken(paper, FRAME, blur=0.8, grain=0.1, share=share, turn=turn, **how)
             for turn in (-17, -14, -16)]  # fmt: skip
    return [Image.new("RGB", FRAME, (90, 90, 90))] * 5 + looks * 8


@contextmanager
def camera(film_file: Path, app: Flask, account_id: int, address: str) -> Iterator[Page]:
    """A phone that has this before its camera, with /quet open."""
    switch = f"--use-file-for-fake-video-capture={film_file}"
    with launch(*CAMERA, switch) as browser, open_page(browser, PHONE, address) as page:
        sign_in(page, app, account_id, address)
        page.goto("/quet")
        yield page


def poster(app: Flask, site_id: int) -> str:
    with app.app_context(), unscoped("test"):
        return str(db.session.query(Poster).filter_by(site_id=site_id).one().code)


def printed_page(browser: Browser, app: Flask, account_id: int, address: str) -> Image.Image:
    """What comes out of the printer, from the page that our own printing centre shows."""
    with open_page(browser, DESKTOP, address.partition("/in/")[0]) as page:
        sign_in(page, app, account_id, address)
        page.goto(address)
        return off_the_press(page.pdf(prefer_css_page_size=True))


def test_criterion_26_the_camera_reads_a_printed_poster_at_an_angle(
    app, world: World, browser: Browser, live_server, tmp_path
):
    address = f"{live_server}/d/{poster(app, world.site_id)}"
    page = printed_page(
        browser, app, world.officer_id, f"{live_server}/in/ap-phich/{world.site_id}"
    )
    paper = around_the_code(page, 2.2)
    file = film(tmp_path / "poster.mjpeg", shown(paper, lean=0.1, share=0.98))
    with camera(file, app, world.ambassador_id, live_server) as phone:
        assert phone.evaluate("'BarcodeDetector' in window") is False
        phone.get_by_role("button", name="Mở camera").tap()
        phone.wait_for_url(address, wait_until="commit")


def test_criterion_26_printed_cards_one_after_the_other_and_a_wrong_one_between(
    app, world: World, browser: Browser, live_server, tmp_path
):
    issue(app, world, world.mentee_id)
    address = f"{live_server}/in/the/trang?nguoi={world.mentee_id}"
    card = around_the_code(printed_page(browser, app, world.officer_id, address), 1.6)
    wrong = printed("https://lua-dao.vn/c/7K4QWX")
    frames = [*shown(wrong), *shown(card, lean=0.08, share=0.9)]
    with camera(film(tmp_path / "c.mjpeg", frames), app, world.leader_id, live_server) as phone:
        phone.get_by_role("button", name="Mở camera").tap()
        verdict = phone.get_by_role("alert")
        expect(verdict).to_contain_text("Đây không phải mã của Đại sứ số.")
        expect(verdict).to_contain_text("https://lua-dao.vn/c/7K4QWX")
        assert verdict.get_attribute("data-tone") == "bad"
        expect(verdict).to_contain_text("Đã ghi có mặt: Sùng A Páo.")
        assert verdict.get_attribute("data-tone") == "ok"
        assert verdict.bounding_box() == {"x": 0, "y": 0, **PHONE["viewport"]}
        assert "/quet" in phone.url
    assert len(check_ins(app)) == 1


def test_the_phones_own_detector_comes_first(app, world: World, live_server, tmp_path):
    card, _number = issue(app, world, world.mentee_id)
    asked: list[str] = []
    file = film(tmp_path / "grey.mjpeg", [Image.new("RGB", FRAME, (90, 90, 90))] * 4)
    switch = f"--use-file-for-fake-video-capture={file}"
    with launch(*CAMERA, switch) as browser, open_page(browser, PHONE, live_server) as phone:
        phone.add_init_script(DETECTOR % f"{live_server}/t/{card}")
        phone.on("request", lambda request: asked.append(request.url))
        sign_in(phone, app, world.leader_id, live_server)
        phone.goto("/quet")
        phone.get_by_role("button", name="Mở camera").tap()
        verdict = phone.get_by_role("alert")
        expect(verdict).to_be_visible()
        expect(verdict).to_contain_text("Đã ghi có mặt: Sùng A Páo.")
        expect(phone.get_by_role("button", name="Quét tiếp")).to_be_focused()
        phone.keyboard.press("Escape")
        expect(verdict).to_be_hidden()
        # The card is still before the camera: it is not sent again.
        phone.wait_for_timeout(500)
        expect(verdict).to_be_hidden()
    assert [url for url in asked if "decode" in url] == []
    assert len([url for url in asked if f"/t/{card}".lower() in url.lower()]) == 1


def test_what_is_foreign_is_shown_and_never_opened(app, world: World, live_server, tmp_path):
    """The phone judges as the server does."""
    file = film(tmp_path / "grey.mjpeg", [Image.new("RGB", FRAME, (90, 90, 90))] * 4)
    switch = f"--use-file-for-fake-video-capture={file}"
    with launch(*CAMERA, switch) as browser, open_page(browser, PHONE, live_server) as phone:
        phone.add_init_script((DETECTOR % "x").replace('"x"', "window.said"))
        sign_in(phone, app, world.leader_id, live_server)
        phone.goto("/quet")
        phone.get_by_role("button", name="Mở camera").tap()
        for text in (text.replace("HOST", urlsplit(live_server).netloc) for text in FOREIGN):
            phone.evaluate("text => { window.said = text; }", text)
            expect(phone.locator("[data-part=words] p")).to_have_text(text)
            expect(phone.get_by_role("alert")).to_have_attribute("data-tone", "bad")
        assert urlsplit(phone.url).path == "/quet"


def test_a_card_without_a_network_waits_on_the_phone(app, world: World, live_server, tmp_path):
    card, _number = issue(app, world, world.mentee_id)
    file = film(tmp_path / "grey.mjpeg", [Image.new("RGB", FRAME, (90, 90, 90))] * 4)
    switch = f"--use-file-for-fake-video-capture={file}"
    with launch(*CAMERA, switch) as browser, open_page(browser, PHONE, live_server) as phone:
        phone.add_init_script(DETECTOR % f"{live_server}/t/{card}")
        sign_in(phone, app, world.leader_id, live_server)
        phone.goto("/quet")
        phone.context.set_offline(True)
        phone.get_by_role("button", name="Mở camera").tap()
        verdict = phone.get_by_role("alert")
        expect(verdict).to_contain_text("Đã lưu trên máy, chưa gửi.")
        assert verdict.get_attribute("data-tone") == "wait"
        assert check_ins(app) == []
        phone.context.set_offline(False)
        expect(phone.locator("#status")).to_contain_text("Đã gửi 1 mục")
    assert len(check_ins(app)) == 1


def test_a_camera_that_stays_shut_says_why_and_leaves_two_ways(
    app, world: World, phone: Page, live_server
):
    sign_in(phone, app, world.ambassador_id, live_server)
    phone.goto("/quet")
    for reason, sentence in REASONS.items():
        phone.evaluate(REFUSAL % reason)
        phone.get_by_role("button", name="Mở camera").tap()
        expect(phone.locator("[data-part=advice]")).to_contain_text(sentence)
        in_sight(phone)


def test_without_a_camera_and_in_zalo(app, world: World, browser: Browser, live_server):
    """The machine that runs this has none: that is what a browser says then."""
    with open_page(browser, PHONE, live_server, user_agent="… Zalo android/12110810") as phone:
        sign_in(phone, app, world.ambassador_id, live_server)
        phone.goto("/quet")
        in_sight(phone)
        phone.get_by_role("button", name="Mở camera").tap()
        advice = phone.locator("[data-part=advice]")
        expect(advice).to_contain_text("Không mở được camera trong Zalo.")
        in_sight(phone)
        session = class_of(app, world)
        phone.get_by_role("link", name="Nhập mã bằng tay").tap()
        phone.get_by_label("Mã lớp").fill(session.code.lower())
        phone.get_by_label("6 số đang chiếu").fill(code_now(session))
        phone.get_by_role("button", name="Điểm danh").tap()
        expect(phone.get_by_role("heading", level=1)).to_have_text(session.title)


def in_sight(phone: Page) -> None:
    """Both other ways are there without scrolling."""
    bar = phone.locator(".bottom-nav").bounding_box()["y"]
    for way in (phone.locator(".photo label"), phone.get_by_role("link", name="Nhập mã bằng tay")):
        box = way.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= bar


def class_of(app: Flask, world: World) -> ClassSession:
    with app.app_context(), unscoped("test"):
        return db.session.get_one(ClassSession, world.class_id)


def code_now(session: ClassSession) -> str:
    return code_at(session.secret, step_at(clock.now()))


def test_a_photo_is_read_on_the_phone_and_else_by_the_server(
    app, world: World, phone: Page, live_server, tmp_path
):
    sign_in(phone, app, world.ambassador_id, live_server)
    session = class_of(app, world)
    sent: list[Request] = []
    phone.on("request", lambda request: request.method == "POST" and sent.append(request))
    photo = tmp_path / "photo.jpg"
    address = f"{live_server}/c/{session.code}/{code_now(session)}"
    photo.write_bytes(as_file(taken(printed(address), (2400, 1800), turn=9, grain=0.3)))
    phone.goto("/quet")
    phone.locator("input[type=file]").set_input_files(photo)
    phone.wait_for_url(re.compile("/c/"))
    assert sent == []
    phone.route("**/decode.js", lambda route: route.abort())
    phone.goto("/quet")
    phone.locator("input[type=file]").set_input_files(photo)
    phone.wait_for_url(re.compile("/c/"))
    [one] = sent
    assert one.sizes()["requestBodySize"] < 500_000, "made small before it travels"


def test_without_javascript_the_server_reads_the_photo(
    app, world: World, phone_without_js: Page, live_server, tmp_path
):
    phone = phone_without_js
    sign_in(phone, app, world.ambassador_id, live_server)
    session = class_of(app, world)
    photo = tmp_path / "photo.jpg"
    address = f"{live_server}/c/{session.code}/{code_now(session)}"
    photo.write_bytes(as_file(taken(printed(address), (1600, 1200), turn=9, grain=0.2)))
    phone.goto("/quet")
    expect(phone.get_by_role("button", name="Mở camera")).to_be_hidden()
    phone.locator("input[type=file]").set_input_files(photo)
    phone.get_by_role("button", name="Đọc ảnh").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(session.title)
