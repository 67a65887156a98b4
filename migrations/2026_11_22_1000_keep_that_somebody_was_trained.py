"""Keep that somebody in a post was trained when their row as a volunteer is forgotten.

Revision ID: 1795341600
Revises: 1795339500
"""

import sqlalchemy as sa
from alembic import op

revision = "1795341600"
down_revision = "1795339500"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_training",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_kept_training_account_id")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_kept_training_shift_id")),
        sa.PrimaryKeyConstraint("account_id", "shift_id", name=op.f("pk_kept_training")),
    )


def downgrade() -> None:
    op.drop_table("kept_training")
