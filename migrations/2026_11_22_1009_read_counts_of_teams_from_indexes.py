"""Read counts of teams, walk-ins and what an ambassador's people can do from indexes alone.

Revision ID: 1795342140
Revises: 1795341600
"""

import sqlalchemy as sa
from alembic import op

revision = "1795342140"
down_revision = "1795341600"
branch_labels = ()
depends_on = None

PENDING = sa.text("status = 'pending'")
# What each index was before, and is from now on.
INDEXES = [
    ("class_session", "ix_class_session_team_date", ["team_id", "local_date"],
     ["team_id", "local_date", "status"]),
    ("class_session", "ix_class_session_commune_date", ["commune_id", "local_date"],
     ["commune_id", "local_date", "status"]),
    ("class_session", "ix_class_session_commune_id", ["commune_id"], []),
    ("class_session", "ix_class_session_status", ["status"], []),
    ("meeting", "ix_meeting_team_date", ["team_id", "local_date"],
     ["team_id", "local_date", "level", "removed_at"]),
    ("skill_mark", "ix_skill_mark_mentee_skill", ["mentee_id", "skill_id"],
     ["mentee_id", "skill_id", "state", "undone_at"]),
    ("mentorship", "ix_mentorship_ambassador_id", ["ambassador_id"], []),
    ("mentorship", "ix_mentorship_ambassador", [], ["ambassador_id", "until", "since"]),
]  # fmt: skip


def upgrade() -> None:
    for table, name, before, after in INDEXES:
        _replace(table, name, before, after)
    op.create_index(
        "ix_mentee_pending", "mentee", ["id"], sqlite_where=PENDING, postgresql_where=PENDING
    )


def downgrade() -> None:
    op.drop_index("ix_mentee_pending", "mentee")
    for table, name, before, after in reversed(INDEXES):
        _replace(table, name, after, before)


def _replace(table: str, name: str, before: list[str], after: list[str]) -> None:
    if before:
        op.drop_index(name, table)
    if after:
        op.create_index(name, table, after)
