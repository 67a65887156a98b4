"""Marking a skill on a phone: with the script in place, without it by a page."""

import pytest
from playwright.sync_api import expect

from tests.web import Web

pytestmark = pytest.mark.browser


@pytest.fixture
def signed_in(app, world, live_server):
    """Makes a page the ambassador's and opens the learner with one skill's row open."""
    cookie = Web(app).sign_in(world.ambassador_id).client.get_cookie("session")

    def open_on(page):
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": live_server}])
        page.goto(f"/nguoi-hoc/{world.mentee_id}?ky-nang=TT02")
        return page.locator("#skill-row-TT02")

    return open_on


def test_a_mark_changes_the_row_the_counts_and_the_status_line(signed_in, phone):
    row = signed_in(phone)
    row.get_by_role("button", name="Đã hướng dẫn").click()
    expect(phone.locator("#status")).to_contain_text("Đã hướng dẫn")
    row.get_by_role("button", name="Tự làm được").click()
    expect(phone.locator("#status")).to_contain_text("Tự làm được")
    expect(phone.locator("#module-summary-TT")).to_contain_text("1/1")
    expect(phone.locator("#skills-progress")).to_contain_text("1/5")
    expect(row.get_by_role("button")).to_have_count(0)
    expect(phone.locator("#skill-row-TT02-name")).to_be_focused()


def test_without_scripts_the_page_comes_back_with_the_row_open(signed_in, phone_without_js):
    row = signed_in(phone_without_js)
    row.get_by_role("button", name="Tự làm được").click()
    expect(phone_without_js.locator("#status")).to_contain_text("Tự làm được")
    expect(row.get_by_role("link", name="Bỏ đánh dấu, xem lịch sử")).to_be_visible()
