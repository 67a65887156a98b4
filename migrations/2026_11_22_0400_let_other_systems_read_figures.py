"""Let other systems read figures.

Revision ID: 1795320011
Revises: 1795317181
"""

import sqlalchemy as sa
from alembic import op

revision = "1795320011"
down_revision = "1795317181"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "machine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_machine_commune_id")),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_machine_province_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_machine")),
        sa.UniqueConstraint("digest", name=op.f("uq_machine_digest")),
        sa.UniqueConstraint("name", name=op.f("uq_machine_name")),
    )
    with op.batch_alter_table("machine", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_machine_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_machine_province_id"), ["province_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("machine", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_machine_province_id"))
        batch_op.drop_index(batch_op.f("ix_machine_commune_id"))

    op.drop_table("machine")
