"""Take the README's pictures: the demo on a scratch database, seen on a phone and on a projector.

python3 dev.py screenshots      writes docs/screenshots/*.png
"""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import DESKTOP, PHONE, launch, open_page
from tools import demo
from tools.install import HERE, PYTHON
from tracker.demo.cast import PASSWORD, PHONES

PICTURES = HERE / "docs" / "screenshots"
# What the codes in the pictures lead to: a name that nobody can own.
SHOWN_ADDRESS = "http://daisuso.example"
COLOURS = 128
LARGEST = 80_000

CITIZEN = "Hứa Thị Nguyệt"
AMBASSADOR, LEADER, HEAD = "Giàng Thị Mỷ", "Ma Đình Khoa", "Nguyễn Văn Hòa"


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, serving(Path(folder)) as address, launch() as browser:
        take(browser, address)
    for file in sorted(PICTURES.glob("*.png")):
        print(f"{file.relative_to(HERE)}  {file.stat().st_size / 1000:.0f} kB")


def take(browser: Browser, address: str) -> None:
    with open_page(browser, PHONE, address) as phone:
        sign_in(phone, AMBASSADOR)
        save(phone, "home")
    with open_page(browser, PHONE, address) as phone:
        phone.goto(door_of_the_open_class(browser, address))
        phone.get_by_label("Họ và tên").fill(CITIZEN)
        save(phone, "citizen")
    with open_page(browser, DESKTOP, address) as desk:
        sign_in(desk, HEAD)
        save(desk, "commune")


def door_of_the_open_class(browser: Browser, address: str) -> str:
    """Take the picture of the wall, and read the class's code and digits from it."""
    with open_page(browser, DESKTOP, address) as projector:
        sign_in(projector, LEADER)
        projector.goto("/buoi-hoc")
        projector.locator(".card--ok .list__row").first.click()
        projector.get_by_role("link", name="Màn hình điểm danh").click()
        save(projector, "host")
        code, digits = projector.locator(".host .code").inner_text().split(" · ")
        return f"/c/{code}/{''.join(digits.split())}"


def sign_in(page: Page, name: str) -> None:
    page.goto("/dang-nhap")
    page.get_by_label("Số điện thoại").fill(PHONES[name])
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: "/dang-nhap" not in url)


def save(page: Page, name: str) -> None:
    """With few colours, which is all the look has: a README should open on a phone too."""
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file)
    Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file} is larger than {LARGEST // 1000} kB")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A fresh demo in this folder, until the pictures are taken; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = os.environ | {
        "TRACKER_MODE": "demo",
        "TRACKER_DATABASE_URL": f"sqlite:///{(folder / 'demo.db').as_posix()}",
        "TRACKER_BASE_URL": SHOWN_ADDRESS,
        "PYTHONUTF8": "1",
    }
    prepare = [str(PYTHON), "-m", "flask", "--app", "wsgi", "prepare"]
    subprocess.run(prepare, cwd=HERE, env=environment, stdout=subprocess.DEVNULL, check=True)
    server = subprocess.Popen(demo.server_command(port), cwd=HERE, env=environment)
    try:
        demo.wait_until_healthy(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        demo.stop(server)


if __name__ == "__main__":
    main()
