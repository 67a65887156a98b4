"""Secrets that can be shown again without being stored: made from a row's nonce and our key.

Neither the database alone nor the key alone gives them away.
"""

import hashlib
import hmac

from tracker.core import codes

INVITATION_CODE = 12  # the whole link fits 46 characters, and it can still be typed


def invitation_code(secret: str, nonce: str) -> str:
    """Twelve characters of the QR alphabet, 59 bits, open for three days."""
    number = _number(secret, "invitation", nonce)
    letters = []
    for _ in range(INVITATION_CODE):
        number, rest = divmod(number, len(codes.ALPHABET))
        letters.append(codes.ALPHABET[rest])
    return "".join(letters)


def reset_code(secret: str, nonce: str, *, digits: int) -> str:
    return f"{_number(secret, 'reset', nonce) % 10**digits:0{digits}d}"


def _number(secret: str, purpose: str, nonce: str) -> int:
    made = hmac.new(secret.encode(), f"{purpose}:{nonce}".encode(), hashlib.sha256)
    return int.from_bytes(made.digest(), "big")
