"""Publishing a ranking, and what a commune says about its row before."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from tracker.core import journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.periods.rules import Period
from tracker.places.models import Province
from tracker.policy import Actor
from tracker.rankings import queries
from tracker.rankings.models import Ranking, RankingComment
from tracker.rankings.rules import Entry, Pair, Refusal, ranking, tenths
from tracker.snapshots import actions as snapshots
from tracker.snapshots.rules import SnapshotKind, canonical


@atomic
def say(actor: Actor, *, commune_id: int, period: Period, text: str, now: datetime) -> None:
    row = RankingComment(
        commune_id=commune_id, period_kind=period.kind, first_day=period.first, text=text,
        said_by_id=actor.account_id, said_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    journal.record("ranking.say", row, account_id=actor.account_id)


@atomic
def publish(
    actor: Actor, *, province: Province, period: Period, reason: str, now: datetime, floor: int
) -> Ranking | Refusal:
    """Freeze the ranking as it is now, for everybody to read. A correction says why."""
    db.session.execute(select(Province.id).where(Province.id == province.id).with_for_update())
    earlier = queries.versions(province.id, period)
    if earlier and not reason:
        return Refusal.NO_REASON
    facts = figures(queries.entries(province.id, period), province, period, floor)
    if not facts["rows"]:
        return Refusal.NOBODY
    if earlier and earlier[-1].snapshot.facts == canonical(facts):
        return Refusal.UNCHANGED
    snapshot = snapshots.take(
        actor, kind=SnapshotKind.RANKING, province_id=province.id, commune_id=None,
        facts=facts, public=facts, counted={}, now=now,
    )  # fmt: skip
    row = Ranking(
        province_id=province.id, period_kind=period.kind, first_day=period.first,
        last_day=period.last, version=len(earlier) + 1, reason=reason, snapshot_id=snapshot.id,
        published_at=now, published_by_id=actor.account_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    journal.record(
        "ranking.publish", row, account_id=actor.account_id, reason=reason, version=row.version
    )
    return row


def figures(entries: list[Entry], province: Province, period: Period, floor: int) -> dict[str, Any]:
    """What is published: no person, and no cell about fewer people than the floor."""
    ranked, without = ranking(entries)
    return {
        "kind": "ranking", "issuer": "province", "place": province.name, "code": province.code,
        "formula": "mean-of-three-capped-120", "floor": floor, "figures": {},
        "period": {
            "kind": period.kind, "first": period.first.isoformat(), "last": period.last.isoformat()
        },
        "rows": [{"rank": one.rank, **_row(one.entry, floor)} for one in ranked],
        "without": [
            {"code": one.code, "name": one.name, "lacks": [str(lack) for lack in one.lacks]}
            for one in without
        ],
    }  # fmt: skip


def _row(entry: Entry, floor: int) -> dict[str, Any]:
    few = entry.guided[0] < floor
    return {
        "code": entry.code, "name": entry.name, "score": entry.score,
        "people": _shown(entry.people, floor), "classes": tenths(entry.classes),
        "issues": tenths(entry.issues), "per_thousand": None if few else entry.per_thousand,
        "active": entry.active,
    }  # fmt: skip


def _shown(people: Pair, floor: int) -> int | None:
    return None if people[0] < floor else tenths(people)
