"""Number the lines of paper sheets.

Revision ID: 1795317000
Revises: 1795317436
"""

import sqlalchemy as sa
from alembic import op

revision = "1795317000"
down_revision = "1795317436"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sheet_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["class_session.id"], name=op.f("fk_sheet_line_class_id")
        ),
        sa.ForeignKeyConstraint(["mentee_id"], ["mentee.id"], name=op.f("fk_sheet_line_mentee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_line")),
        sa.UniqueConstraint("class_id", "mentee_id", name=op.f("uq_sheet_line_class_id_mentee_id")),
        sa.UniqueConstraint("class_id", "number", name=op.f("uq_sheet_line_class_id_number")),
    )
    with op.batch_alter_table("sheet_line") as table:
        table.create_index(op.f("ix_sheet_line_mentee_id"), ["mentee_id"], unique=False)


def downgrade() -> None:
    op.drop_table("sheet_line")
