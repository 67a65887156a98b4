"""Random codes for QR links, and the digests under which secrets are stored."""

import hashlib
import secrets

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


def typed(text: str) -> str:
    """A code as a person typed it: any case, spaces and hyphens between the parts."""
    return "".join(char for char in text.upper() if char.isalnum())
