"""Know which volunteers were forgotten, and what a training is about.

Revision ID: 1795327320
Revises: 1795325137
"""

import sqlalchemy as sa
from alembic import op

revision = "1795327320"
down_revision = "1795325137"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("volunteer") as table:
        table.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("campaign") as table:
        table.add_column(sa.Column("topics", sa.JSON(), nullable=False, server_default="[]"))
    # Only for the rows there are: new ones say it themselves.
    with op.batch_alter_table("campaign") as table:
        table.alter_column("topics", existing_type=sa.JSON(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("campaign") as table:
        table.drop_column("topics")
    with op.batch_alter_table("volunteer") as table:
        table.drop_column("erased_at")
