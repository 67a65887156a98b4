"""Vietnamese names: how they are searched and how they are sorted (rulings of ux §6.3 and §6.4)."""

import re
from collections.abc import Iterator
from functools import lru_cache

import vn_collate
import vn_text

# How people are spoken of in front of their given name: “anh Lử”, “Đ/c Mẩy”.
COURTESY = frozenset({"anh", "ba", "bac", "ban", "c", "chi", "chu", "co", "d", "em", "ong"})
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=128)  # a check-in asks several times, the last time while others wait
def search_key(name: str) -> str:
    """The name without marks or case: `Đặng Văn Thủy` and `dang van thuy` meet here."""
    return vn_text.fold(name)[:200]


@lru_cache(maxsize=128)
def sort_key(name: str) -> str:
    """Given name first, then family and middle names, in the order of the Vietnamese alphabet."""
    words = name.split()
    given_first = words[-1:] + words[:-1]
    return ".".join([_word_key(word) for word in given_first])[:240]


@lru_cache(maxsize=2000)  # a few hundred family and given names are most of all names
def _word_key(word: str) -> str:
    return vn_collate.collate_key(word)


@lru_cache(maxsize=5000)  # every commune of the country
def place_key(name: str) -> str:
    """A place's name alphabetically, as it is written; numbers by size: Thôn 2, Thôn 10."""
    words = (word.zfill(6) if word.isdecimal() else word for word in name.split())
    return ".".join(vn_collate.collate_key(word) for word in words)[:240]


def short_form(name: str) -> str:
    """Given name and the family name's initial, for the public wall of a class: `Mẩy L.`

    Empty for somebody who was forgotten.
    """
    words = name.split()
    return name if len(words) < 2 else f"{words[-1]} {words[0][0]}."


def in_sentence(place: str) -> str:
    """A place's name inside a sentence: `Xã Lam Vỹ` becomes `xã Lam Vỹ`."""
    return place[:1].lower() + place[1:]


def without(text: str, name: str) -> str:
    """A text in which that person is not named: their name, whole or by its last words, is “…”.

    Somebody else's name that ends in the same word stays.
    """
    own = vn_text.fold(name).split()
    spans = [span for span in (*_whole(text, own), *_short(text, own)) if own]
    for begin, end in sorted(set(spans), reverse=True):
        text = f"{text[:begin]}…{text[end:]}"
    return text


def _whole(text: str, own: list[str]) -> Iterator[tuple[int, int]]:
    """Where the whole name stands, in whatever case and with or without marks."""
    words = list(_WORD.finditer(text))
    for first in range(len(words) - len(own) + 1):
        there = words[first : first + len(own)]
        if [vn_text.fold(word.group()) for word in there] == own:
            yield there[0].start(), there[-1].end()


def _short(text: str, own: list[str]) -> Iterator[tuple[int, int]]:
    """Where the given name stands, alone or with other parts of the name, written as a name."""
    for run in re.finditer(r"\w+(?:[ \u00a0]+\w+)*", text):
        yield from _short_in(run, own)


def _short_in(run: re.Match[str], own: list[str]) -> Iterator[tuple[int, int]]:
    capitals: list[re.Match[str]] = []
    for word in (*_WORD.finditer(run.string, run.start(), run.end()), None):
        if word is not None and word.group()[0].isupper():
            capitals.append(word)
            continue
        while len(capitals) > 1 and vn_text.fold(capitals[0].group()) in COURTESY:
            capitals.pop(0)
        said = [vn_text.fold(one.group()) for one in capitals]
        if said and said[-1] == own[-1] and len(said) < len(own) and set(said) <= set(own):
            yield capitals[0].start(), capitals[-1].end()
        capitals = []
