"""Freezing figures."""

from datetime import datetime
from typing import Any

from tracker.core import codes, journal
from tracker.core.atomic import atomic
from tracker.core.db import db
from tracker.policy import Actor
from tracker.snapshots.models import Snapshot
from tracker.snapshots.rules import CODE_LENGTH, SnapshotKind, canonical, digest


@atomic
def take(
    actor: Actor,
    *,
    kind: SnapshotKind,
    province_id: int,
    commune_id: int | None,
    facts: dict[str, Any],
    public: dict[str, Any],
    counted: dict[str, Any],
    now: datetime,
) -> Snapshot:
    """Write the figures down for good."""
    text = canonical(facts)
    row = Snapshot(
        code=codes.random_code(CODE_LENGTH), kind=kind,
        province_id=province_id, commune_id=commune_id,
        facts=text, digest=digest(text), public=public, counted=counted, taken_at=now,
        taken_by_id=actor.account_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    journal.record("snapshot.take", row, account_id=actor.account_id, digest=row.digest)
    return row
