"""Let the province ask about a row of a ranking.

Revision ID: 1795336560
Revises: 1795327800
"""

import sqlalchemy as sa
from alembic import op

revision = "1795336560"
down_revision = "1795327800"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ranking_comment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_question", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("ranking_comment", schema=None) as batch_op:
        batch_op.alter_column("is_question", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("ranking_comment", schema=None) as batch_op:
        batch_op.drop_column("is_question")
