"""What the frame of every page knows: the language, the menu, how we write dates and numbers."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import get_day_names
from flask import Flask, g, request
from flask_babel import format_decimal, get_translations, gettext
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from tracker.core import clock, names, phones
from tracker.periods import text as period_words
from tracker.policy import Actor, Permission, can
from tracker.routes.guards import allowed, maybe_actor
from tracker.routes.templates import words
from tracker.routes.web import LANGUAGES, language, page_address

P = Permission
THEMES = ("light", "dark")


@dataclass(frozen=True)
class MenuItem:
    """One of the five items of the bottom bar."""

    href: str
    icon: str
    label: Any
    current: bool = False


def register(app: Flask) -> None:
    app.add_template_global(language, "current_locale")
    app.jinja_env.install_gettext_callables(gettext, _counted, newstyle=True)  # type: ignore[attr-defined]
    app.add_template_global(_words, "_")  # a page says a hundred things
    app.add_template_global(new_key)
    app.add_template_global(csrf_token)
    app.add_template_global(allowed)
    app.add_template_global(page_address)
    app.add_template_global(Permission, "Permission")
    for name, function in FILTERS.items():
        app.add_template_filter(function, name)

    @app.context_processor
    def frame() -> dict[str, Any]:
        who = maybe_actor()
        return {"actor": who, "nav": menu(who) if who else [], "theme": theme()}


def theme() -> str:
    """What this browser chose; nothing when the system decides."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


def _words(text: str, /, **values: Any) -> Markup:
    """What is written in a template, with its blanks filled in; what fills them is escaped."""
    said = words(language(), text)
    return said % values if "%" in said else said


def _counted(one: str, many: str, n: int) -> str:
    if language() == LANGUAGES[0]:
        return one if n == 1 else many
    return str(get_translations().ungettext(one, many, n))  # Jinja fills the blanks


def csrf_token() -> str:
    """The session's, made once for all forms of a page."""
    return str(g.get("csrf_token") or generate_csrf())


def new_key() -> str:
    """A fresh idempotency key for a form."""
    return secrets.token_urlsafe(16)


def menu(who: Actor) -> list[MenuItem]:
    """Five items at the most: what this person does every week.

    Trang chủ · Người học · Quét · Tổ · Thêm in the field; whoever has no learners has campaigns,
    reports and rankings in their place.
    """
    guides = can(who, P.MENTEE_READ)
    items = [
        ("/", "home", _("Trang chủ"), True),
        ("/nguoi-hoc", "person", _("Người học"), guides),
        ("/chien-dich", "place", _("Chiến dịch"), not guides and can(who, P.CAMPAIGN_MANAGE)),
        ("/bao-cao", "print", _("Báo cáo"), can(who, P.REPORT_RECEIVE)),
        ("/quet", "scan", _("Quét"), can(who, P.CLASS_READ)),
        ("/to", "team", _("Tổ"), can(who, P.QUOTA_READ)),
        ("/xep-hang", "double-check", _("Xếp hạng"), can(who, P.RANKING_PUBLISH)),
        ("/quan-tri/nhat-ky", "clock", _("Lịch sử"), can(who, P.SYSTEM_MANAGE)),
        ("/them", "more", _("Thêm"), True),
    ]
    return [
        MenuItem(href, icon, label, _is_current(href))
        for href, icon, label, is_in in items
        if is_in
    ]


def _is_current(href: str) -> bool:
    return request.path == href or (href != "/" and request.path.startswith(href + "/"))


def day(value: date | datetime) -> str:
    """21/11/2026."""
    return f"{_local_day(value):%d/%m/%Y}"


def iso_day(value: str) -> str:
    """A day out of a snapshot: 2026-11-21 → 21/11/2026."""
    return day(date.fromisoformat(value))


def iso_moment(value: str) -> str:
    return moment(datetime.fromisoformat(value))


def long_day(value: date | datetime) -> str:
    """Thứ Bảy 21/11/2026: for planning."""
    local = _local_day(value)
    return f"{_weekday(language(), local.weekday())} {day(local)}"


@lru_cache
def _weekday(locale: str, number: int) -> str:
    return str(get_day_names("wide", locale=locale)[number])


def hour(value: datetime) -> str:
    """08:12 on a Vietnamese clock."""
    return f"{clock.local(value):%H:%M}"


def moment(value: datetime) -> str:
    """08:12 ngày 21/11/2026."""
    return str(gettext("%(hour)s ngày %(day)s", hour=hour(value), day=day(value)))


def number(value: float) -> str:
    """1.240 in Vietnamese, 1,240 in English."""
    # A table holds hundreds of them, and most need no separator in any language.
    plain = isinstance(value, int) and 0 <= value < 1000
    return str(value) if plain else str(format_decimal(value))


def _local_day(value: date | datetime) -> date:
    return clock.local_date(value) if isinstance(value, datetime) else value


FILTERS: dict[str, Callable[..., str]] = {
    "day": day,
    "iso_day": iso_day,
    "iso_moment": iso_moment,
    "long_day": long_day,
    "hour": hour,
    "moment": moment,
    "number": number,
    "short_name": names.short_form,
    "phone": phones.shown,
    "masked_phone": phones.masked,
    **period_words.FILTERS,
}
