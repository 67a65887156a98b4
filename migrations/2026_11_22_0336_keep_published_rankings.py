"""Keep published rankings.

Revision ID: 1795318595
Revises: 1795318500
"""

import sqlalchemy as sa
from alembic import op

revision = "1795318595"
down_revision = "1795318500"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ranking_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_kind", sa.String(length=24), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_ranking_comment_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["said_by_id"], ["account.id"], name=op.f("fk_ranking_comment_said_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_comment")),
    )
    with op.batch_alter_table("ranking_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ranking_comment_commune_id"), ["commune_id"], unique=False
        )
        batch_op.create_index(
            "ix_ranking_comment_period", ["period_kind", "first_day"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_ranking_comment_said_by_id"), ["said_by_id"], unique=False
        )

    op.create_table(
        "ranking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("period_kind", sa.String(length=24), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_ranking_province_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["account.id"], name=op.f("fk_ranking_published_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_ranking_snapshot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking")),
        sa.UniqueConstraint(
            "province_id",
            "period_kind",
            "first_day",
            "version",
            name=op.f("uq_ranking_province_id_period_kind_first_day_version"),
        ),
    )
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ranking_published_by_id"), ["published_by_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("ranking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ranking_published_by_id"))

    op.drop_table("ranking")
    with op.batch_alter_table("ranking_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ranking_comment_said_by_id"))
        batch_op.drop_index("ix_ranking_comment_period")
        batch_op.drop_index(batch_op.f("ix_ranking_comment_commune_id"))

    op.drop_table("ranking_comment")
