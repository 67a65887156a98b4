"""/x/<code>: anybody who holds a paper may check it. Each kind of paper has a checker here."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlsplit

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tracker.accounts.limits import Limit
from tracker.certificates import queries as certificates
from tracker.certificates.actions import note_check
from tracker.certificates.forms import PaperCodeForm
from tracker.certificates.rules import MOST_TYPED, shown_name
from tracker.core import clock, codes
from tracker.policy import Permission
from tracker.rankings import queries as rankings
from tracker.reports import queries as reports
from tracker.reports import text
from tracker.reports.queries.checked import checked
from tracker.routes import htmx
from tracker.routes.guards import allowed, as_permitted, maybe_actor, public, within_limit
from tracker.routes.htmx import go
from tracker.routes.reports import reader
from tracker.routes.web import base_url
from tracker.snapshots import queries
from tracker.snapshots.rules import SnapshotKind, digest

bp = Blueprint("verify", __name__)


@bp.get("/x")
@public
def ask() -> AnyResponse:
    """For whoever cannot scan: the code is typed as it is printed."""
    if "ma" not in request.args:
        return htmx.render("verify/ask.html", form=PaperCodeForm(formdata=None))
    form = PaperCodeForm(request.args)
    if not form.validate():
        return htmx.render("verify/ask.html", status=422, form=form, errors=form.errors)
    return go(url_for(".show", code=form.ma.data))


@bp.get("/x/<code>")
@public
def show(code: str) -> Response:
    within_limit(Limit.VERIFY)
    typed = codes.typed(code)
    for check in CHECKS:
        page = check(typed)
        if page is not None:
            return page
    form = PaperCodeForm(formdata=None, ma=typed[:MOST_TYPED])
    return htmx.render("verify/unknown.html", status=404, form=form)


def of_snapshot(code: str) -> Response | None:
    """A report, a ranking, a campaign: its headline figures as frozen, by which office, when."""
    found = queries.by_code(code)
    if found is None:
        return None
    facts = found.public
    if found.kind is SnapshotKind.CAMPAIGN:
        days = [date.fromisoformat(facts[name]) for name in ("first", "last")]
        return htmx.render("verify/campaign.html", snapshot=found, facts=facts, days=days)
    shown = {
        "snapshot": found, "facts": facts, "period": text.period_from(facts["period"]),
        "is_intact": digest(found.facts) == found.digest,
    }  # fmt: skip
    if found.kind is SnapshotKind.RANKING:
        newest = rankings.newest_beside(found)
        return htmx.render("verify/ranking.html", newest=newest, **shown)
    its = checked(found)
    title = text.report_name(facts["kind"], shown["period"], its.title)
    return htmx.render(
        "verify/report.html", title=title, its=its, report_id=_report_with(code), **shown
    )


def _report_with(code: str) -> int | None:
    """The whole report, for whoever holds its paper and may read it."""
    if maybe_actor() is None or not allowed(Permission.FIGURES_DOWNLOAD):
        return None
    with as_permitted(Permission.FIGURES_DOWNLOAD):
        return reports.with_code(code, reader())


def of_certificate(code: str) -> Response | None:
    """A volunteer's paper: whether it is good, and what it says. The look is counted by day."""
    found = certificates.by_code(code)
    if found is None:
        return None
    note_check(found.id, clock.today())
    return htmx.render(
        "verify/certificate.html", certificate=found, domain=urlsplit(base_url()).netloc,
        name=shown_name(found.name, is_child=found.is_child),
    )  # fmt: skip


# Whoever issues another kind of paper adds the function that knows its codes.
CHECKS: list[Callable[[str], Response | None]] = [of_snapshot, of_certificate]
