"""What pages about shifts share: which days, what is warned of, the version that a form saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Response, abort, request

from tracker.core import clock
from tracker.core.base import LARGEST_KEY
from tracker.core.settings import settings_together
from tracker.routes import htmx
from tracker.shifts import queries

# As many days as a wide screen, and a sheet of A4 on its side, hold next to each other.
DAYS = 9


@dataclass(frozen=True)
class Window:
    """Some days next to each other, and where the page before and after it begins."""

    days: list[date]
    before: date | None
    after: date | None


def window(days: Sequence[date]) -> Window:
    """From the day that the address asks for; else from the first that is not over."""
    first = _first_asked(days)
    shown = [day for day in days if day >= first][:DAYS]
    earlier = [day for day in days if day < first]
    later = [day for day in days if shown and day > shown[-1]]
    return Window(
        shown,
        before=earlier[-DAYS] if len(earlier) >= DAYS else min(earlier, default=None),
        after=later[0] if later else None,
    )


def _first_asked(days: Sequence[date]) -> date:
    try:
        return date.fromisoformat(request.args.get("tu", ""))
    except ValueError:
        today = clock.today()
        coming = [day for day in days if day >= today]
        # What is over is shown whole rather than as a rest of a few days.
        return coming[0] if coming else min(days[-DAYS:], default=today)


def notice() -> dict[str, timedelta]:
    """How long before a shift its flaws are named."""
    hours, days = settings_together("shift_warning_hours", "shift_outlook_days")
    return {"ahead": timedelta(hours=hours), "soon": timedelta(days=days)}


def version_sent() -> int:
    """Which version of the shift the form was filled in on; what is none is an old one."""
    typed = request.form.get("version", "")
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 11
    return min(int(typed), LARGEST_KEY) if is_number else 0


def conflict(shift_id: int, form_page: str = "", context: dict[str, Any] | None = None) -> Response:
    """409: somebody changed the shift meanwhile. Nothing was done; what was typed is still there.

    The form comes back with the version that stands now, so that sending it again is a decision.
    """
    shift = queries.shift(shift_id) or abort(404)
    kept = context or {}
    if "form" in kept:
        kept["form"].version.data = shift.version
    return htmx.render(
        form_page or "shifts/conflict.html",
        status=409,
        **(kept | {"shift": shift, "conflict": shift}),
    )
