"""Goals of a commune shared out among its teams, as an address names them: `?chia=400-68-25`."""

from collections.abc import Mapping, Sequence

from flask import abort, request

from tracker.indicators import queries as indicators
from tracker.indicators.rules import shares, weights
from tracker.places.models import Team
from tracker.quotas.queries.goals import Cell
from tracker.quotas.rules import Metric

_LONGEST = 6


def asked() -> dict[Metric, int]:
    """The totals in the address; empty when it names none."""
    code = request.args.get("chia", "")
    parts = code.split("-") if code else []
    if parts and (len(parts) != len(Metric) or not all(map(_is_total, parts))):
        abort(404)
    return {metric: int(part) for metric, part in zip(Metric, parts, strict=False) if part}


def code_of(totals: Mapping[Metric, int | None]) -> str:
    return "-".join(str(totals.get(metric) or "") for metric in Metric)


def proposal(
    commune_id: int, teams: Sequence[Team], totals: Mapping[Metric, int]
) -> dict[Cell, int]:
    """Each team's part, by the adults of its area; parts add up to the totals. Who gets nothing
    is promised nothing: its cell stays empty."""
    if not totals:
        return {}
    known = {id_: row.value for id_, row in indicators.of_teams(commune_id).items()}
    weight = weights([known.get(team.id) for team in teams])
    return {
        (team.id, metric): part
        for metric, total in totals.items()
        for team, part in zip(teams, shares(total, weight), strict=True)
        if part
    }


def _is_total(part: str) -> bool:
    return not part or (part.isascii() and part.isdigit() and len(part) <= _LONGEST)
