"""What happens to every string that comes from outside, once, before anyone looks at it."""

import re
import unicodedata

_KEPT_CONTROLS = "\n"
# Cc control, Cf invisible format, Cs lone surrogates, Co private use.
_UNWANTED = {"Cc", "Cf", "Cs", "Co"}
# Joins the parts of an emoji: a person's note may hold one.
_ZERO_WIDTH_JOINER = "\u200d"

_TWELVE_DIGITS = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){11}(?!\d)")
_NINE_DIGITS = re.compile(r"(?<!\d)\d{9}(?!\d)")


def clean(text: str, *, limit: int = 200, multiline: bool = False) -> str:
    """Return the text without control characters, in NFC, cut to `limit` characters, stripped.

    The order matters: cleaning twice gives the same as cleaning once (reliability §0.10).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = text if text.isprintable() else _without_unwanted(text)
    composed = unicodedata.normalize("NFC", kept)
    if not multiline:
        composed = " ".join(composed.split())
    return composed[:limit].strip()


def _without_unwanted(text: str) -> str:
    return "".join(char if _is_wanted(char) else " " * char.isspace() for char in text)


def _is_wanted(char: str) -> bool:
    return (
        char in _KEPT_CONTROLS
        or char == _ZERO_WIDTH_JOINER
        or unicodedata.category(char) not in _UNWANTED
    )


def holds_id_number(text: str) -> bool:
    """Whether the text carries what looks like an identity number: 12 digits, or 9 (ruling 7)."""
    return bool(_TWELVE_DIGITS.search(text) or _NINE_DIGITS.search(text))
