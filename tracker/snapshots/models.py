"""Frozen figures: of a report, of a ranking. The database refuses to change or delete them."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, ForeignKey, String, event
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from tracker.accounts.models import Account
from tracker.core.base import AccountRef, Base, Code, Key, Prose
from tracker.core.scope import Reach, Scoped, among, any_of
from tracker.places.models import Commune, Province
from tracker.snapshots.rules import SnapshotKind


class Snapshot(Scoped, Base):
    """What was known then, as canonical JSON with its SHA-256, and who froze it when."""

    __tablename__ = "snapshot"

    id: Mapped[Key]
    # On the paper's QR: /x/<code>.
    code: Mapped[Code] = mapped_column(unique=True)
    kind: Mapped[SnapshotKind]
    province_id: Mapped[int] = mapped_column(ForeignKey("province.id"), index=True)
    commune_id: Mapped[int | None] = mapped_column(ForeignKey("commune.id"), index=True)
    facts: Mapped[Prose]
    digest: Mapped[str] = mapped_column(String(64))
    # What anybody may read who holds the code; no cell about fewer people than the floor.
    public: Mapped[Any] = mapped_column(JSON)
    # Keys of the rows that were counted, to tell later what was added and what was taken back.
    counted: Mapped[Any] = mapped_column(JSON, deferred=True)
    taken_at: Mapped[datetime]
    taken_by_id: Mapped[AccountRef]

    province: Mapped[Province] = relationship()
    commune: Mapped[Commune | None] = relationship()
    taken_by: Mapped[Account] = relationship()

    @classmethod
    def within(cls, reach: Reach) -> ColumnElement[bool]:
        return any_of(
            among(cls.commune_id, reach.communes),
            among(cls.province_id, reach.provinces),
        )


PROTECTION = {
    "sqlite": [
        "CREATE TRIGGER snapshot_no_update BEFORE UPDATE ON snapshot"
        " BEGIN SELECT RAISE(ABORT, 'a snapshot never changes'); END",
        "CREATE TRIGGER snapshot_no_delete BEFORE DELETE ON snapshot"
        " BEGIN SELECT RAISE(ABORT, 'a snapshot never changes'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION snapshot_never_changes() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a snapshot never changes'; END $$",
        "CREATE TRIGGER snapshot_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshot"
        " EXECUTE FUNCTION snapshot_never_changes()",
    ],
}
for _dialect, _statements in PROTECTION.items():
    for _statement in _statements:
        event.listen(
            Snapshot.__table__,
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
