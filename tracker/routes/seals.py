"""What a browser carries for us, signed: its session, and the tokens of its forms."""

import hmac
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf import CSRFProtect, csrf
from itsdangerous import HMACAlgorithm, TimestampSigner, URLSafeTimedSerializer


def depends_on(response: Response, name: str) -> None:
    """Caches are told that the answer differs with this header of the request."""
    said = response.headers.get("Vary", "")
    if name.lower() not in said.lower():
        response.headers["Vary"] = f"{said}, {name}" if said else name


class _Sha1(HMACAlgorithm):
    """The same in one step."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, "sha1")


class _Signer(TimestampSigner):
    """Derives its key once, and not for every signature."""

    @lru_cache(maxsize=100)  # noqa: B019 - as many as there are secrets and salts
    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        return super().derive_key(secret_key)


class Seal(URLSafeTimedSerializer):
    """A serializer that keeps its one signer."""

    def __init__(self, secret_key: Any, **options: Any) -> None:
        kwargs = {"algorithm": _Sha1(), **options.pop("signer_kwargs", {})}
        super().__init__(secret_key, signer=_Signer, signer_kwargs=kwargs, **options)
        self._signer = self._made(None)

    def make_signer(self, salt: str | bytes | None = None) -> TimestampSigner:
        return self._signer if salt is None else self._made(salt)

    def _made(self, salt: str | bytes | None) -> TimestampSigner:
        return cast(TimestampSigner, super().make_signer(salt))

    def iter_unsigners(self, salt: str | bytes | None = None) -> Iterator[TimestampSigner]:
        return iter((self.make_signer(salt),))


class Sessions(SecureCookieSessionInterface):
    """Reads and signs every cookie with the one serializer that the secret key makes."""

    @lru_cache(maxsize=10)  # noqa: B019 - as many as there are applications
    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        fallbacks = app.config["SECRET_KEY_FALLBACKS"] or ()
        return Seal(
            [*fallbacks, app.secret_key],
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={"key_derivation": self.key_derivation},
        )

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Most answers change nothing about it: they only say that they depend on it."""
        if session.modified or (session.permanent and session):
            super().save_session(app, session, response)
        elif session.accessed:
            depends_on(response, "Cookie")


class Tokens(CSRFProtect):
    """The tokens of forms, sealed by a serializer that is made once, too."""

    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        csrf.URLSafeTimedSerializer = _seal


@lru_cache(maxsize=10)
def _seal(secret_key: str, salt: str) -> Seal:
    return Seal(secret_key, salt=salt)
