"""Keep the figures of teams and communes as a period was closed.

Of what was closed before they are unknown.

Revision ID: 1795363800
Revises: 1795363200
"""

import sqlalchemy as sa
from alembic import op

revision = "1795363800"
down_revision = "1795363200"
branch_labels = ()
depends_on = None

FIGURES = ("people", "attendances", "classes", "issues", "turns")
UNRATED = sa.table("team_rating", sa.column("grade"))


def upgrade() -> None:
    with op.batch_alter_table("team_rating") as table:
        table.alter_column("grade", existing_type=sa.String(24), nullable=True)
        table.alter_column("mean", existing_type=sa.Integer(), nullable=True)
        for name in FIGURES:
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    op.execute(sa.delete(UNRATED).where(UNRATED.c.grade.is_(None)))
    with op.batch_alter_table("team_rating") as table:
        for name in reversed(FIGURES):
            table.drop_column(name)
        table.alter_column("mean", existing_type=sa.Integer(), nullable=False)
        table.alter_column("grade", existing_type=sa.String(24), nullable=False)
