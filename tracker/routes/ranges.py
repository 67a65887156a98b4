"""Ready ranges for the period picker: the days of campaigns, of sơ kết and tổng kết.

They are a page of their own, so that the pages of figures ask nothing for what few choose.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Response, request

from tracker.campaigns import queries as campaigns
from tracker.periods.rules import Period, range_of
from tracker.policy import Permission
from tracker.reports import text
from tracker.reports.queries.milestones import milestones
from tracker.routes import htmx
from tracker.routes.guards import allowed, as_permitted, requires
from tracker.routes.pages import own_address

bp = Blueprint("ranges", __name__)


@dataclass(frozen=True)
class Range:
    """Days somebody asks about as a whole, and the page that shows them."""

    name: str
    period: Period
    href: str


@bp.get("/ky")
@requires(Permission.QUOTA_READ)
def index() -> Response:
    back = own_address(request.args.get("ve", ""))
    named = [*_campaigns(request.args.get("noi", "")), *_milestones()]
    found = [Range(name, period, _shown(back, period)) for name, period in named if period]
    return htmx.render("ranges/index.html", ranges=found, back=back)


def _campaigns(place: str) -> list[tuple[str, Period | None]]:
    """Of this commune, or of this province itself, as far as the reader may see them."""
    if not allowed(Permission.CAMPAIGN_READ):
        return []
    with as_permitted(Permission.CAMPAIGN_READ):
        return [
            (one.name, range_of(one.first_day, one.last_day))
            for one in campaigns.listed()
            if place == (one.commune.code if one.commune else one.province.code)
        ]


def _milestones() -> list[tuple[str, Period | None]]:
    return [(text.kind_name(one.kind), one.period) for one in milestones()]


def _shown(back: str, period: Period) -> str:
    """The page it came from, about these days instead."""
    parts = urlsplit(back)
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in {"ky", "tu", "den"}]
    return f"{parts.path}?{urlencode([*kept, ('ky', period.code)])}"
