"""What has become of a paper that somebody holds: whether it is still what the office says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from tracker.core.db import db
from tracker.core.scope import by_hand
from tracker.reports.models import Report
from tracker.reports.rules import CHOSEN, DONE, Issuer, ReportKind, Status
from tracker.snapshots.models import Snapshot
from tracker.snapshots.queries import facts_of


@dataclass(frozen=True)
class Checked:
    """How far the report of a paper is; a paper without a status was given back. `newer` is the
    code of what took its place, frozen `newer_at`, as version `version` of a sum."""

    title: str
    issuer: Issuer
    status: Status | None = None
    approved_at: datetime | None = None
    sent_at: datetime | None = None
    newer: str = ""
    newer_at: datetime | None = None
    version: int | None = None


def checked(snapshot: Snapshot) -> Checked:
    """For whoever holds the code: status and days, nobody's name."""
    facts = facts_of(snapshot)
    title, issuer = facts.get("title", ""), Issuer(facts["issuer"])
    kind = ReportKind(facts["kind"])
    rows = [row for row in _like(snapshot, facts) if kind not in CHOSEN or row.title == title]
    own = next((row for row in rows if row.snapshot_id == snapshot.id), None)
    after = [row for row in rows if row.code and row.taken_at > snapshot.taken_at]
    if own is None:
        approved = [row for row in after if row.status in DONE]
        return Checked(title, issuer, **_newer(approved))
    later = after if kind is ReportKind.CONSOLIDATED else []
    number = next((n for n, row in enumerate(rows, 1) if later and row is later[-1]), None)
    steps = {name: getattr(own, name) for name in ("status", "approved_at", "sent_at")}
    return Checked(title, issuer, **steps, **_newer(later), version=number)


def _newer(rows: Sequence[Any]) -> dict[str, Any]:
    return {"newer": rows[-1].code, "newer_at": rows[-1].taken_at} if rows else {}


def _like(snapshot: Snapshot, facts: dict[str, Any]) -> Sequence[Any]:
    """The reports of this office of this kind about these days, the oldest first."""
    days = facts["period"]
    columns = (
        Report.title, Report.status, Report.approved_at, Report.sent_at, Report.snapshot_id,
        Snapshot.code, Snapshot.taken_at,
    )  # fmt: skip
    its = (
        Report.province_id == snapshot.province_id,
        Report.commune_id == snapshot.commune_id
        if snapshot.commune_id is not None
        else Report.commune_id.is_(None),
        Report.issuer == facts["issuer"],
        Report.kind == facts["kind"],
        Report.first_day == date.fromisoformat(days["first"]),
        Report.last_day == date.fromisoformat(days["last"]),
    )
    found = select(*columns).outerjoin(Snapshot, Snapshot.id == Report.snapshot_id).where(*its)
    why = "whoever holds the paper may know how far it is: status and days, nobody's name"
    return db.session.execute(by_hand(found.order_by(Report.id), why)).all()
