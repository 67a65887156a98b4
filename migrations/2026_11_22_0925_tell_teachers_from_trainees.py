"""Tell those who teach at a training from those who are trained.

Revision ID: 1795339500
Revises: 1795338900
"""

import sqlalchemy as sa
from alembic import op

revision = "1795339500"
down_revision = "1795338900"
branch_labels = ()
depends_on = None

TEACHERS = ("Giảng viên%", "Trợ giảng%", "Báo cáo viên%")


def upgrade() -> None:
    with op.batch_alter_table("shift_role") as table:
        table.add_column(
            sa.Column("is_teaching", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    role = sa.table("shift_role", sa.column("name", sa.String), sa.column("is_teaching"))
    named = sa.or_(*(role.c.name.ilike(name) for name in TEACHERS))
    op.execute(sa.update(role).where(named).values(is_teaching=sa.true()))
    # Only for the rows there are: new ones say it themselves.
    with op.batch_alter_table("shift_role") as table:
        table.alter_column("is_teaching", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("shift_role") as table:
        table.drop_column("is_teaching")
