"""Take back a population that was typed by mistake.

Revision ID: 1795360800
Revises: 1795359600
"""

import sqlalchemy as sa
from alembic import op

revision = "1795360800"
down_revision = "1795359600"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("place_figure") as table:
        table.add_column(sa.Column("removed_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("removed_by_id", sa.Integer()))
        table.create_foreign_key(
            op.f("fk_place_figure_removed_by_id"), "account", ["removed_by_id"], ["id"]
        )


def downgrade() -> None:
    """What was taken back would count again, so it goes."""
    op.execute("DELETE FROM place_figure WHERE removed_at IS NOT NULL")
    with op.batch_alter_table("place_figure") as table:
        table.drop_constraint(op.f("fk_place_figure_removed_by_id"), type_="foreignkey")
        table.drop_column("removed_by_id")
        table.drop_column("removed_at")
