"""Count a commune and its teams in one pass over the commune's indexes.

Revision ID: 1795359600
Revises: 1795349400
"""

from alembic import op

revision = "1795359600"
down_revision = "1795349400"
branch_labels = ()
depends_on = None

CHECK_INS = ["commune_id", "local_date", "level", "removed_at", "mentee_id"]
MEETINGS = ["commune_id", "local_date", "level", "removed_at"]


def upgrade() -> None:
    _replace([*CHECK_INS, "team_id"], [*MEETINGS, "team_id"])


def downgrade() -> None:
    _replace(CHECK_INS, MEETINGS)


def _replace(check_ins: list[str], meetings: list[str]) -> None:
    op.drop_index("ix_check_in_commune_date", "check_in")
    op.create_index("ix_check_in_commune_date", "check_in", check_ins)
    op.drop_index("ix_meeting_commune_date", "meeting")
    op.create_index("ix_meeting_commune_date", "meeting", meetings, postgresql_include=["id"])
