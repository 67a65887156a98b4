"""What an ambassador is told after bringing people to a class."""

from datetime import datetime
from functools import lru_cache
from urllib.parse import quote

from flask import Response, flash, session
from werkzeug.wrappers import Response as AnyResponse

from tracker.checkins.actions import GroupDone
from tracker.checkins.doors import Door
from tracker.checkins.text import elsewhere_words, group_words
from tracker.routes import htmx
from tracker.routes.frame import hour, long_day, theme
from tracker.routes.guards import actor
from tracker.routes.keeping import clock_ms
from tracker.routes.web import language


def address(door: Door, code: str) -> str:
    """Where this page's forms go: the address of the QR itself."""
    return f"/c/{door.code.lower()}/{quote(code, safe='')}" if code else f"/c/{door.code.lower()}"


def done_page(door: Door, done: GroupDone) -> Response:
    """The numbers, and who was left out. Small: many get it at the same moment."""
    uid, at = str(actor().account_id), long_day(door.starts_at)
    words = _group_words(language(), done.people, done.skills)
    about = (door.title, door.site_name, at, address(door, ""))
    if done.elsewhere or "_flashes" in session:
        page = _frame(language(), theme(), about, done.elsewhere)
    else:
        page = _kept_frame(language(), theme(), about)
    return Response(page.filled(uid=uid, clock=str(clock_ms()), words=words))


def _frame(
    _language: str, _theme: str, about: tuple[str, str, str, str],
    elsewhere: tuple[tuple[str, datetime], ...] = (),
) -> htmx.Stencil:  # fmt: skip
    title, site, on, again = about
    return htmx.stencil(
        "checkins/done.html", ("uid", "clock", "words"), title=title, site=site, on=on, again=again,
        elsewhere=elsewhere,
    )  # fmt: skip


# The classes of an evening, in each language and theme.
_kept_frame = lru_cache(maxsize=200)(_frame)


@lru_cache(maxsize=200)
def _group_words(_language: str, people: int, skills: int) -> str:
    return group_words(people, skills)


def kept_answer(door: Door, done: GroupDone) -> AnyResponse:
    """The same for a phone that sent what it kept: words to tell, and where they stand."""
    flash(_group_words(language(), done.people, done.skills), "ok")
    for name, at in done.elsewhere:
        flash(elsewhere_words(name, hour(at)), "wait")
    return htmx.go(f"{address(door, '')}/da-ghi?nguoi={done.people}&ky-nang={done.skills}")
