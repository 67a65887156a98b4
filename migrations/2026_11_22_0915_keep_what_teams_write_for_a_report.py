"""Keep what teams write for a report, and what a report is about.

Revision ID: 1795338900
Revises: 1795337400
"""

import sqlalchemy as sa
from alembic import op

revision = "1795338900"
down_revision = "1795337400"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("difficulties", sa.Text(), nullable=False),
        sa.Column("proposals", sa.Text(), nullable=False),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_team_part_commune_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_part_team_id")),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["account.id"], name=op.f("fk_team_part_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_part")),
        sa.UniqueConstraint("team_id", "last_day", name=op.f("uq_team_part_team_id_last_day")),
    )
    with op.batch_alter_table("team_part") as table:
        table.create_index(table.f("ix_team_part_commune_id"), ["commune_id"])
        table.create_index(table.f("ix_team_part_team_id"), ["team_id"])
        table.create_index(table.f("ix_team_part_written_by_id"), ["written_by_id"])
    with op.batch_alter_table("report") as table:
        table.add_column(sa.Column("about", sa.JSON(), nullable=False, server_default="{}"))
    # Only for the rows there are: new ones say it themselves.
    with op.batch_alter_table("report") as table:
        table.alter_column("about", existing_type=sa.JSON(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("report") as table:
        table.drop_column("about")
    op.drop_table("team_part")
