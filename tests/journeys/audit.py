"""What must hold on every page: room, targets, type, structure, contrast.

Every function here looks at the page that is open and answers with complaints, as sentences.
"""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

NARROW, DESK = 320, 1280

# Below these a finger misses (44 is the floor, 48 our own measure), or an eye does.
STRUCTURE = """
() => {
  const said = [];
  const words = e => (e.textContent.trim() || e.name || e.className).slice(0, 40);
  const visible = e => e.checkVisibility() && e.getBoundingClientRect().width > 1;
  const inProse = e => e.tagName === 'A' && getComputedStyle(e).display === 'inline'
    && e.parentElement.textContent.trim() !== e.textContent.trim();
  for (const e of document.querySelectorAll('a, button, input, select, textarea, summary')) {
    if (!visible(e) || inProse(e) || e.matches('.skip-link')) continue;
    const hit = (e.closest('label.choice') || e).getBoundingClientRect();
    const floor = e.matches('.button, .choice *') ? 47.5 : 43.5;
    if (hit.width < floor || hit.height < floor) {
      said.push(`small target ${Math.round(hit.width)}×${Math.round(hit.height)}: ${words(e)}`);
    }
    if (e.matches('input, select, textarea') && parseFloat(getComputedStyle(e).fontSize) < 16) {
      said.push(`an entry with text under 16 px: ${e.name}`);
    }
  }
  for (const e of document.querySelectorAll('body *')) {
    const speaks = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (speaks && visible(e) && parseFloat(getComputedStyle(e).fontSize) < 14) {
      said.push(`text under 14 px: ${words(e)}`);
    }
  }
  const exactly = (n, selector) => {
    const found = document.querySelectorAll(selector).length;
    if (found !== n) said.push(`${found} of ${selector}, not ${n}`);
  };
  exactly(1, 'h1');
  exactly(1, 'main');
  if (!document.querySelector('[role=status]')) said.push('no status to announce things in');
  if (!['vi', 'en'].includes(document.documentElement.lang)) said.push('no language');
  if (parseFloat(getComputedStyle(document.body).fontSize) < 16) said.push('body under 16 px');
  return said;
}
"""

# The scroller is the box that a wide table may scroll in. The window would grow with what it shows.
WIDTH = """
() => {
  const room = document.documentElement.clientWidth;
  const wide = document.documentElement.scrollWidth;
  if (wide <= room) return [];
  const culprits = [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > room + 1 && !e.closest('.scroller'))
    .slice(-3).map(e => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 30)}`);
  return [`${wide} px wide in a window of ${room}: ${culprits.join(' | ')}`];
}
"""

AXE = "options => axe.run(options).then(found => found.violations)"


def structure(page: Page) -> list[str]:
    found: list[str] = page.evaluate(STRUCTURE)
    return found


def width(page: Page) -> list[str]:
    """Nothing makes the page scroll sideways."""
    found: list[str] = page.evaluate(WIDTH)
    return found


def width_elsewhere(page: Page) -> list[str]:
    """On the narrowest phone, with all text twice as large, and on a desk."""
    usual = page.viewport_size
    assert usual is not None
    page.evaluate("document.documentElement.style.fontSize = '32px'")
    said = [f"at 200 % text: {line}" for line in width(page)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    for other in (NARROW, DESK):
        page.set_viewport_size({"width": other, "height": usual["height"]})
        said += [f"at {other} px: {line}" for line in width(page)]
    page.set_viewport_size(usual)
    return said


def by_day(page: Page) -> list[str]:
    """All that axe finds: names, roles, order, contrast."""
    page.evaluate(AXE_SCRIPT)
    return _axe(page, {"resultTypes": ["violations"]})


def by_night(page: Page) -> list[str]:
    """Whether words can be read in the dark. After `by_day`, which brings axe."""
    page.emulate_media(color_scheme="dark")
    only_contrast = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
    said = [f"at night: {line}" for line in _axe(page, only_contrast)]
    page.emulate_media(color_scheme="light")
    return said


def _axe(page: Page, options: dict[str, Any]) -> list[str]:
    violations: list[dict[str, Any]] = page.evaluate(AXE, options)
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in violations
        for node in violation["nodes"][:3]
    ]
