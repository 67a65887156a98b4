"""Figures for other systems: read-only JSON, a token per system, every answer in the journal."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from tracker.accounts.limits import Limit
from tracker.core import clock
from tracker.core.scope import Reach, scope
from tracker.indicators import queries as indicators
from tracker.indicators.catalogue import indicators as catalogue
from tracker.machines import actions, queries
from tracker.machines.models import Machine
from tracker.papers.lines import as_csv
from tracker.periods.rules import Period, PeriodKind, period_named, period_of
from tracker.places import queries as places
from tracker.places.models import Commune
from tracker.quotas.queries import province_page
from tracker.quotas.queries.counting import Level, Places
from tracker.routes import periods
from tracker.routes.guards import probe, within_limit

bp = Blueprint("machines", __name__)

SCHEME = "Bearer "


@bp.get("/api/chi-so")
@probe
def values() -> Response:
    """Every indicator of every commune within the token's reach, for one period (`?ky=2026-q4`)."""
    within_limit(Limit.VERIFY)
    header = request.headers.get("Authorization", "")
    machine = queries.by_token(header.removeprefix(SCHEME)) if header.startswith(SCHEME) else None
    if machine is None:
        return _refused("token", 401)
    period = _period()
    if period is None:
        return _refused("period", 400)
    with scope(_reach(machine)):
        answer = _answer(machine, period)
    actions.note_reading(machine, period=period.code)
    return _as_csv(answer) if request.args.get("dang") == "csv" else jsonify(answer)


def _as_csv(answer: dict[str, Any]) -> Response:
    """The same as lines: period, commune, indicator, number, what it is divided by."""
    rows = (
        (answer["period"]["code"], one["code"], one["name"], code, pair["n"], pair["d"])
        for one in answer["communes"]
        for code, pair in one["values"].items()
    )
    head = ("period", "commune", "name", "indicator", "n", "d")
    return Response(as_csv(head, rows), mimetype="text/csv; charset=utf-8")


def _answer(machine: Machine, period: Period) -> dict[str, Any]:
    communes = _communes(machine)
    found = indicators.values(Places(Level.COMMUNE, tuple(one.id for one in communes)), period)
    return {
        "period": {"code": period.code, "first": str(period.first), "last": str(period.last)},
        "time_zone": str(clock.ZONE),
        "made_at": clock.now().isoformat(timespec="seconds"),
        "indicators": [
            {
                "code": spec.code, "unit": spec.unit, "name": dict(spec.words)["name"],
                "definition": dict(spec.words)["definition"], "source": spec.source,
            }
            for spec in catalogue().values()
        ],
        "communes": [
            {
                "code": one.code, "name": one.name,
                "values": {
                    code: {"n": value.n, "d": value.d} for code, value in found[one.id].items()
                },
            }
            for one in communes
        ],
    }  # fmt: skip


def _communes(machine: Machine) -> list[Commune]:
    if machine.commune_id is not None:
        commune = places.commune(machine.commune_id)
        return [commune] if commune else []
    return [row.commune for row in province_page.communes(machine.province_id)]


def _reach(machine: Machine) -> Reach:
    if machine.commune_id is not None:
        return Reach(communes=frozenset({machine.commune_id}))
    return Reach(provinces=frozenset({machine.province_id}))


def _period() -> Period | None:
    code = request.args.get("ky", "")
    if not code:
        return period_of(PeriodKind.QUARTER, clock.today())
    return period_named(code, periods.window_rule)


def _refused(why: str, status: int) -> Response:
    answer = jsonify(error=why)
    answer.status_code = status
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
