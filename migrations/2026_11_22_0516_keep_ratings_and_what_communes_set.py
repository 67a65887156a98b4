"""Keep ratings and what communes set for themselves.

Revision ID: 1795324560
Revises: 1795320011
"""

import sqlalchemy as sa
from alembic import op

revision = "1795324560"
down_revision = "1795320011"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    # Both databases rename a column where it stands.
    op.execute("ALTER TABLE quota_decision RENAME COLUMN note TO grounds")
    op.create_table(
        "commune_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_commune_rule_commune_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commune_rule")),
        sa.UniqueConstraint("commune_id", "name", name=op.f("uq_commune_rule_commune_id_name")),
    )
    op.create_index(op.f("ix_commune_rule_commune_id"), "commune_rule", ["commune_id"])
    op.create_table(
        "team_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_kind", sa.String(length=24), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("grade", sa.String(length=24), nullable=False),
        sa.Column("mean", sa.Integer(), nullable=False),
        sa.Column("good_from", sa.Integer(), nullable=False),
        sa.Column("done_from", sa.Integer(), nullable=False),
        sa.Column("rated_by_id", sa.Integer(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_team_rating_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["rated_by_id"], ["account.id"], name=op.f("fk_team_rating_rated_by_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_rating_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_rating")),
        sa.UniqueConstraint(
            "team_id", "period_kind", "first_day",
            name=op.f("uq_team_rating_team_id_period_kind_first_day"),
        ),
    )  # fmt: skip
    for column in ("commune_id", "rated_by_id", "team_id"):
        op.create_index(op.f(f"ix_team_rating_{column}"), "team_rating", [column])


def downgrade() -> None:
    op.drop_table("team_rating")
    op.drop_table("commune_rule")
    op.execute("ALTER TABLE quota_decision RENAME COLUMN grounds TO note")
