"""Keep the adults of a team's area.

Revision ID: 1795325100
Revises: 1795324560
"""

import sqlalchemy as sa
from alembic import op

revision = "1795325100"
down_revision = "1795324560"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("place_figure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("team_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_place_figure_team_id"), "team", ["team_id"], ["id"]
        )


def downgrade() -> None:
    # A team's own count would else become the commune's.
    op.execute("DELETE FROM place_figure WHERE team_id IS NOT NULL")
    with op.batch_alter_table("place_figure", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_place_figure_team_id"), type_="foreignkey")
        batch_op.drop_column("team_id")
