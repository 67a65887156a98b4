"""Keep meetings and help turns that were taken back, with who did it and why.

Revision ID: 1795314203
Revises: 1795309622
"""

import sqlalchemy as sa
from alembic import op

revision = "1795314203"
down_revision = "1795309622"
branch_labels = ()
depends_on = None

TABLES = ("meeting", "support_turn")


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("removed_at", sa.DateTime(timezone=True)))
            table.add_column(sa.Column("removed_by_id", sa.Integer()))
            table.add_column(sa.Column("removed_reason", sa.String(length=24)))
            table.create_foreign_key(
                op.f(f"fk_{name}_removed_by_id"), "account", ["removed_by_id"], ["id"]
            )


def downgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"fk_{name}_removed_by_id"), type_="foreignkey")
            for column in ("removed_at", "removed_by_id", "removed_reason"):
                table.drop_column(column)
