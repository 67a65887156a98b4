"""Passwords as Argon2id digests. Nothing here knows whose they are."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 25 to 40 ms and 19 MiB a try (OWASP's second choice): 4 at once fit a small server.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_in_use = _HASHER


def use_cheap_digests(cheap: bool) -> None:
    """Tests sign in hundreds of times. Whatever was hashed the other way still verifies."""
    global _in_use
    _in_use = _CHEAP if cheap else _HASHER


def hash_password(password: str) -> str:
    return _in_use.hash(_composed(password))


def verify(password_hash: str | None, password: str) -> bool:
    """Whether it is the password. Without a hash it takes as long and says no."""
    try:
        _in_use.verify(password_hash or _nobodys(_in_use), _composed(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Made with other parameters than today's: to be replaced while the password is at hand."""
    return _in_use.check_needs_rehash(password_hash)


def _composed(password: str) -> str:
    """One form of each letter: phones and PCs send `ủ` as one character or as two. Documented
    departure from "exactly as received"; nothing else is changed, not even spaces."""
    return unicodedata.normalize("NFC", password)


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")
