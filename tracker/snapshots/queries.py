"""Looking a snapshot up by the code on its paper."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.snapshots.models import Snapshot


def by_code(code: str) -> Snapshot | None:
    """For anybody who holds the code; the page shows only what is public of it."""
    return db.session.scalar(
        by_hand(
            select(Snapshot)
            .where(Snapshot.code == code)
            .options(joinedload(Snapshot.commune), joinedload(Snapshot.province)),
            "whoever holds the paper may check it: public facts only",
        )
    )


def facts_of(snapshot: Snapshot) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(snapshot.facts)
    return found
