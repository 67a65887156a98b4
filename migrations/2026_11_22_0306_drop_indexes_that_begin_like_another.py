"""Drop indexes that begin like another one, and lead to a name by thôn and to a guide by class.

Revision ID: 1795316760
Revises: 1795315900
"""

import sqlalchemy as sa
from alembic import op

revision = "1795316760"
down_revision = "1795315900"
branch_labels = ()
depends_on = None

OLD = {
    "ix_check_in_class_id": ("check_in", ["class_id"]),
    "ix_check_in_guide_id": ("check_in", ["guide_id"]),
    "ix_mentee_commune_id": ("mentee", ["commune_id"]),
    "ix_mentee_status": ("mentee", ["status"]),
    "ix_mentee_team_id": ("mentee", ["team_id"]),
    "ix_mentee_village_id": ("mentee", ["village_id"]),
    "ix_skill_mark_mentee_id": ("skill_mark", ["mentee_id"]),
}
NEW = {
    "ix_check_in_guide_class": ("check_in", ["guide_id", "class_id"]),
    "ix_mentee_village_search": ("mentee", ["village_id", "search_key"]),
}
PLACES = ("class_id", "meeting_id")


def upgrade() -> None:
    for name, (table, columns) in NEW.items():
        op.create_index(op.f(name), table, columns)
    for name, (table, _columns) in OLD.items():
        op.drop_index(op.f(name), table_name=table)
    for place in PLACES:
        _replace(place, f"undone_at IS NULL AND {place} IS NOT NULL")


def downgrade() -> None:
    for place in PLACES:
        _replace(place, "undone_at IS NULL")
    for name, (table, columns) in OLD.items():
        op.create_index(op.f(name), table, columns)
    for name, (table, _columns) in NEW.items():
        op.drop_index(op.f(name), table_name=table)


def _replace(place: str, rows: str) -> None:
    name, live = f"uq_skill_mark_{place}", sa.text(rows)
    op.drop_index(name, table_name="skill_mark")
    op.create_index(
        name, "skill_mark", ["mentee_id", "skill_id", "state", place], unique=True,
        sqlite_where=live, postgresql_where=live,
    )  # fmt: skip
