"""Keep totals until something changes, and count from indexes alone.

Revision ID: 1795327800
Revises: 1795327320
"""

import sqlalchemy as sa
from alembic import op

revision = "1795327800"
down_revision = "1795327320"
branch_labels = ()
depends_on = None

DECLARED = sa.text("vneid_on IS NOT NULL")
# What each index was before, and is from now on.
INDEXES = [
    ("check_in", "ix_check_in_team_date", ["team_id", "local_date", "level", "mentee_id"],
     ["team_id", "local_date", "level", "removed_at", "mentee_id"]),
    ("check_in", "ix_check_in_commune_date", ["commune_id", "local_date", "level", "mentee_id"],
     ["commune_id", "local_date", "level", "removed_at", "mentee_id"]),
    ("skill_mark", "ix_skill_mark_commune_id", ["commune_id"], []),
    ("skill_mark", "ix_skill_mark_commune_skill", [],
     ["commune_id", "skill_id", "state", "undone_at", "local_date", "level", "mentee_id"]),
    ("meeting", "ix_meeting_commune_id", ["commune_id"], []),
    ("meeting", "ix_meeting_commune_date", [],
     ["commune_id", "local_date", "level", "removed_at"]),
]  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "total",
        sa.Column("level", sa.String(length=24), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("d", sa.Integer(), nullable=True),
        sa.Column("lacking", sa.Integer(), nullable=False),
        sa.Column("sweeps", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "level", "place_id", "first_day", "last_day", "code", name=op.f("pk_total")
        ),
    )
    op.create_table(
        "total_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_total_change")),
    )
    op.create_index("ix_total_change_commune_day", "total_change", ["commune_id", "day"])
    op.create_table(
        "total_sweep",
        sa.Column("commune_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sweeps", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("commune_id", name=op.f("pk_total_sweep")),
    )
    for table, name, before, after in INDEXES:
        _replace(table, name, before, after)
    op.create_index(
        "ix_mentee_commune_vneid", "mentee", ["commune_id", "vneid_on"],
        sqlite_where=DECLARED, postgresql_where=DECLARED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_mentee_commune_vneid", "mentee")
    for table, name, before, after in INDEXES:
        _replace(table, name, after, before)
    _drop_triggers()
    op.drop_table("total_sweep")
    op.drop_index("ix_total_change_commune_day", "total_change")
    op.drop_table("total_change")
    op.drop_table("total")


def _replace(table: str, name: str, before: list[str], after: list[str]) -> None:
    if before:
        op.drop_index(name, table)
    if after:
        op.create_index(name, table, after)


def _drop_triggers() -> None:
    """Those that `flask migrate` put on the tables that are counted."""
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'total_of_%'"
        for (name,) in bind.execute(sa.text(found)).all():
            op.execute(f"DROP TRIGGER {name}")
    else:
        found = "SELECT proname FROM pg_proc WHERE proname LIKE 'total_of_%'"
        for (name,) in bind.execute(sa.text(found)).all():
            op.execute(f"DROP FUNCTION {name}() CASCADE")
