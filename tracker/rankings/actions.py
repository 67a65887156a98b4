"""Publishing a ranking, and what is asked and said about a row before."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.core import clock, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.periods.rules import Period
from tracker.places.models import Province
from tracker.policy import Actor
from tracker.rankings import queries
from tracker.rankings.models import Ranking, RankingComment
from tracker.rankings.queries import Basis
from tracker.rankings.rows import ranked_rows, unranked_rows
from tracker.rankings.rules import Refusal, ranking
from tracker.snapshots import actions as snapshots
from tracker.snapshots.models import Snapshot
from tracker.snapshots.queries import facts_of
from tracker.snapshots.rules import SnapshotKind


@atomic
def say(
    actor: Actor, *, commune_id: int, period: Period, text: str, now: datetime,
    is_question: bool = False,
) -> None:  # fmt: skip
    """What a commune says about its row, or what the province asks it to check."""
    row = RankingComment(
        commune_id=commune_id, period_kind=period.kind, first_day=period.first, text=text,
        is_question=is_question, said_by_id=actor.account_id, said_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    if is_question:
        journal.record("ranking.ask", row, account_id=actor.account_id)
    else:
        journal.record("ranking.say", row, account_id=actor.account_id)


@atomic
def publish(
    actor: Actor, *, province: Province, period: Period, reason: str, now: datetime, seen: int = 0
) -> Ranking | Refusal:
    """Freeze the ranking as it is now, for everybody to read. A correction says why; whoever
    publishes has `seen` that many odd bursts of marks nobody was asked about, and the journal
    keeps how many there were."""
    db.session.execute(select(Province.id).where(Province.id == province.id).with_for_update())
    earlier = queries.versions(province.id, period)
    if earlier and not reason:
        return Refusal.NO_REASON
    found = queries.basis(province.id, period, unlocked_at=now)
    facts = figures(found, period, until=clock.local_date(now)) if found else {"rows": []}
    if not facts["rows"]:
        return Refusal.NOBODY
    if earlier and _same_figures(earlier[-1].snapshot, facts):
        return Refusal.UNCHANGED
    odd = queries.unasked(province.id, period)
    if len(odd) > seen:
        return Refusal.UNSEEN
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
        "ranking.publish", row, account_id=actor.account_id, reason=reason, version=row.version,
        odd_seen=len(odd),
    )  # fmt: skip
    return row


def figures(found: Basis, period: Period, *, until: date) -> dict[str, Any]:
    """What is published: no person, and no row about fewer people than the floor."""
    ranked, without = ranking(found.entries, floor=found.floor)
    return {
        "kind": "ranking", "issuer": "province", "place": found.place, "code": found.code,
        "formula": "mean-of-three-capped-120", "floor": found.floor, "figures": {},
        "sizes": list(found.sizes), "until": until.isoformat(),
        "period": {
            "kind": period.kind, "first": period.first.isoformat(), "last": period.last.isoformat()
        },
        "rows": ranked_rows(ranked),
        "without": unranked_rows(without),
    }  # fmt: skip


def _same_figures(known: Snapshot, facts: dict[str, Any]) -> bool:
    """Whether nothing but the day has changed."""
    return facts_of(known) | {"until": facts["until"]} == facts
