"""Finding pages as people do: from home, by links."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.counting import statements
from tests.web import Web

ENTRANCES = (
    "/", "/dang-nhap", "/c", "/tro-giup", "/quet", "/them", "/dang-xuat", "/ngoai-tuyen",
    "/ngoai-tuyen/diem-danh",
)  # fmt: skip
LINK = re.compile(r'href="(/[^"#]*)"')
# Rows that a script shows to whom they are for: which pages this phone kept.
HIDDEN = re.compile(r"<li hidden>.*?</li>", re.DOTALL)
PIECE = re.compile(r'<([a-z0-9]+)(?:\s[^>]*?class="([^"]*)")?')
# How many pages of a kind are tried: people, teams and classes differ in what they show.
MOST_OF_A_KIND = 2


@dataclass(frozen=True)
class Found:
    """A page that somebody can come to."""

    path: str
    html: str = field(repr=False)
    # Nobody came to a page of its kind before.
    is_first: bool
    # Something on it was on no page before, whoever's and of whatever kind.
    has_new_pieces: bool
    statements: tuple[str, ...] = field(repr=False)


@dataclass
class Crawler:
    """Visits everyone's pages. What is made of the same pieces as a page before is left out."""

    app: Flask
    # Links that answer neither with a page nor with a way to one.
    dead: list[str] = field(default_factory=list)
    _seen: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    def walk(self, account_id: int | None) -> list[Found]:
        """The pages this person reaches by links which nobody before had in this form."""
        web = Web(self.app)
        if account_id:
            web.sign_in(account_id)
        found: list[Found] = []
        tried: dict[str, int] = defaultdict(int)
        asked: set[str] = set()
        waiting = [(path, "the bar") for path in ENTRANCES]
        while waiting:
            path, source = waiting.pop(0)
            kind = self._kind(path)
            if path in asked or kind is None or tried[kind] >= MOST_OF_A_KIND:
                continue
            asked.add(path)
            tried[kind] += 1
            with statements() as said:
                answer = web.get(path)
            if answer.status_code in {302, 303}:
                waiting.insert(0, (answer.headers["Location"], path))
                continue
            if answer.status_code != 200:
                self.dead.append(f"{path}, linked on {source}, answers {answer.status}")
                continue
            if answer.mimetype != "text/html":
                continue
            html = answer.get_data(as_text=True)
            shown = HIDDEN.sub("", html)
            waiting += [(link.replace("&amp;", "&"), path) for link in LINK.findall(shown)]
            is_first = kind not in self._seen
            if self._is_new(kind, html):
                found.append(Found(path, html, is_first, self._is_new("", html), tuple(said)))
        return found

    def _kind(self, path: str) -> str | None:
        """Which view answers, and by which words in the query; None for what is no page."""
        bare, _mark, query = path.partition("?")
        try:
            endpoint, _values = self.app.url_map.bind("").match(bare)
        except HTTPException:
            return bare  # asking it will say what is wrong
        if endpoint == "static":
            return None
        keys = sorted(part.partition("=")[0] for part in query.split("&") if part)
        return " ".join([str(endpoint), *keys])

    def _is_new(self, kind: str, html: str) -> bool:
        pieces = set(PIECE.findall(html))
        is_new = not pieces <= self._seen[kind]
        self._seen[kind] |= pieces
        return is_new
