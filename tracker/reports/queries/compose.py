"""The figures of a report: what the page shows of a draft and the snapshot keeps of the rest."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from tracker.classes.models import ClassSession
from tracker.classes.rules import ClassStatus
from tracker.core import clock
from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.indicators import queries as indicators
from tracker.indicators.catalogue import indicators as catalogue
from tracker.indicators.queries import behind
from tracker.indicators.rules import FigureKind, Formula, Value
from tracker.periods.rules import Period, PeriodKind, period_of, previous, since_new_year
from tracker.places.models import Team
from tracker.quotas.models import Quota
from tracker.quotas.queries import standings
from tracker.quotas.queries.counting import Level, Places, Span
from tracker.quotas.queries.rhythms import rhythms as rhythms_of
from tracker.quotas.rules import QuotaStatus, Standing, state, tally
from tracker.reports.models import Report
from tracker.reports.queries.archive import latest_frozen
from tracker.reports.queries.keys import keys
from tracker.reports.queries.parts import parts
from tracker.reports.queries.reasons import reasons
from tracker.reports.queries.skills import by_skill
from tracker.reports.queries.youth import work
from tracker.reports.rules import Issuer
from tracker.snapshots.queries import facts_of
from tracker.snapshots.rules import Change, Keys, apply, changes

Facts = dict[str, Any]

# How many earlier reports a new one looks back at.
LOOK_BACK = 4
YOUTH = {Issuer.COMMUNE_YOUTH, Issuer.PROVINCE_YOUTH}
QUOTA_CODES = ("quota_people", "quota_classes", "quota_issues")


def period_about(report: Report) -> Period:
    return Period(report.period_kind, report.first_day, report.last_day)


def place_of(report: Report) -> Places:
    if report.commune_id is None:
        return Places(Level.PROVINCE, (report.province_id,))
    return Places(Level.COMMUNE, (report.commune_id,))


def facts(report: Report, now: datetime) -> tuple[Facts, dict[str, Any]]:
    """Everything the report says in numbers, and the keys of the rows they were counted from."""
    period, places = period_about(report), place_of(report)
    counted = keys(places, Span(period.first, period.last))
    corrections, told = _corrections(report, places)
    (place,) = places.ids
    codes = _codes(report)
    inside = indicators.values(places, period, codes)[place]
    year = indicators.values(places, since_new_year(period), codes)[place]
    found: Facts = {
        "form": 1,
        "place": _place(report),
        "issuer": report.issuer,
        "kind": report.kind,
        "title": report.title,
        "asked_by": report.asked_by,
        "period": _days(period),
        "year": _days(since_new_year(period)),
        "made_at": now.isoformat(timespec="seconds"),
        "indicators": {
            code: {"n": _pair(inside[code]), "year": _pair(year[code])} for code in codes
        },
        "quotas": _quotas(places, period),
        "missing": _missing(places, period, now),
        "corrections": corrections,
        "skills": by_skill(places, period, report.about.get("modules", [])),
        "parts": _parts(report),
        "difficulties": report.difficulties,
        "tasks": report.tasks,
        "proposals": report.proposals,
    }
    if report.commune_id is not None:
        found["teams"] = _teams(report.commune_id, period, now)
        found["adults"] = _adults(report.commune_id, period)
    if report.issuer in YOUTH:
        found["youth"] = work(places, Span(period.first, period.last), now)
    return found, {"window": counted, "told": told}


def _codes(report: Report) -> list[str]:
    """What the report is about: of a thematic one what was chosen, otherwise everything."""
    chosen = set(report.about.get("codes", []))
    return [
        spec.code
        for spec in catalogue().values()
        if spec.formula is not Formula.QUOTA and (not report.about or spec.code in chosen)
    ]


def _parts(report: Report) -> list[Facts]:
    """What the teams wrote for these days, as far as the officer takes it in."""
    if report.issuer is not Issuer.COMMUNE or report.commune_id is None:
        return []
    return [
        {"team": one.team.name, "difficulties": one.difficulties, "proposals": one.proposals}
        for one in parts(report.commune_id, report.first_day, report.last_day)
        if not one.is_left_out
    ]


def _place(report: Report) -> Facts:
    province = report.province
    if report.commune is None:
        return {"level": "province", "code": province.code, "name": province.name}
    commune = report.commune
    return {
        "level": "commune", "code": commune.code, "name": commune.name, "kind": commune.kind,
        "province": province.name,
    }  # fmt: skip


def _days(period: Period) -> Facts:
    return {"kind": period.kind, "first": period.first.isoformat(), "last": period.last.isoformat()}


def _pair(value: Value) -> list[int | None]:
    return [value.n, value.d]


def _quotas(places: Places, period: Period) -> list[Facts]:
    """The quota period closed before, and the one running at the report's end up to that end."""
    (place,) = places.ids
    found = []
    for kind in (PeriodKind.QUARTER, PeriodKind.MONTH):
        running = period_of(kind, period.last)
        for one in (previous(running), running):
            values = indicators.values(places, one, QUOTA_CODES, until=period.last)[place]
            if any(value.d for value in values.values()):
                found.append(
                    _days(one)
                    | {
                        "code": one.code,
                        "until": min(one.last, period.last).isoformat(),
                        "closed": _is_closed(places, one),
                        "rates": {code: _pair(value) for code, value in values.items()},
                    }
                )
        if found:
            return found
    return found


def _is_closed(places: Places, period: Period) -> bool:
    """Whether none of its goals can be changed any more."""
    is_open = select(Quota.id).where(
        places.hold(Quota),
        Quota.period_kind == period.kind,
        Quota.first_day == period.first,
        Quota.status.in_([QuotaStatus.ASSIGNED, QuotaStatus.REVISED]),
    )
    why = "whether goals of the report's own place are closed, none of them"
    return db.session.scalar(by_hand(is_open.limit(1), why)) is None


def _missing(places: Places, period: Period, now: datetime) -> Facts:
    """What is not in the figures: shown first on the draft, and “chưa gồm” once frozen."""
    span = Span(period.first, period.last)
    gaps = behind.not_yet(places, span, now)
    rows = db.session.execute(
        by_hand(
            select(ClassSession)
            .where(
                places.hold(ClassSession),
                span.holds(ClassSession.local_date),
                ClassSession.status.in_([ClassStatus.PLANNED, ClassStatus.OPEN, ClassStatus.ENDED]),
                ClassSession.ends_at < now,
            )
            .options(joinedload(ClassSession.team))
            .order_by(ClassSession.local_date, ClassSession.id)
            .limit(50),
            "classes of the report's own place, limited like its counts",
        )
    ).scalars()
    return {
        "weak": gaps.weak,
        "unlocked_count": gaps.unlocked,
        "floor": gaps.floor,
        "unlocked": [
            {
                "id": one.id, "title": one.title, "day": one.local_date.isoformat(),
                "team": one.team.name if one.team else "",
            }
            for one in rows
        ],
    }  # fmt: skip


def _teams(commune_id: int, period: Period, now: datetime) -> Facts:
    """“17 tổ: 12 đạt, 4 gần đạt, 1 chưa có hoạt động (thôn Na Cáng, 41 ngày)”, as they stood on
    the period's last day, however late somebody reports about it."""
    day = min(period.last, clock.local_date(now))
    teams = db.session.scalars(
        select(Team)
        .where(
            Team.commune_id == commune_id,
            or_(Team.ended_on.is_(None), Team.ended_on > day),
            or_(Team.decided_on.is_(None), Team.decided_on <= day),
        )
        .order_by(Team.id)
    ).all()
    ids = [team.id for team in teams]
    rhythms = rhythms_of(ids, day)
    standing = _standings(ids, day)
    silent = {id_: rhythms.of[id_].last for id_ in ids if rhythms.is_silent(id_, day)}
    found = tally(state(standing.get(id_, []), is_silent=id_ in silent) for id_ in ids)
    return {
        "all": found.all, "met": found.met, "near": found.near, "behind": found.behind,
        "without": found.without,
        "silent": [
            [team.name, (day - last).days if (last := silent[team.id]) else None]
            for team in teams
            if team.id in silent
        ],
    }  # fmt: skip


def _standings(ids: Sequence[int], day: date) -> dict[int, list[Standing]]:
    for kind in (PeriodKind.QUARTER, PeriodKind.MONTH):
        found = standings(ids, period_of(kind, day), day)
        if any(found.values()):
            return found
    return {}


def _adults(commune_id: int, period: Period) -> Facts | None:
    row = indicators.latest([commune_id], FigureKind.ADULTS, period.last).get(commune_id)
    if row is None:
        return None
    return {"value": row.value, "source": row.source, "as_of": row.as_of.isoformat()}


def _corrections(report: Report, places: Places) -> tuple[list[Facts], dict[str, Any]]:
    """Per earlier report: what was added to its days and taken back since it was last told."""
    earlier, codes = latest_frozen(report, count=LOOK_BACK), set(_codes(report))
    shown, told = [], {}
    for one in earlier:
        if one.snapshot is None:
            continue
        known = _known(one, [other for other in earlier if other.last_day > one.last_day])
        days = period_about(one)
        now = keys(places, Span(days.first, days.last))
        moved = {code: c for code, c in changes(known, now).items() if code in codes}
        told[str(one.id)] = {code: {"plus": c.plus, "minus": c.minus} for code, c in moved.items()}
        if moved:
            shown.append(
                {
                    "report": one.id, "of": _days(days), "code": one.snapshot.code,
                    "changes": {code: [c.gained, c.lost] for code, c in moved.items()},
                    "reasons": reasons(moved, one.snapshot.taken_at),
                }
            )  # fmt: skip
    return shown, told


def _known(report: Report, later: Sequence[Report]) -> Keys:
    """What the readers of the reports know of these days: as frozen, with what was told since."""
    if report.snapshot is None:
        return {}
    known: Keys = dict(report.snapshot.counted["window"])
    for other in sorted(later, key=lambda one: one.last_day):
        told = other.snapshot.counted["told"].get(str(report.id), {}) if other.snapshot else {}
        for code, c in told.items():
            known[code] = apply(known.get(code, {}), Change(c["plus"], c["minus"]))
    return known


def kept(report: Report) -> Facts:
    """The frozen figures, exactly as they were."""
    if report.snapshot is None:
        raise ValueError("a draft has no frozen figures")
    return facts_of(report.snapshot)


def recount(report: Report) -> dict[str, Change]:
    """What has changed in the report's days since it was frozen, as the next one will tell."""
    if report.snapshot is None:
        return {}
    days = period_about(report)
    now = keys(place_of(report), Span(days.first, days.last))
    return changes(report.snapshot.counted["window"], now)
