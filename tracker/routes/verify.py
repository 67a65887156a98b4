"""/x/<code>: anybody who holds a paper may check it. Each kind of paper has a checker here."""

from collections.abc import Callable

from flask import Blueprint, Response

from tracker.accounts.limits import Limit
from tracker.core import codes
from tracker.reports import text
from tracker.routes import htmx
from tracker.routes.guards import public, within_limit
from tracker.snapshots import queries
from tracker.snapshots.rules import SnapshotKind

bp = Blueprint("verify", __name__)


@bp.get("/x/<code>")
@public
def show(code: str) -> Response:
    within_limit(Limit.VERIFY)
    typed = codes.typed(code)
    for check in CHECKS:
        page = check(typed)
        if page is not None:
            return page
    return htmx.render("verify/unknown.html", status=404)


def of_snapshot(code: str) -> Response | None:
    """A report or a ranking: its headline figures as frozen, by which office, when."""
    found = queries.by_code(code)
    if found is None:
        return None
    facts = found.public
    is_report = found.kind is SnapshotKind.REPORT
    period = text.period_from(facts["period"])
    title = text.report_name(facts["kind"], period) if is_report else None
    return htmx.render(
        "verify/snapshot.html", snapshot=found, facts=facts, period=period, title=title
    )


# Whoever issues another kind of paper adds the function that knows its codes.
CHECKS: list[Callable[[str], Response | None]] = [of_snapshot]
