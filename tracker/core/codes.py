"""Random codes for QR links, and the digests under which secrets are stored."""

import hashlib
import secrets
import unicodedata

# No 0 O 1 I L: people read these aloud and type them from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

CLASS_CODE = 6
POSTER_CODE = 6
CARD_CODE = 12
TOKEN = 22


def random_code(length: int) -> str:
    """An unguessable code of the QR alphabet; 4.95 bits a character."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def random_digits(length: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(length))


def random_token() -> str:
    """128 bits for a cookie or a link that nobody types."""
    return secrets.token_urlsafe(16)


def digest(secret: str) -> str:
    """What is stored of a secret that is random enough to need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


# A Vietnamese keyboard (Telex) joins two letters of a code into one: AS becomes Á, UW becomes Ư.
# A circumflex stands for the letter once more: AA, EE. Tones are typed last.
_SHAPES = {"\u0306": "W", "\u031b": "W"}
_TONES = {"\u0301": "S", "\u0300": "F", "\u0309": "R", "\u0303": "X", "\u0323": "J"}


def typed(text: str) -> str:
    """A code as a person typed it: any case, spaces and hyphens between the parts.

    What the phone's Vietnamese keyboard made of the letters meanwhile is taken apart again.
    """
    whole = unicodedata.normalize("NFKC", text).upper().replace("Đ", "DD")
    return "".join(_keys(char) for char in whole)


def pasted(text: str) -> str:
    """The code at the end of an address that somebody pasted; what stands alone stays."""
    return text.split("?")[0].rstrip("/ ").rsplit("/", 1)[-1]


def _keys(char: str) -> str:
    """The keys that were pressed for one letter; none for what is no letter or digit."""
    apart = unicodedata.normalize("NFD", char)
    letter, marks = apart[:1], apart[1:]
    if not letter.isalnum():
        return ""
    shapes = [letter if mark == "\u0302" else _SHAPES.get(mark, "") for mark in marks]
    return letter + "".join(shapes) + "".join(_TONES.get(mark, "") for mark in marks)
