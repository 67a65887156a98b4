"""Vietnamese names: how they are searched and how they are sorted (rulings of ux §6.3 and §6.4)."""

from functools import lru_cache

import vn_collate
import vn_text


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
