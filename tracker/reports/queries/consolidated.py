"""The province's report: the communes' frozen figures side by side and added up (seed H04)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from tracker.core.db import db
from tracker.indicators.catalogue import indicators
from tracker.indicators.rules import Value
from tracker.periods.rules import Period, since_new_year
from tracker.places.models import Commune
from tracker.reports.models import Report
from tracker.reports.queries.archive import of_period
from tracker.reports.rules import DONE, RECEIVES, REGULAR, Issuer
from tracker.snapshots.models import Snapshot
from tracker.snapshots.queries import facts_of
from tracker.snapshots.rules import Change

Facts = dict[str, Any]

# What can be added up: counts and shares of the communes' own figures.
ADDED = (
    "people", "attendances", "classes", "issues", "turns", "device", "online_services",
    "vneid_activated", "vneid_confirmed", "cashless", "corners", "active_teams",
    "active_communes",
)  # fmt: skip
SAID = ("difficulties", "tasks", "proposals")
TALLIED = ("all", "met", "near", "behind", "without")


def consolidated(report: Report, now: datetime) -> Facts:
    """Only approved reports count; the others are named as missing."""
    period = Period(report.period_kind, report.first_day, report.last_day)
    found = of_period(report.province_id, period, RECEIVES[report.issuer])
    approved = {
        commune: facts_of(one.snapshot)
        for commune, one in found.items()
        if one is not None and one.snapshot is not None and one.status in DONE
    }
    codes = {one.commune_id: one.snapshot.code for one in found.values() if one and one.snapshot}
    rows = [
        {
            "code": commune.code, "name": commune.name, "snapshot": codes[commune.id],
            # A report frozen by an older release does not know the newest of them.
            "values": {code: facts["indicators"][code] for code in ADDED
                       if code in facts["indicators"]},
            "said": {what: _said(facts, what) for what in SAID},
        }
        for commune, facts in approved.items()
    ]  # fmt: skip
    year = since_new_year(period)
    return _of_volunteers(report.issuer, approved.values()) | {
        "form": 1,
        "place": {"level": "province", "code": report.province.code, "name": report.province.name},
        "issuer": report.issuer,
        "kind": report.kind,
        "period": _days(period),
        "year": _days(year),
        "made_at": now.isoformat(timespec="seconds"),
        "communes": rows,
        "without": [
            {"code": one.code, "name": one.name} for one in found if one not in approved
        ],
        "indicators": {
            code: {part: _sum(rows, code, part) for part in ("n", "year")}
            for code in ADDED
            if not rows or any(code in row["values"] for row in rows)
        },
        "teams": _teams(approved.values()),
        "quotas": _quotas(approved.values()),
        "corrections": _corrections(approved),
        **{what: getattr(report, what) for what in SAID},
    }  # fmt: skip


def moved(report: Report, known: Facts) -> tuple[list[str], dict[str, Change]]:
    """What the same sum would be made of now: communes whose approved report is not in it, by
    name, and what it would come to. Nothing else moves it, whatever happens in the province."""
    taken = {row["code"]: row for row in known["communes"]}
    named, found = [], {code: Change({}, {}) for code in ADDED}
    for commune, snapshot in db.session.execute(_not_in(report, taken.values())):
        named.append(commune.name)
        before = taken.get(commune.code)
        for code, pair in facts_of(snapshot)["indicators"].items():
            if code in found:
                had = before["values"].get(code) if before else None
                n = pair["n"][0] - (had["n"][0] if had else 0)
                (found[code].plus if n > 0 else found[code].minus)[commune.code] = abs(n)
    return named, {code: one for code, one in found.items() if one.gained or one.lost}


def _not_in(report: Report, taken: Iterable[Facts]) -> Select[Commune, Snapshot]:
    """Approved reports of the same days that the sum does not hold."""
    period = Period(report.period_kind, report.first_day, report.last_day)
    return (
        select(Commune, Snapshot)
        .join(Report, Report.commune_id == Commune.id)
        .join(Snapshot, Snapshot.id == Report.snapshot_id)
        .where(
            Report.province_id == report.province_id,
            Report.issuer == RECEIVES[report.issuer],
            Report.kind == REGULAR[period.kind],
            Report.first_day == period.first,
            Report.last_day == period.last,
            Report.status.in_(DONE),
            Commune.ended_on.is_(None),
            Snapshot.code.not_in([one["snapshot"] for one in taken]),
        )
        .order_by(Commune.search_key)
    )


def _said(facts: Facts, what: str) -> str:
    """What the commune's office wrote; where it wrote nothing, what its teams did."""
    teams = [f"{one['team']}: {one[what]}" for one in facts.get("parts", ()) if one.get(what)]
    return str(facts.get(what) or "; ".join(teams))


def _of_volunteers(issuer: Issuer, approved: Iterable[Facts]) -> Facts:
    if issuer is not Issuer.PROVINCE_YOUTH:
        return {}
    youth = Counter[str]()
    for facts in approved:
        youth.update(facts.get("youth", {}))
    return {"youth": dict(youth)}


def _teams(approved: Iterable[Facts]) -> Facts | None:
    """How many teams stand how, as the communes reported; none by name."""
    told = [facts["teams"] for facts in approved if facts.get("teams")]
    if not told:
        return None
    counts = {name: sum(one.get(name, 0) for one in told) for name in TALLIED}
    return counts | {"silent": [], "silent_count": sum(len(one["silent"]) for one in told)}


def _quotas(approved: Iterable[Facts]) -> list[Facts]:
    """Results and goals of the same quota period, as far as the communes reported them."""
    added: dict[tuple[str, str, str], Facts] = {}
    for facts in approved:
        for one in facts.get("quotas", ()):
            same = added.setdefault((one["first"], one["last"], one["until"]), one | {"rates": {}})
            same["closed"] = bool(same.get("closed") and one.get("closed"))
            for code, (n, d) in one["rates"].items():
                total = Value(*same["rates"].get(code, (0, None)))
                same["rates"][code] = _pair(total + Value(n or 0, d) if d else total)
    return [added[days] for days in sorted(added)]


def _corrections(approved: Mapping[Commune, Facts]) -> list[Facts]:
    """What the communes told of the same earlier days: added up, and by commune with reasons."""
    added: dict[tuple[str, str], Facts] = {}
    for commune, facts in approved.items():
        for one in facts.get("corrections", ()):
            days = (one["of"]["first"], one["of"]["last"])
            same = added.setdefault(days, {"of": one["of"], "changes": {}, "reasons": {}, "by": []})
            reasons = one.get("reasons", {})
            same["by"].append({"name": commune.name, "changes": one["changes"], "reasons": reasons})
            for code, (plus, minus) in one["changes"].items():
                had = same["changes"].get(code, (0, 0))
                same["changes"][code] = [had[0] + plus, had[1] + minus]
                _add_reasons(same["reasons"].setdefault(code, {}), reasons.get(code, {}))
    return [added[days] for days in sorted(added)]


def _add_reasons(total: dict[str, dict[str, int]], told: Mapping[str, Mapping[str, int]]) -> None:
    for side, whys in told.items():
        total[side] = dict(Counter(total.get(side, {})) + Counter(whys))


def _sum(rows: list[Facts], code: str, part: str) -> list[int | None]:
    """A commune without a base is left out of a rate, as everywhere."""
    total = Value(0)
    for row in rows:
        pair = row["values"].get(code)
        n, d = pair[part] if pair else (0, None)
        if d is not None or not indicators()[code].needs_typed_base:
            total += Value(n, d)
    return _pair(total)


def _pair(value: Value) -> list[int | None]:
    return [value.n, value.d]


def _days(period: Period) -> Facts:
    return {"kind": period.kind, "first": period.first.isoformat(), "last": period.last.isoformat()}
