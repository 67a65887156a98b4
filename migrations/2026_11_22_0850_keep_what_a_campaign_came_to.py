"""Keep the figures of a campaign as they were when it was summed up.

Revision ID: 1795337400
Revises: 1795336560
"""

import sqlalchemy as sa
from alembic import op

revision = "1795337400"
down_revision = "1795336560"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("campaign") as table:
        table.add_column(sa.Column("snapshot_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_campaign_snapshot_id"), "snapshot", ["snapshot_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("campaign") as table:
        table.drop_constraint(op.f("fk_campaign_snapshot_id"), type_="foreignkey")
        table.drop_column("snapshot_id")
