"""Criterion 24: with nothing but keys. That Esc leaves the scanner's verdict: test_scanner."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import set_password, sign_in

pytestmark = pytest.mark.browser

# What the focused element lacks, as words. Runs inside the browser.
FOCUS = """
() => {
  const e = document.activeElement;
  if (e === document.body) return "nothing has focus";
  if (parseFloat(getComputedStyle(e).outlineWidth) < 2) return "no ring";
  const box = (e.closest("label") || e).getBoundingClientRect();
  for (const bar of document.querySelectorAll(".page-header, .bottom-nav")) {
    const other = bar.getBoundingClientRect();
    const covers = box.top < other.bottom && other.top < box.bottom;
    if (covers && !bar.contains(e)) return "under " + bar.className;
  }
  return "";
}
"""


# What can be acted on in sight; of radios that belong together the Tab key stops at one.
LOOK_AROUND = """() => {
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary");
  window.waiting = new Set(Array.from(all).filter((e) => e.checkVisibility() && !e.disabled));
}"""
ARRIVE = """() => {
  const here = document.activeElement;
  const isHere = (e) => e === here || (e.type === "radio" && e.name === here.name);
  waiting.forEach((e) => { if (isHere(e)) waiting.delete(e); });
  return Array.from(waiting, (e) => e.outerHTML.slice(0, 120));
}"""
DAILY = {
    "ambassador_id": ["/", "/nguoi-hoc/{mentee_id}", "/buoi-kem/them", "/quet", "/chua-gui"],
    "leader_id": ["/to/{team_id}", "/buoi-hoc/{class_id}/man-hinh",
                  "/buoi-hoc/{class_id}/nguoi-tham-gia"],
}  # fmt: skip


def test_criterion_24_every_action_is_reached_and_seen(app, world, phone: Page, live_server):
    """On the pages of every day the Tab key stops at everything, and nothing lies over it."""
    for role, pages in DAILY.items():
        phone.context.clear_cookies()
        sign_in(phone, app, getattr(world, role), live_server)
        for path in (page.format(**vars(world)) for page in pages):
            phone.goto(path)
            phone.evaluate(LOOK_AROUND)
            left = ["?"]
            for _ in range(120):
                phone.keyboard.press("Tab")
                left = phone.evaluate(ARRIVE)
                if not left:
                    break
                assert phone.evaluate(FOCUS) == "", (path, focused(phone))
            assert left == [], path


def test_criterion_24_from_signing_in_to_a_mentee(app, world, phone: Page):
    telephone, password = set_password(app, world.ambassador_id)
    phone.goto("/dang-nhap")
    type_into(phone, "Số điện thoại", telephone)
    type_into(phone, "Mật khẩu", password)
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Chào Giàng Thị Mỷ")

    press(phone, "Người học", "Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Người học")
    press(phone, "Thêm người học", "Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thêm người học")
    type_into(phone, "Họ và tên", "Ma Seo Lử")
    press(phone, "Điện thoại thông minh", "Space")
    press(phone, "Người học đã nghe và đồng ý", "Space")
    press(phone, "Lời nói, có người chứng kiến", "Space")
    type_into(phone, "Người chứng kiến (khi đồng ý bằng lời nói)", "Trưởng thôn")
    press(phone, "Lưu người học", "Enter")
    expect(phone.get_by_role("status")).to_contain_text("Đã lưu Ma Seo Lử.")
    expect(phone.get_by_role("link", name="Ma Seo Lử")).to_be_focused()


def type_into(page: Page, label: str, words: str) -> None:
    reach(page, label)
    page.keyboard.type(words)


def press(page: Page, name: str, key: str) -> None:
    reach(page, name)
    page.keyboard.press(key)


def reach(page: Page, name: str) -> None:
    """Tab until this has focus; every stop on the way must be seen."""
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS) == "", focused(page)
        if focused(page) == name:
            return
    raise AssertionError(f"{name} is not reached with the Tab key")


def focused(page: Page) -> str:
    """What the focused element is called."""
    return str(
        page.evaluate(
            """() => {
              const e = document.activeElement, label = e.labels && e.labels[0];
              const words = (label ? label.querySelector("span, b") || label : e).textContent;
              return words.replace("(không bắt buộc)", "").trim();
            }"""
        )
    )
