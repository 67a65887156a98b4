"""Keep an entry that no longer fits in the words its sender saw.

Revision ID: 1795318500
Revises: 1795317000
"""

import sqlalchemy as sa
from alembic import op

revision = "1795318500"
down_revision = "1795317000"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review") as table:
        table.add_column(sa.Column("told", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("review") as table:
        table.alter_column("told", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("review") as table:
        table.drop_column("told")
