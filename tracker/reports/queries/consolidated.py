"""The province's report: the communes' frozen figures side by side and added up (seed H04)."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tracker.indicators.catalogue import indicators
from tracker.indicators.rules import Value
from tracker.periods.rules import Period, since_new_year
from tracker.places.models import Commune, Province
from tracker.reports.models import Report
from tracker.reports.rules import DONE, Issuer, ReportKind
from tracker.snapshots.queries import facts_of

# What can be added up: counts and shares of the communes' own figures.
ADDED = (
    "people", "attendances", "classes", "issues", "turns", "device", "online_services",
    "vneid_activated", "vneid_confirmed", "cashless", "corners", "active_teams",
    "active_communes",
)  # fmt: skip


def consolidated(
    province: Province,
    period: Period,
    found: Mapping[Commune, Report | None],
    now: datetime,
    issuer: Issuer = Issuer.PROVINCE,
) -> dict[str, Any]:
    """Only approved reports count; the others are named as missing."""
    rows, missing, youth = [], [], Counter[str]()
    for commune, report in found.items():
        if report is None or report.snapshot is None or report.status not in DONE:
            missing.append({"code": commune.code, "name": commune.name})
            continue
        facts = facts_of(report.snapshot)
        own = facts["indicators"]
        youth.update(facts.get("youth", {}))
        rows.append(
            {
                "code": commune.code, "name": commune.name, "snapshot": report.snapshot.code,
                "values": {code: own[code] for code in ADDED},
            }
        )  # fmt: skip
    year = since_new_year(period)
    added = {"youth": dict(youth)} if issuer is Issuer.PROVINCE_YOUTH else {}
    return added | {
        "form": 1,
        "place": {"level": "province", "code": province.code, "name": province.name},
        "issuer": issuer,
        "kind": ReportKind.CONSOLIDATED,
        "period": {
            "kind": period.kind, "first": period.first.isoformat(), "last": period.last.isoformat()
        },
        "year": {
            "kind": year.kind, "first": year.first.isoformat(), "last": year.last.isoformat()
        },
        "made_at": now.isoformat(timespec="seconds"),
        "communes": rows,
        "without": missing,
        "indicators": {
            code: {part: _sum(rows, code, part) for part in ("n", "year")} for code in ADDED
        },
    }  # fmt: skip


def _sum(rows: list[dict[str, Any]], code: str, part: str) -> list[int | None]:
    """A commune without a base is left out of a rate, as everywhere."""
    total = Value(0)
    for row in rows:
        n, d = row["values"][code][part]
        if d is not None or not indicators()[code].needs_typed_base:
            total += Value(n, d)
    return [total.n, total.d]
