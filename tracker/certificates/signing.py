"""The key that badges are signed with: RSA, because RS256 is what every Open Badges reader knows.

The file may hold several: the first signs, all are published, so that a new key leaves what the
old one signed good. Libraries are loaded with the first badge.
"""

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

ALGORITHM = "RS256"
BITS = 3072
_END = b"-----END PRIVATE KEY-----"

Jwk = dict[str, str]


@dataclass(frozen=True)
class Signer:
    """Signs with the first key; knows the public half of each, by its name."""

    pem: bytes
    name: str
    public: dict[str, Jwk]

    def sign(self, payload: dict[str, Any], *, owner: str) -> str:
        """A compact JWS. Its header names the key and carries its public half."""
        import jwt

        headers = {"kid": f"{owner}#{self.name}", "jwk": self.public[self.name]}
        return jwt.encode(payload, self.pem, algorithm=ALGORITHM, headers=headers)


def make(file: Path, *, bits: int = BITS) -> None:
    """Put a new key into a file that only we can read. A file that is there stays as it is."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    mine = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(pem)
    try:
        os.link(mine, file)  # whole or not at all, and the first of several processes wins
    except FileExistsError:
        pass
    finally:
        mine.unlink()


@lru_cache(maxsize=4)
def signer(file: Path) -> Signer:
    """Read once. Raises FileNotFoundError where there is no key."""
    pems = [part + _END for part in file.read_bytes().split(_END) if b"BEGIN" in part]
    public = dict(_public(pem) for pem in pems)
    return Signer(pems[0], next(iter(public)), public)


def _public(pem: bytes) -> tuple[str, Jwk]:
    """The public half, under a name made of itself (RFC 7638)."""
    import hashlib
    from base64 import urlsafe_b64encode

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key
    from jwt.algorithms import RSAAlgorithm

    key = load_pem_private_key(pem, None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("badges are signed with an RSA key")
    whole: dict[str, Any] = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    jwk = {name: str(whole[name]) for name in ("e", "kty", "n")}
    digest = hashlib.sha256(json.dumps(jwk, separators=(",", ":")).encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("="), jwk
