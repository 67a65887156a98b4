"""Keep reports and frozen figures.

Revision ID: 1795317436
Revises: 1795316760
"""

import sqlalchemy as sa
from alembic import op

revision = "1795317436"
down_revision = "1795316760"
branch_labels = ()
depends_on = None


# Nobody changes or deletes frozen figures, whoever holds the connection.
PROTECT = {
    "sqlite": [
        "CREATE TRIGGER snapshot_no_update BEFORE UPDATE ON snapshot"
        " BEGIN SELECT RAISE(ABORT, 'a snapshot never changes'); END",
        "CREATE TRIGGER snapshot_no_delete BEFORE DELETE ON snapshot"
        " BEGIN SELECT RAISE(ABORT, 'a snapshot never changes'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION snapshot_never_changes() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a snapshot never changes'; END $$",
        "CREATE TRIGGER snapshot_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshot"
        " EXECUTE FUNCTION snapshot_never_changes()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("public", sa.JSON(), nullable=False),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_snapshot_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_snapshot_province_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["account.id"], name=op.f("fk_snapshot_taken_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("code", name=op.f("uq_snapshot_code")),
    )
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_snapshot_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_snapshot_province_id"), ["province_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_snapshot_taken_by_id"), ["taken_by_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("issuer", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("period_kind", sa.String(length=24), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("difficulties", sa.Text(), nullable=False),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("proposals", sa.Text(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("prepared_by_id", sa.Integer(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_report_approved_by_id")
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_report_commune_id")),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["account.id"], name=op.f("fk_report_prepared_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_report_province_id")
        ),
        sa.ForeignKeyConstraint(["sent_by_id"], ["account.id"], name=op.f("fk_report_sent_by_id")),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_report_snapshot_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["account.id"], name=op.f("fk_report_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index("ix_report_period", ["province_id", "kind", "last_day"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_report_prepared_by_id"), ["prepared_by_id"], unique=False
        )
    for statement in PROTECT[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_prepared_by_id"))
        batch_op.drop_index("ix_report_period")
        batch_op.drop_index(batch_op.f("ix_report_commune_id"))

    op.drop_table("report")
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_snapshot_taken_by_id"))
        batch_op.drop_index(batch_op.f("ix_snapshot_province_id"))
        batch_op.drop_index(batch_op.f("ix_snapshot_commune_id"))

    op.drop_table("snapshot")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION snapshot_never_changes()")
