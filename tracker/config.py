"""Settings, read once from the environment. In production a missing secret stops the start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from tracker import catalogue
from tracker.core.base import plain_types

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
SECRET_MIN = 32
KILOBYTE = 1024
# Doubled: the reader of this setting treats one as its own.
FILE_TEMPLATE = "%%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s"


class ConfigError(RuntimeError):
    """The environment does not describe an installation that may run."""


class Mode(StrEnum):
    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


@dataclass(frozen=True)
class Config:
    """Where and how this installation runs. `base_url` is what QR links begin with."""

    mode: Mode
    secret_key: str
    database_url: str
    base_url: str = ""
    # How many proxies in front tell the truth about the client's address.
    trusted_proxies: int = 0
    # What badges are signed with; none in production means that there are no badges.
    badge_key_file: Path | None = None
    # Off, phones are told to forget the worker and the pages it kept.
    service_worker: bool = True

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Raises ConfigError when production lacks its secret or its address."""
        mode = Mode(env.get("TRACKER_MODE", Mode.PRODUCTION))
        secret = env.get("TRACKER_SECRET_KEY", "")
        base_url = env.get("TRACKER_BASE_URL", "").rstrip("/")
        if mode is Mode.PRODUCTION:
            if len(secret) < SECRET_MIN:
                raise ConfigError(f"TRACKER_SECRET_KEY needs at least {SECRET_MIN} characters")
            if not base_url.startswith("https://"):
                raise ConfigError("TRACKER_BASE_URL must be the https:// address people open")
        return cls(
            mode=mode,
            secret_key=secret or _kept_secret(),
            database_url=env.get("TRACKER_DATABASE_URL") or f"sqlite:///{VAR / 'tracker.db'}",
            base_url=base_url,
            trusted_proxies=int(env.get("TRACKER_TRUSTED_PROXIES", "0")),
            badge_key_file=_badge_key_file(mode, env.get("TRACKER_BADGE_KEY_FILE", "")),
            service_worker=env.get("TRACKER_SERVICE_WORKER", "on") != "off",
        )

    def as_mapping(self) -> dict[str, Any]:
        """The settings as Flask and its extensions name them."""
        is_https = self.base_url.startswith("https://")
        is_production = self.mode is Mode.PRODUCTION
        return {
            "TRACKER": self,
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "TESTING": self.mode is Mode.TEST,
            "TRUSTED_HOSTS": [urlsplit(self.base_url).netloc] if is_production else None,
            "MAX_CONTENT_LENGTH": 256 * KILOBYTE,
            "MAX_FORM_MEMORY_SIZE": 128 * KILOBYTE,
            "MAX_FORM_PARTS": 1000,
            "SESSION_COOKIE_NAME": "__Host-session" if is_https else "session",
            "SESSION_COOKIE_SECURE": is_https,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": 30 * 24 * 3600,
            # The sign-in ends 30 days after it began whatever the cookie says. Set again with every
            # answer, a late one would bring back the person who used this phone before.
            "SESSION_REFRESH_EACH_REQUEST": False,
            # The token lives as long as the session: a form opened before a class is sent after it.
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_CHECK_DEFAULT": False,
            "BABEL_DEFAULT_LOCALE": "vi",
            "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
            "BABEL_TRANSLATION_DIRECTORIES": catalogue.compiled(),
            "ALEMBIC": {
                "script_location": str(ROOT / "migrations"),
                "file_template": FILE_TEMPLATE,
            },
            "ALEMBIC_CONTEXT": {"render_as_batch": True, "render_item": plain_types},
            "COMPRESS_MIMETYPES": [
                "text/html",
                "text/javascript",
                "image/svg+xml",
                "application/json",
                "application/manifest+json",
            ],
            "COMPRESS_MIN_SIZE": 700,
        }


def _badge_key_file(mode: Mode, named: str) -> Path | None:
    """The demo keeps a key of its own; production says where its key is, and it must be there."""
    if mode is Mode.PRODUCTION and named and not Path(named).is_file():
        raise ConfigError("TRACKER_BADGE_KEY_FILE names no file: `flask badge-key FILE` makes one")
    if named:
        return Path(named)
    return None if mode is Mode.PRODUCTION else VAR / "badge.pem"


def _kept_secret() -> str:
    """The demo's own secret, made once: outside production nobody has to think of one."""
    file = VAR / "secret"
    if not file.exists():
        VAR.mkdir(exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text().strip()
