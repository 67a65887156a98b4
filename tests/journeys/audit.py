"""What must hold on every page: room, targets, type, structure, contrast.

Every function here looks at the page that is open and answers with complaints, as sentences.
"""

from typing import Any

from playwright.sync_api import Page

from tests.browser import AXE

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

# Words 4.5:1, running text 7:1, the edges of what is typed into or pressed and icons 3:1. What
# says how things stand (chips, notices) carries a shape beside its colour and may be lighter.
CONTRAST = """
() => {
  const said = new Set(), grounds = new Map();
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (one, other) => {
    const [a, b] = [light(numbers(one)), light(numbers(other))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const ground = e => {
    if (!e) return "rgb(255, 255, 255)";
    if (!grounds.has(e)) {
      const own = getComputedStyle(e).backgroundColor, alpha = numbers(own)[3];
      grounds.set(e, alpha === 0 ? ground(e.parentElement) : own);
    }
    return grounds.get(e);
  };
  const claim = (e, what, seen, floor) => {
    if (seen >= floor) return;
    const name = `${e.tagName.toLowerCase()}.${e.getAttribute("class") || ""}`;
    const words = e.textContent.trim().slice(0, 30);
    said.add(`${what} ${seen.toFixed(1)}:1 under ${floor}: ${name} ${words}`);
  };
  const visible = e => e.checkVisibility() && e.getBoundingClientRect().width > 1;
  for (const e of document.querySelectorAll("body *")) {
    if (!visible(e)) continue;
    const style = getComputedStyle(e);
    if ([...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) {
      const running = e.closest("main") && !e.closest(STANDING);
      claim(e, "words", ratio(style.color, ground(e)), running ? 7 : 4.5);
    }
    const around = ground(e.parentElement);
    if (e.matches("input:not([type=checkbox], [type=radio]), select, textarea, .choice, .button")) {
      const edge = parseFloat(style.borderTopWidth) ? ratio(style.borderTopColor, around) : 1;
      claim(e, "edge", Math.max(edge, ratio(ground(e), around)), 3);
    }
    if (e.matches("svg.icon")) claim(e, "icon", ratio(style.color, around), 3);
    if (e.matches(".terrace rect")) claim(e, "step", ratio(style.stroke, ground(e)), 3);
  }
  return [...said];
}
""".replace("STANDING", '".chip, .notice, .button, .field__error, .urgent, .choice small, a"')

# Contrast takes axe most of its time; ours is stricter, and also looks at night.
RUN_AXE = """() => axe.run({
  resultTypes: ["violations"], rules: { "color-contrast": { enabled: false } },
}).then(found => found.violations)"""


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


def axe(page: Page) -> list[str]:
    """All that axe finds: names, roles, order."""
    page.add_script_tag(url=AXE)
    violations: list[dict[str, Any]] = page.evaluate(RUN_AXE)
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in violations
        for node in violation["nodes"][:3]
    ]


def contrast(page: Page) -> list[str]:
    """Whether everything can be seen in the sun and in the dark."""
    said: list[str] = page.evaluate(CONTRAST)
    page.emulate_media(color_scheme="dark")
    said += [f"at night: {line}" for line in page.evaluate(CONTRAST)]
    page.emulate_media(color_scheme="light")
    return said
