"""Give each revision of goals a decision of its own.

Those made before share one by commune, period, issuer and day; its number is still to be written.

Revision ID: 1795363200
Revises: 1795360800
"""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "1795363200"
down_revision = "1795360800"
branch_labels = ()
depends_on = None

VIETNAM = timezone(timedelta(hours=7))
QUOTA = sa.table(
    "quota", sa.column("id"), sa.column("commune_id"), sa.column("decision_id"),
    sa.column("period_kind"), sa.column("first_day"),
)  # fmt: skip
DECISION = sa.table(
    "quota_decision", sa.column("id"), sa.column("commune_id"), sa.column("number"),
    sa.column("decided_on", sa.Date), sa.column("issuer"), sa.column("grounds"),
    sa.column("created_by_id"), sa.column("created_at", sa.DateTime(timezone=True)),
)  # fmt: skip
REVISION = sa.table(
    "quota_revision", sa.column("id"), sa.column("quota_id"), sa.column("decision_id"),
    sa.column("revised_by_id"), sa.column("revised_at", sa.DateTime(timezone=True)),
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("quota_revision") as table:
        table.add_column(sa.Column("decision_id", sa.Integer(), nullable=True))
    _decide()
    with op.batch_alter_table("quota_revision") as table:
        table.alter_column("decision_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(
            "fk_quota_revision_decision_id", "quota_decision", ["decision_id"], ["id"]
        )


def downgrade() -> None:
    named = sa.select(REVISION.c.decision_id).distinct()
    ids = [row[0] for row in op.get_bind().execute(named)]
    with op.batch_alter_table("quota_revision") as table:
        table.drop_constraint("fk_quota_revision_decision_id", type_="foreignkey")
        table.drop_column("decision_id")
    op.execute(sa.delete(DECISION).where(DECISION.c.id.in_(ids)))


def _decide() -> None:
    connection, made = op.get_bind(), dict[tuple[Any, ...], int]()
    rows = connection.execute(
        sa.select(
            REVISION.c.id, REVISION.c.revised_by_id, REVISION.c.revised_at, QUOTA.c.commune_id,
            QUOTA.c.period_kind, QUOTA.c.first_day, DECISION.c.issuer,
        )
        .join_from(REVISION, QUOTA, QUOTA.c.id == REVISION.c.quota_id)
        .join(DECISION, DECISION.c.id == QUOTA.c.decision_id)
        .order_by(REVISION.c.id)
    ).all()  # fmt: skip
    for id_, by, at, commune, kind, first, issuer in rows:
        key = (commune, kind, str(first), issuer, _day(at))
        if key not in made:
            made[key] = connection.execute(
                sa.insert(DECISION)
                .values(
                    commune_id=commune, number="", decided_on=_day(at), issuer=issuer, grounds="",
                    created_by_id=by, created_at=at,
                )
                .returning(DECISION.c.id)
            ).scalar_one()  # fmt: skip
        chosen = sa.update(REVISION).where(REVISION.c.id == id_)
        connection.execute(chosen.values(decision_id=made[key]))


def _day(moment: datetime) -> date:
    """As the calendar in Vietnam says it; SQLite forgets the zone."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(VIETNAM).date()
