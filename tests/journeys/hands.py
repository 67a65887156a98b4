"""What people do on a phone, counted as they feel it: taps, and pages that load."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Locator, Page


@dataclass
class Effort:
    taps: int = 0
    pages: int = 0


@contextmanager
def effort(page: Page) -> Iterator[Effort]:
    """Counts the pages that load inside; taps are those made with `tap`."""
    spent = Effort()

    def loaded(_page: Page) -> None:
        spent.pages += 1

    page.on("domcontentloaded", loaded)
    try:
        yield spent
    finally:
        page.remove_listener("domcontentloaded", loaded)


def tap(spent: Effort, target: Locator) -> None:
    spent.taps += 1
    target.tap()
