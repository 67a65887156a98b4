"""The six digits that lock what a phone keeps, set and typed as their person does."""

from playwright.sync_api import Page, expect

DIGITS = "280461"
SETTINGS = "/tai-khoan/khoa-nhanh"


def set_lock(page: Page, digits: str = DIGITS) -> None:
    """From here on pages with names are kept. Ends at home."""
    page.goto(SETTINGS)
    page.get_by_label("Mã mở nhanh, 6 số").fill(digits)
    page.get_by_label("Nhập lại mã").fill(digits)
    page.get_by_role("button", name="Đặt mã").click()
    expect(page.get_by_role("status")).to_contain_text("Đã đặt mã mở nhanh.")


def unlock(page: Page, digits: str = DIGITS) -> None:
    """On the page that asks for them; another page stands there afterwards, if they are right."""
    page.locator("#pin").fill(digits)
    page.get_by_role("button", name="Mở", exact=True).click()


def put_the_worker_to_sleep(page: Page) -> None:
    """As the browser does after half a minute."""
    session = page.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")
    session.detach()
