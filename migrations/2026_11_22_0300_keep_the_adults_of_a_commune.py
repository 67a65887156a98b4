"""Keep the adults of a commune, and since when a village has its fluent person.

Revision ID: 1795315705
Revises: 1795316280
"""

import sqlalchemy as sa
from alembic import op

revision = "1795315705"
down_revision = "1795316280"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_place_figure_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_place_figure_entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_figure")),
    )
    with op.batch_alter_table("place_figure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_place_figure_commune_id"), ["commune_id"], unique=False
        )
        batch_op.create_index(
            "ix_place_figure_commune_kind", ["commune_id", "kind", "as_of"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_place_figure_entered_by_id"), ["entered_by_id"], unique=False
        )

    with op.batch_alter_table("village", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fluent_since", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("village", schema=None) as batch_op:
        batch_op.drop_column("fluent_since")

    with op.batch_alter_table("place_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_figure_entered_by_id"))
        batch_op.drop_index("ix_place_figure_commune_kind")
        batch_op.drop_index(batch_op.f("ix_place_figure_commune_id"))

    op.drop_table("place_figure")
