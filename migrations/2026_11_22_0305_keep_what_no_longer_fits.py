"""Keep what a phone sent and no longer fits.

Revision ID: 1795315900
Revises: 1795315705
"""

import sqlalchemy as sa
from alembic import op

revision = "1795315900"
down_revision = "1795315705"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("resolution", sa.String(length=200), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_review_account_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_review_commune_id")),
        sa.ForeignKeyConstraint(["mentee_id"], ["mentee.id"], name=op.f("fk_review_mentee_id")),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["account.id"], name=op.f("fk_review_resolved_by_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_review_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_review_account_id_key")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_mentee_id"), ["mentee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_team_id"), ["team_id"], unique=False)
        batch_op.create_index("ix_review_team_status", ["team_id", "status"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index("ix_review_team_status")
        batch_op.drop_index(batch_op.f("ix_review_team_id"))
        batch_op.drop_index(batch_op.f("ix_review_mentee_id"))
        batch_op.drop_index(batch_op.f("ix_review_commune_id"))
        batch_op.drop_index(batch_op.f("ix_review_account_id"))

    op.drop_table("review")
