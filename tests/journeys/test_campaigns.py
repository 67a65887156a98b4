"""A campaign from plan to paper: on a phone, at a desk with keys alone, without a script."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from tests import factories as make
from tests.browser import PHONE, open_page
from tests.factories import World
from tests.journeys import audit
from tests.journeys.people import sign_in
from tracker.campaigns.models import Campaign
from tracker.certificates.models import Certificate
from tracker.checkins.rules import code_at, step_at
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped
from tracker.places.models import Commune, Site
from tracker.shifts.models import Assignment, Shift
from tracker.shifts.rules import PlaceStatus

pytestmark = pytest.mark.browser


@pytest.fixture
def week(app: Flask, world: World) -> dict[str, Any]:
    """Three evenings to come in two places, three people, and one shift that is on now."""
    with app.app_context(), unscoped("test"):
        campaign = db.session.get_one(Campaign, world.campaign_id)
        commune = db.session.get_one(Commune, world.commune_id)
        site, market = db.session.get_one(Site, world.site_id), make.site(commune)
        site.name, market.name = "Nhà văn hóa Sín Chải", "Chợ Mường Hum"
        at = clock.now() + timedelta(days=10)
        shifts = [
            make.shift(campaign, place, starts_at=at + timedelta(days=days), places=2)
            for place, days in ((market, 0), (site, 0), (site, 7))
        ]
        now = make.shift(campaign, site, starts_at=clock.now() - timedelta(minutes=5), places=9)
        people = [make.volunteer(commune, name) for name in ("Lý A Sáng", "Vàng A Dế", "Cư A Pó")]
        db.session.delete(db.session.get_one(Assignment, world.assignment_id))
        db.session.get_one(Shift, world.shift_id).starts_at -= timedelta(days=9)
        db.session.get_one(Shift, world.shift_id).ends_at -= timedelta(days=9)
        db.session.commit()
        return {
            "id": campaign.id, "slug": campaign.slug, "shifts": [row.id for row in shifts],
            "now": now.id, "people": [row.id for row in people],
        }  # fmt: skip


def placed(app: Flask, shift_id: int) -> int:
    with app.app_context(), unscoped("test"):
        rows = select(Assignment).where(
            Assignment.shift_id == shift_id, Assignment.status == PlaceStatus.ASSIGNED
        )
        return len(db.session.scalars(rows).all())


def fine(page: Page) -> None:
    """What holds on every page, on these as they are now."""
    said = audit.structure(page) + audit.width(page) + audit.axe(page)
    assert said + audit.contrast(page) == []


def test_a_coordinator_on_a_phone(app: Flask, world: World, phone: Page, live_server, week):
    """Plans an evening, gives it to somebody, names who leads, and calls it off for a storm."""
    sign_in(phone, app, world.commune_youth_id, live_server)
    phone.goto(f"/chien-dich/{week['id']}")
    phone.get_by_role("link", name="Tạo ca").tap()
    day = clock.today() + timedelta(days=12)
    first = phone.locator("section.card").first
    first.get_by_label("Chợ Mường Hum").tap()
    first.get_by_label("Ngày đầu").fill(f"{day}")
    phone.get_by_role("button", name="Tạo các ca").tap()
    expect(phone.get_by_role("status")).to_contain_text("Đã tạo 1 ca.")
    card = phone.locator("section.card", has_text=f"{day:%d/%m/%Y}").last
    card.get_by_role("link", name=re.compile("Chợ Mường Hum")).tap()
    expect(phone.get_by_text("Cần thêm 3 người")).to_be_visible()
    phone.get_by_role("link", name="Thêm người").tap()
    phone.get_by_label("Lý A Sáng").tap()
    phone.get_by_role("button", name="Giao ca").tap()
    expect(phone.get_by_role("status")).to_contain_text("Đã giao ca.")
    phone.get_by_label("Trưởng ca").select_option("Lý A Sáng")
    phone.get_by_role("button", name="Lưu trưởng ca").tap()
    expect(phone.get_by_text("Trưởng ca · ")).to_be_visible()
    fine(phone)
    phone.get_by_role("link", name="Hủy hoặc dời ca").tap()
    phone.get_by_label("Lý do").fill("mưa lũ")
    phone.get_by_label("Dời ca sang lúc khác").tap()
    phone.get_by_role("button", name="Hủy ca").tap()
    expect(phone.get_by_role("status")).to_contain_text("Đã dời ca.")
    expect(phone.get_by_text("Lý A Sáng").first).to_be_visible()
    phone.goto(f"/chien-dich/{week['id']}/bang")
    fine(phone)


def test_a_coordinator_at_a_desk_with_keys_alone(
    app: Flask, world: World, desktop: Page, live_server, week
):
    """Finds a place, walks the shifts, ticks two, gives them to two people, opens one."""
    page, keys = desktop, desktop.keyboard
    sign_in(page, app, world.commune_youth_id, live_server)
    page.goto(f"/chien-dich/{week['id']}/bang")
    fine(page)
    keys.press("?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    expect(page.locator("#keys summary")).to_be_focused()
    keys.press("?")
    keys.press("/")
    expect(page.get_by_label("Tìm nơi làm")).to_be_focused()
    keys.type("sin chai xj")
    expect(page.get_by_label("Tìm nơi làm")).to_have_value("sin chai xj")
    for _ in range(3):
        keys.press("Backspace")
    keys.press("Enter")
    expect(page.get_by_role("row", name=re.compile("Chợ"))).to_have_count(0)
    links = page.locator(".slot__link")
    wanted = [page.locator(f"#s{key}") for key in week["shifts"][1:]]
    assert links.count() >= 2
    for link in wanted:
        for _ in range(links.count()):
            if link.evaluate("link => link === document.activeElement"):
                break
            keys.press("j")
        expect(link).to_be_focused()
        keys.press("x")
    act = page.get_by_role("button", name="Giao 2 ca đã chọn")
    expect(act).to_be_visible()
    keys.press("k")
    keys.press("j")
    keys.press("g")
    expect(page.get_by_role("heading", level=1)).to_have_text("Giao nhiều ca")
    for name in ("Lý A Sáng", "Vàng A Dế"):
        tab_to(page, name)
        keys.press("Space")
    tab_to(page, "Giao ca")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã giao ca")
    fine(page)
    assert [placed(app, key) for key in week["shifts"]] == [0, 2, 2]
    tab_to(page, "Về bảng ca")
    keys.press("Enter")
    page.wait_for_url("**/bang")
    keys.press("j")
    keys.press("Enter")
    page.wait_for_url("**/ca/*")
    # Who cannot use letters alone switches them off, and they stay off.
    page.goto(f"/chien-dich/{week['id']}/bang")
    keys.press("?")
    keys.press("Tab")
    keys.press("Space")
    page.reload()
    keys.press("j")
    assert page.evaluate("document.activeElement.className") == ""


def tab_to(page: Page, name: str) -> None:
    """With the Tab key, to what is called so; every stop on the way is seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        said = page.evaluate(
            """() => {
              const e = document.activeElement, label = e.closest("label");
              const span = label && label.querySelector("span");
              const words = span ? span.firstChild : e;
              return [words.textContent.trim(), parseFloat(getComputedStyle(e).outlineWidth)];
            }"""
        )
        assert said[1] >= 2, f"no ring on {said[0]}"
        if said[0] == name:
            return
    raise AssertionError(f"{name} is not reached with the Tab key")


def fill_in(page: Page, name: str, telephone: str) -> None:
    page.get_by_label("Họ và tên", exact=True).fill(name)
    page.get_by_label("Số điện thoại").fill(telephone)
    page.get_by_label("Năm sinh").fill(f"{clock.today().year - 20}")
    page.get_by_label("Tên chi đoàn, trường hoặc đơn vị").fill("Chi đoàn Sín Chải")
    page.get_by_label("Tôi đồng ý").check()
    page.get_by_role("button", name="Gửi đăng ký").click()


def test_signing_up_without_a_script(app: Flask, phone_without_js: Page, week):
    page = phone_without_js
    page.goto(f"/cd/{week['id']}")  # what the poster's code holds
    fine_without_script(page)
    page.get_by_role("link", name="Đăng ký tham gia").click()
    page.get_by_role("button", name="Gửi đăng ký").click()
    expect(page.get_by_role("alert")).to_contain_text("Xin chọn ít nhất một ca.")
    page.get_by_label(re.compile("Chợ Mường Hum")).first.check()
    fill_in(page, "Sùng Thị Máy", "0912345678")
    expect(page.get_by_role("heading", level=1)).to_have_text("Các ca của tôi")
    expect(page.get_by_text("Có chỗ")).to_be_visible()
    assert placed(app, week["shifts"][0]) == 1
    page.get_by_role("link", name="Xem, sửa hoặc xóa thông tin của tôi").click()
    page.get_by_label("Họ và tên", exact=True).fill("Sùng Thị May")
    page.get_by_role("button", name="Lưu thông tin").click()
    page.get_by_role("button", name="Rút khỏi ca này").click()
    expect(page.get_by_text("Rút khỏi ca này")).to_have_count(0)
    assert placed(app, week["shifts"][0]) == 0


def fine_without_script(page: Page) -> None:
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]


def test_a_volunteer_from_the_code_to_the_certificate(
    app: Flask, world: World, browser: Browser, live_server, week
):
    """Scans the poster, signs up, comes by the shift's code, and the paper's code says so."""
    with open_page(browser, PHONE, live_server) as page:
        page.goto(f"/cd/{week['id']}")
        page.get_by_role("link", name="Đăng ký tham gia").tap()
        page.get_by_label(re.compile(r"còn 9 chỗ")).check()
        fill_in(page, "Sùng Thị Máy", "0912345678")
        expect(page.get_by_text("Có chỗ")).to_be_visible()
        mine = page.url
        with open_page(browser, PHONE, live_server) as coordinator:
            sign_in(coordinator, app, world.commune_youth_id, live_server)
            coordinator.goto(f"/ca/{week['now']}/man-hinh")
            coordinator.get_by_role("button", name=re.compile("Mở")).first.tap()
            expect(coordinator.locator("#code .code")).to_be_visible()
            page.goto(door(app, week["now"]))
            page.get_by_label("Số điện thoại đã đăng ký").fill("0912345678")
            page.get_by_role("button", name="Có mặt").tap()
            expect(page.get_by_text("Có mặt lúc")).to_be_visible()
            coordinator.goto(f"/chien-dich/{week['id']}/giay-xac-nhan")
            give_certificates(coordinator)
        page.goto(mine)
        expect(page.get_by_text("có mặt")).to_be_visible()
        page.goto(f"/x/{certificate_code(app)}")
        expect(page.get_by_text("Sùng Thị Máy").first).to_be_visible()
        expect(page.get_by_text("Hợp lệ").first).to_be_visible()


def door(app: Flask, shift_id: int) -> str:
    with app.app_context(), unscoped("test"):
        row = db.session.get_one(Shift, shift_id)
        return f"/v/{row.code.lower()}/{code_at(row.secret, step_at(clock.now()))}"


def certificate_code(app: Flask) -> str:
    with app.app_context(), unscoped("test"):
        return db.session.scalars(select(Certificate.code)).one()


def give_certificates(page: Page) -> None:
    """One shift is enough here; everybody who qualifies is ticked."""
    page.locator("input[name=shifts]").fill("1")
    page.get_by_role("button", name="Lưu").tap()
    page.get_by_role("button", name="Cấp giấy xác nhận tham gia").tap()
    expect(page.get_by_role("heading", name="Đã cấp (1)")).to_be_visible()
