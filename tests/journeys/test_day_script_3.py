"""Day script 3 on the screens: prepared at a desk, read and approved on a phone of 360 × 640."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import audit
from tests.journeys.people import sign_in
from tests.periods.due import RULE, set_rule
from tests.web import Web
from tracker.core import clock
from tracker.periods.rules import window_waited_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

WAITED = window_waited_for(clock.today(), RULE)
QUARTER = ("I", "II", "III", "IV")[WAITED.quarter - 1]
NAME = f"Báo cáo quý {QUARTER}/{WAITED.last.year}"


def prepared(app, world) -> tuple[Web, str]:
    """What the officer did before: written, frozen, submitted."""
    set_rule(app)
    officer = Web(app).sign_in(world.officer_id)
    begun = officer.post("/bao-cao/lap", {"kind": "quarter", "period": WAITED.code})
    page = begun.headers["Location"]
    officer.post(f"{page}/sua", {"difficulties": "Sóng yếu ở Na Cáng.", "tasks": "Mở lớp."})
    for step in ("chot", "trinh"):
        officer.post(f"{page}/{step}")
    return officer, page


def test_the_head_approves_on_a_phone(app, world, phone: Page, live_server: str):
    officer, path = prepared(app, world)
    sign_in(phone, app, world.head_id, live_server)
    phone.goto("/")  # a commune's head begins at the commune
    phone.get_by_role("link", name="Xem và duyệt").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(phone.get_by_text("Sóng yếu ở Na Cáng.")).to_be_visible()
    assert audit.width(phone) + audit.structure(phone) + audit.axe(phone) == []

    approve = phone.get_by_role("button", name="Duyệt", exact=True)
    approve.scroll_into_view_if_needed()
    box = approve.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    approve.click()
    expect(phone.get_by_role("status").first).to_have_text("Đã duyệt báo cáo.")
    expect(phone.get_by_text("Nguyễn Văn Hòa").first).to_be_visible()
    expect(approve).to_have_count(0)
    assert audit.contrast(phone) == []
    assert "Đã duyệt" in officer.get(path).text


def test_the_head_gives_it_back_on_a_phone_with_a_reason(app, world, phone: Page, live_server: str):
    officer, path = prepared(app, world)
    sign_in(phone, app, world.head_id, live_server)
    phone.goto(path)
    phone.get_by_text("Trả lại để sửa", exact=True).click()
    phone.get_by_role("button", name="Trả lại", exact=True).click()
    expect(phone.get_by_role("alert")).to_contain_text("Xin ghi lý do trả lại.")
    phone.get_by_label("Lý do trả lại").fill("Thiếu số liệu tổ Na Cáng")
    phone.get_by_role("button", name="Trả lại", exact=True).click()
    expect(phone.get_by_role("status").first).to_have_text("Đã trả lại để sửa.")
    assert "Thiếu số liệu tổ Na Cáng" in officer.get(path).text
