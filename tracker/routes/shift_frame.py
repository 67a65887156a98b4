"""What the pages about one shift share: the version that a form saw, and the page of a conflict."""

from typing import Any

from flask import Response, abort, request

from tracker.core.base import LARGEST_KEY
from tracker.routes import htmx
from tracker.shifts import queries


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
