"""Plan campaigns and shifts.

Revision ID: 1795317181
Revises: 1795318595
"""

import sqlalchemy as sa
from alembic import op

revision = "1795317181"
down_revision = "1795318595"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("goal_turns", sa.Integer(), nullable=True),
        sa.Column("goal_people", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_phone", sa.String(length=16), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepts_all", sa.Boolean(), nullable=False),
        sa.Column("closed_roles", sa.JSON(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_campaign_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_campaign_created_by_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["campaign.id"], name=op.f("fk_campaign_parent_id")),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_campaign_province_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint(
            "parent_id", "commune_id", name=op.f("uq_campaign_parent_id_commune_id")
        ),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_province_id"), ["province_id"], unique=False)

    op.create_table(
        "campaign_goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_goal_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_campaign_goal_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_campaign_goal_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_goal")),
        sa.UniqueConstraint(
            "campaign_id",
            "commune_id",
            "village_id",
            name=op.f("uq_campaign_goal_campaign_id_commune_id_village_id"),
        ),
    )
    with op.batch_alter_table("campaign_goal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_campaign_goal_campaign_id"), ["campaign_id"], unique=False
        )

    op.create_table(
        "campaign_skill",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_skill_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_campaign_skill_skill_id")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "skill_id", name=op.f("pk_campaign_skill")),
    )
    op.create_table(
        "campaign_wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_wave_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_wave")),
    )
    with op.batch_alter_table("campaign_wave", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_campaign_wave_campaign_id"), ["campaign_id"], unique=False
        )

    op.create_table(
        "squad",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("leader", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_squad_campaign_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_squad")),
        sa.UniqueConstraint("campaign_id", "name", name=op.f("uq_squad_campaign_id_name")),
    )
    op.create_table(
        "volunteer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=240), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=False),
        sa.Column("guardian_name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=24), nullable=False),
        sa.Column("organisation_name", sa.String(length=200), nullable=False),
        sa.Column("block", sa.String(length=24), nullable=False),
        sa.Column("availability", sa.JSON(), nullable=False),
        sa.Column("is_respected", sa.Boolean(), nullable=False),
        sa.Column("is_core", sa.Boolean(), nullable=False),
        sa.Column("consent_version", sa.String(length=60), nullable=False),
        sa.Column("consent_digest", sa.String(length=64), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_volunteer_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_volunteer_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_volunteer_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
        sa.UniqueConstraint(
            "commune_id",
            "phone",
            "search_key",
            name=op.f("uq_volunteer_commune_id_phone_search_key"),
        ),
    )
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_volunteer_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_volunteer_phone"), ["phone"], unique=False)

    op.create_table(
        "signup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("squad_id", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_signup_campaign_id")
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_signup_commune_id")),
        sa.ForeignKeyConstraint(["squad_id"], ["squad.id"], name=op.f("fk_signup_squad_id")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_signup_volunteer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signup")),
        sa.UniqueConstraint(
            "campaign_id", "volunteer_id", name=op.f("uq_signup_campaign_id_volunteer_id")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_signup_reference")),
    )
    with op.batch_alter_table("signup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signup_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signup_volunteer_id"), ["volunteer_id"], unique=False)

    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("secret", sa.String(length=60), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("class_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("cancelled_reason", sa.String(length=200), nullable=False),
        sa.Column("moved_to_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_shift_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["account.id"], name=op.f("fk_shift_changed_by_id")
        ),
        sa.ForeignKeyConstraint(["class_id"], ["class_session.id"], name=op.f("fk_shift_class_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_shift_commune_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["volunteer.id"], name=op.f("fk_shift_leader_id")),
        sa.ForeignKeyConstraint(["moved_to_id"], ["shift.id"], name=op.f("fk_shift_moved_to_id")),
        sa.ForeignKeyConstraint(["series_id"], ["shift.id"], name=op.f("fk_shift_series_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_shift_site_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_shift_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("code", name=op.f("uq_shift_code")),
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shift_campaign_starts", ["campaign_id", "starts_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_shift_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index("ix_shift_team_date", ["team_id", "local_date"], unique=False)

    op.create_table(
        "shift_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_shift_role_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_role")),
        sa.UniqueConstraint("shift_id", "name", name=op.f("uq_shift_role_shift_id_name")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("queue", sa.Integer(), nullable=False),
        sa.Column("override_reason", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_proof", sa.String(length=24), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_proof", sa.String(length=24), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_assignment_by_id")),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["account.id"], name=op.f("fk_assignment_noted_by_id")
        ),
        sa.ForeignKeyConstraint(["role_id"], ["shift_role.id"], name=op.f("fk_assignment_role_id")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_assignment_shift_id")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f("fk_assignment_volunteer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "shift_id", "volunteer_id", name=op.f("uq_assignment_shift_id_volunteer_id")
        ),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_volunteer_id"), ["volunteer_id"], unique=False
        )

    with op.batch_alter_table("class_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("campaign_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_class_session_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_class_session_campaign_id"), "campaign", ["campaign_id"], ["id"]
        )

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shift_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("campaign_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_meeting_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_shift_id"), ["shift_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_meeting_shift_id"), "shift", ["shift_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_meeting_campaign_id"), "campaign", ["campaign_id"], ["id"]
        )

    with op.batch_alter_table("support_turn", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shift_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("campaign_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_support_turn_campaign_id"), ["campaign_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_support_turn_shift_id"), ["shift_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_support_turn_shift_id"), "shift", ["shift_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_support_turn_campaign_id"), "campaign", ["campaign_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("support_turn", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_support_turn_campaign_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_support_turn_shift_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_support_turn_shift_id"))
        batch_op.drop_index(batch_op.f("ix_support_turn_campaign_id"))
        batch_op.drop_column("campaign_id")
        batch_op.drop_column("shift_id")

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_meeting_campaign_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_meeting_shift_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_meeting_shift_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_campaign_id"))
        batch_op.drop_column("campaign_id")
        batch_op.drop_column("shift_id")

    with op.batch_alter_table("class_session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_class_session_campaign_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_class_session_campaign_id"))
        batch_op.drop_column("campaign_id")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_volunteer_id"))

    op.drop_table("assignment")
    op.drop_table("shift_role")
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_index("ix_shift_team_date")
        batch_op.drop_index(batch_op.f("ix_shift_commune_id"))
        batch_op.drop_index("ix_shift_campaign_starts")

    op.drop_table("shift")
    with op.batch_alter_table("signup", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signup_volunteer_id"))
        batch_op.drop_index(batch_op.f("ix_signup_commune_id"))

    op.drop_table("signup")
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_phone"))
        batch_op.drop_index(batch_op.f("ix_volunteer_account_id"))

    op.drop_table("volunteer")
    op.drop_table("squad")
    with op.batch_alter_table("campaign_wave", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_wave_campaign_id"))

    op.drop_table("campaign_wave")
    op.drop_table("campaign_skill")
    with op.batch_alter_table("campaign_goal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_goal_campaign_id"))

    op.drop_table("campaign_goal")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_province_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_commune_id"))

    op.drop_table("campaign")
