"""The icons of the home screen, drawn from our own sign: python -m tools.icons

Writes tracker/static/icons/*.png. Run it when favicon.svg changes, and look at them.
"""

from playwright.sync_api import Page

from tests.browser import launch
from tools.install import HERE

SIGN = HERE / "tracker" / "static" / "favicon.svg"
TARGET = HERE / "tracker" / "static" / "icons"
INDIGO = "#24407a"
# Launchers cut maskable icons into any shape; what matters stays within the inner four fifths.
ICONS = {"192": (192, 1.0), "512": (512, 1.0), "maskable": (512, 0.85)}


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with launch() as browser:
        page = browser.new_page()
        for name, (size, share) in ICONS.items():
            draw(page, name, size, share)


def draw(page: Page, name: str, size: int, share: float) -> None:
    """The whole sign with its round corners, or smaller in a square that is filled to the edge."""
    page.set_viewport_size({"width": size, "height": size})
    ground = INDIGO if share < 1 else "transparent"
    page.set_content(
        f"<style>html{{background:{ground}}}body{{margin:0;height:100vh;display:grid;"
        f"place-items:center}}svg{{width:{100 * share}vw}}</style>{SIGN.read_text()}"
    )
    file = TARGET / f"{name}.png"
    page.screenshot(path=file, omit_background=True)
    print(f"{file.relative_to(HERE)}: {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
