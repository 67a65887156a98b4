"""A province: how far the network reaches and what each commune did, in numbers only."""

from flask import Blueprint, Response, abort, request

from tracker.core import clock
from tracker.core.text import clean
from tracker.policy import Permission
from tracker.quotas import queries
from tracker.quotas.queries import province_page
from tracker.quotas.rules import Indicator
from tracker.routes import htmx, periods
from tracker.routes.guards import requires

bp = Blueprint("provinces", __name__)

SHOWN = (Indicator.PEOPLE, Indicator.ATTENDANCES, Indicator.CLASSES, Indicator.ISSUES)


@bp.get("/tinh/<code>")
@requires(Permission.QUOTA_READ)
def show(code: str) -> Response:
    today = clock.today()
    province = province_page.province_by_code(code) or abort(404)
    period = periods.asked_for(today)
    text = clean(request.args.get("tim", ""), limit=60)
    only_without = request.args.get("loc") == "chua-co"
    rows = province_page.communes(province.id, text=text, only_without=only_without)
    span = queries.Span(period.first, period.last)
    each, whole = queries.count(
        queries.Ask(queries.communes([row.commune.id for row in rows]), span, SHOWN),
        queries.Ask(queries.provinces([province.id]), span, SHOWN),
    )
    return htmx.render(
        "provinces/show.html",
        fragment="provinces/_communes.html",
        province=province,
        coverage=province_page.coverage(province.id),
        rows=rows,
        figures=each,
        totals=whole[province.id],
        text=text,
        only_without=only_without,
        period=period,
        picker=periods.picker(period, today),
        now=clock.now(),
    )
