"""Criterion 23: the daily work on a phone whose browser runs no script."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.factories import World
from tests.journeys.people import set_password
from tracker.checkins.rules import code_at, step_at
from tracker.classes.models import ClassSession, ClassSkill
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import unscoped

pytestmark = pytest.mark.browser


def test_criterion_23_a_day_without_javascript(app: Flask, world: World, phone_without_js: Page):
    page = phone_without_js
    phone, password = set_password(app, world.ambassador_id)
    sign_in_by_form(page, phone, password)
    add_a_mentee(page)
    tick_a_skill(page)
    check_in_by_typed_code(app, world, page)
    see_the_quotas(page)


def sign_in_by_form(page: Page, phone: str, password: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Đăng nhập").first.click()
    page.get_by_label("Số điện thoại").fill(phone)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chào Giàng Thị Mỷ")


def add_a_mentee(page: Page) -> None:
    page.get_by_role("link", name="Thêm người học").click()
    page.get_by_label("Họ và tên", exact=True).fill("Ma Seo Lử")
    page.get_by_label("Chưa có điện thoại").check()
    page.get_by_label("Người học đã nghe và đồng ý").check()
    page.get_by_role("radio", name="Ký giấy").check()
    page.get_by_label("Số phiếu đồng ý").fill("07/2026")
    page.get_by_role("button", name="Lưu người học").click()
    expect(page.get_by_role("status")).to_contain_text("Đã lưu Ma Seo Lử.")


def tick_a_skill(page: Page) -> None:
    page.get_by_role("link", name="Ma Seo Lử").click()
    row = page.locator("#skill-row-TB01")
    row.locator("summary").click()
    row.get_by_role("button", name="Tự làm được").click()
    expect(page.get_by_role("status")).to_contain_text("Tự làm được")


def check_in_by_typed_code(app: Flask, world: World, page: Page) -> None:
    with app.app_context(), unscoped("test"):
        db.session.add(ClassSkill(class_id=world.class_id, skill_id=world.skill_ids[3]))
        db.session.commit()
        session = db.session.get_one(ClassSession, world.class_id)
        code, digits = session.code, code_at(session.secret, step_at(clock.now()))
    page.get_by_role("link", name="Quét").click()
    page.get_by_label("Mã lớp").fill(code.lower())
    page.get_by_label("6 số đang chiếu").fill(f"{digits[:3]} {digits[3:]}")
    page.get_by_role("button", name="Điểm danh").click()
    page.get_by_label("Ma Seo Lử").check()
    page.get_by_label("Kỹ năng TT02").check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi: 1 người có mặt, 1 kỹ năng.")


def see_the_quotas(page: Page) -> None:
    page.get_by_role("link", name="Về trang chủ").click()
    page.get_by_role("link", name="Tổ", exact=True).click()
    number = page.locator("#results .card", has_text="Số người được hướng dẫn").locator("b")
    expect(number.first).to_have_text("1 người")
