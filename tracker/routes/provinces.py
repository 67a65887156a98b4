"""A province: which communes need help, how far the network reaches, in numbers only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, request

from tracker.core import clock
from tracker.core.names import search_key
from tracker.core.text import clean
from tracker.indicators import queries as indicators
from tracker.indicators.rules import Value
from tracker.periods.rules import Period, PeriodKind
from tracker.places.models import Commune
from tracker.policy import Permission
from tracker.quotas import queries
from tracker.quotas.queries import province_page
from tracker.quotas.queries.weeks import weeks_of
from tracker.quotas.rules import SLIGHTLY_BEHIND_FROM, Metric, Standing, standing
from tracker.routes import htmx, periods
from tracker.routes.guards import requires

bp = Blueprint("provinces", __name__)

COUNTED = ("people", "attendances", "classes", "issues")
RATES = ("quota_people", "quota_classes", "quota_issues")
OF_COMMUNES = (*COUNTED, *RATES, "active_teams", "few_learners")
OF_PROVINCE = (*COUNTED, "few_learners")
# So many are named in a sentence; more are a filter away.
MOST_NAMED = 5
# So many are drawn, two rows on a wide screen: all the others stand in the table.
MOST_DRAWN = 8


@dataclass(frozen=True)
class Line:
    """A commune with what is known of it."""

    commune: Commune
    values: dict[str, Value]

    @property
    def ambassadors(self) -> int:
        """As its page of the number says: at the period's end, not today."""
        return self.values["few_learners"].d or 0

    @property
    def teams(self) -> int:
        return self.values["active_teams"].d or 0

    @property
    def rates(self) -> dict[Metric, int]:
        """Per cent of its goals, of those that were given."""
        found = {metric: self.values[f"quota_{metric}"].percent for metric in Metric}
        return {metric: percent for metric, percent in found.items() if percent is not None}

    @property
    def lowest(self) -> int | None:
        return min(self.rates.values(), default=None)

    @property
    def farthest(self) -> Metric | None:
        """Which of its goals is the farthest away."""
        return min(self.rates, key=lambda metric: self.rates[metric], default=None)

    def standings(self, period: Period, today: date) -> list[Standing]:
        """Against its goals, the farthest first."""
        pairs = {metric: self.values[f"quota_{metric}"] for metric in Metric}
        found = [
            standing(metric, goal=value.d, actual=value.n, period=period, today=today)
            for metric, value in pairs.items()
            if value.d
        ]
        return sorted(found, key=lambda one: one.percent)

    @property
    def few(self) -> int:
        return self.values["few_learners"].n

    @property
    def is_bare(self) -> bool:
        return not self.teams and not self.ambassadors

    def is_late(self, share: int) -> bool:
        """Behind what the days gone by ask for, by as much as makes a team “chậm”."""
        return self.lowest is not None and self.lowest * 100 < share * SLIGHTLY_BEHIND_FROM

    @property
    def need(self) -> tuple[bool, int]:
        """Who is farthest from a goal first; who was given none last."""
        return self.lowest is None, self.lowest or 0


@bp.get("/tinh/<code>")
@requires(Permission.QUOTA_READ)
def show(code: str) -> Response:
    today = clock.today()
    province, rows = province_page.province_card(code) or abort(404)
    # A month has no part in the goals of communes that give them by the quarter; a quarter adds
    # both kinds up.
    period = periods.asked_for(today, otherwise=PeriodKind.QUARTER)
    ids = [row.commune.id for row in rows]
    each, whole = indicators.together(
        [(queries.communes(ids), OF_COMMUNES), (queries.provinces([province.id]), OF_PROVINCE)],
        period,
    )
    lines = [Line(row.commune, each[row.commune.id]) for row in rows]
    share = period.elapsed(today) * 100 // period.days
    asked = _filtered(lines, share)
    return htmx.render(
        "provinces/show.html",
        fragment="provinces/_communes.html",
        province=province,
        totals=whole[province.id],
        counted=COUNTED,
        rates=RATES,
        most_named=MOST_NAMED,
        empty=[line for line in lines if not line.ambassadors],
        late=sorted((line for line in lines if line.is_late(share)), key=lambda line: line.need),
        all=lines,
        period=period,
        picker=periods.picker(period, today, place=province.code),
        now=clock.now(),
        today=today,
        phase=period.phase(today),
        **asked,
        **_drawn(asked["shown"] if not asked["by_name"] else [], period, today),
    )


def _drawn(shown: Sequence[Line], period: Period, today: date) -> dict[str, Any]:
    """Those who are farthest from a goal, each with its goals and its last twelve weeks."""
    most = [line for line in shown if line.lowest is not None][:MOST_DRAWN]
    weeks = weeks_of(queries.communes([line.commune.id for line in most]), today)
    return {
        "drawn": [(line, line.standings(period, today), weeks[line.commune.id]) for line in most],
        # One scale for all of them.
        "top": max((max(its) for its in weeks.values()), default=1),
    }


def _filtered(lines: Sequence[Line], share: int) -> dict[str, Any]:
    """The communes the address asks for, who needs help first or by name."""
    text = clean(request.args.get("tim", ""), limit=60)
    wanted, by_name = request.args.get("loc", ""), request.args.get("xep") == "ten"
    kept = {
        "chua-co": [line for line in lines if not line.ambassadors],
        "duoi-5": [line for line in lines if line.few],
        "cham": [line for line in lines if line.is_late(share)],
    }.get(wanted, lines)
    shown = [line for line in kept if search_key(text) in line.commune.search_key]
    if not by_name:
        shown.sort(key=lambda line: (-line.few,) if wanted == "duoi-5" else line.need)
    # Where there is no network yet, a name is enough, unless somebody asks for it.
    folds = not text and not by_name and wanted != "chua-co"
    bare = [line for line in shown if folds and line.is_bare]
    shown = [line for line in shown if line not in bare] if bare else shown
    return {"shown": shown, "bare": bare, "text": text, "wanted": wanted, "by_name": by_name}
