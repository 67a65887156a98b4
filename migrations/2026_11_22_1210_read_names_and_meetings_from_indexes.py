"""Find names and count meetings in indexes alone on PostgreSQL, and whoever left a list on both.

Revision ID: 1795349400
Revises: 1795342140
"""

import sqlalchemy as sa
from alembic import op

revision = "1795349400"
down_revision = "1795342140"
branch_labels = ()
depends_on = None

REMOVED = sa.text("removed_at IS NOT NULL")
# What each index holds besides, from now on: SQLite goes to the rows themselves.
INCLUDED = [
    ("mentee", "ix_mentee_commune_search", ["commune_id", "search_key"],
     ["id", "status", "name", "sort_key"]),
    ("meeting", "ix_meeting_team_date", ["team_id", "local_date", "level", "removed_at"], ["id"]),
    ("meeting", "ix_meeting_commune_date", ["commune_id", "local_date", "level", "removed_at"],
     ["id"]),
]  # fmt: skip


def upgrade() -> None:
    for table, name, columns, included in INCLUDED:
        _replace(table, name, columns, included)
    op.create_index(
        "ix_check_in_removed", "check_in", ["class_id"],
        sqlite_where=REMOVED, postgresql_where=REMOVED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_check_in_removed", "check_in")
    for table, name, columns, _included in reversed(INCLUDED):
        _replace(table, name, columns, None)


def _replace(table: str, name: str, columns: list[str], included: list[str] | None) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index(name, table)
        op.create_index(name, table, columns, postgresql_include=included)
