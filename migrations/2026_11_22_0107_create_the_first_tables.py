"""Create the first tables.

Revision ID: 1795309622
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "1795309622"
down_revision = None
branch_labels = ("default",)
depends_on = None

# Nobody changes or deletes a line of the journal, whoever holds the connection.
PROTECT = {
    "sqlite": [
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal"
        " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
        "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal"
        " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$",
        "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal"
        " EXECUTE FUNCTION journal_is_append_only()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=240), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("phone", name=op.f("uq_account_phone")),
    )
    op.create_table(
        "module",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module")),
        sa.UniqueConstraint("code", name=op.f("uq_module_code")),
    )
    op.create_table(
        "province",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_province")),
        sa.UniqueConstraint("code", name=op.f("uq_province_code")),
    )
    op.create_table(
        "rate_hit",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_hit")),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("owner", "key", name=op.f("uq_receipt_owner_key")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_at"), ["at"], unique=False)

    op.create_table(
        "setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_setting_name")),
    )
    op.create_table(
        "skill_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_set")),
        sa.UniqueConstraint("code", name=op.f("uq_skill_set_code")),
    )
    op.create_table(
        "commune",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["commune.id"], name=op.f("fk_commune_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_commune_province_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commune")),
        sa.UniqueConstraint("code", name=op.f("uq_commune_code")),
    )
    with op.batch_alter_table("commune", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commune_province_id"), ["province_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commune_search_key"), ["search_key"], unique=False)

    op.create_table(
        "reset_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("nonce", sa.String(length=60), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reset_code_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["account.id"], name=op.f("fk_reset_code_issued_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_code")),
    )
    with op.batch_alter_table("reset_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reset_code_account_id"), ["account_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("browser_digest", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_in_token_digest")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)

    op.create_table(
        "skill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("evidence_en", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=200), nullable=False),
        sa.Column("framework_ref", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_skill_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill")),
        sa.UniqueConstraint("code", name=op.f("uq_skill_code")),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("deed", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_journal_account_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_journal_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index("ix_journal_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "quota_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(length=24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_quota_decision_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_quota_decision_created_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_decision")),
    )
    with op.batch_alter_table("quota_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quota_decision_commune_id"), ["commune_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_quota_decision_created_by_id"), ["created_by_id"], unique=False
        )

    op.create_table(
        "skill_set_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("skill_set_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_skill_set_item_skill_id")
        ),
        sa.ForeignKeyConstraint(
            ["skill_set_id"], ["skill_set.id"], name=op.f("fk_skill_set_item_skill_set_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_set_item")),
        sa.UniqueConstraint(
            "skill_set_id", "skill_id", name=op.f("uq_skill_set_item_skill_set_id_skill_id")
        ),
    )
    op.create_table(
        "village",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_village_commune_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["village.id"], name=op.f("fk_village_merged_into_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village")),
    )
    with op.batch_alter_table("village", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_village_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(
            "ix_village_commune_search", ["commune_id", "search_key"], unique=False
        )

    op.create_table(
        "former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_former_name_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_former_name_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
    )
    with op.batch_alter_table("former_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_name_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_former_name_village_id"), ["village_id"], unique=False)

    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_site_commune_id")),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_site_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_commune_id"), ["commune_id"], unique=False)

    op.create_table(
        "site_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_site_proposal_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_site_proposal_village_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_proposal")),
    )
    with op.batch_alter_table("site_proposal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_site_proposal_commune_id"), ["commune_id"], unique=False
        )

    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("consolidated_on", sa.Date(), nullable=True),
        sa.Column("zalo_url", sa.String(length=200), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_team_commune_id")),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_team_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("commune_id", "name", name=op.f("uq_team_commune_id_name")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_village_id"), ["village_id"], unique=False)

    op.create_table(
        "class_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("skill_ids", sa.JSON(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_class_proposal_commune_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_class_proposal_site_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_class_proposal_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_proposal")),
    )
    with op.batch_alter_table("class_proposal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_class_proposal_commune_id"), ["commune_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_class_proposal_team_id"), ["team_id"], unique=False)

    op.create_table(
        "class_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("secret", sa.String(length=60), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("audience", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=60), nullable=False),
        sa.Column("partner", sa.String(length=200), nullable=False),
        sa.Column("guest_teacher", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=200), nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=True),
        sa.Column("women", sa.Integer(), nullable=True),
        sa.Column("elders", sa.Integer(), nullable=True),
        sa.Column("disabled", sa.Integer(), nullable=True),
        sa.Column("minorities", sa.Integer(), nullable=True),
        sa.Column("children", sa.Integer(), nullable=True),
        sa.Column("gap_reason", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("difficulties", sa.Text(), nullable=False),
        sa.Column("proposals", sa.Text(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_class_session_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["account.id"], name=op.f("fk_class_session_leader_id")
        ),
        sa.ForeignKeyConstraint(
            ["locked_by_id"], ["account.id"], name=op.f("fk_class_session_locked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["class_session.id"], name=op.f("fk_class_session_series_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_class_session_site_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_class_session_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_session")),
        sa.UniqueConstraint("code", name=op.f("uq_class_session_code")),
    )
    with op.batch_alter_table("class_session", schema=None) as batch_op:
        batch_op.create_index(
            "ix_class_session_commune_date", ["commune_id", "local_date"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_class_session_commune_id"), ["commune_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_class_session_leader_id"), ["leader_id"], unique=False)
        batch_op.create_index(
            "ix_class_session_site_starts", ["site_id", "starts_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_class_session_status"), ["status"], unique=False)
        batch_op.create_index("ix_class_session_team_date", ["team_id", "local_date"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_invitation_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["account.id"], name=op.f("fk_invitation_invited_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_invitation_province_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_invitation_team_id")),
        sa.ForeignKeyConstraint(
            ["used_by_id"], ["account.id"], name=op.f("fk_invitation_used_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitation_token_digest")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_invitation_province_id"), ["province_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_invitation_team_id"), ["team_id"], unique=False)

    op.create_table(
        "issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_issue_commune_id")),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["account.id"], name=op.f("fk_issue_raised_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["account.id"], name=op.f("fk_issue_resolved_by_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_issue_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
    )
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issue_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issue_raised_by_id"), ["raised_by_id"], unique=False)
        batch_op.create_index("ix_issue_team_resolved", ["team_id", "resolved_on"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("guide_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_meeting_commune_id")),
        sa.ForeignKeyConstraint(["guide_id"], ["account.id"], name=op.f("fk_meeting_guide_id")),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["account.id"], name=op.f("fk_meeting_noted_by_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_meeting_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_guide_id"), ["guide_id"], unique=False)
        batch_op.create_index("ix_meeting_team_date", ["team_id", "local_date"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("organisation", sa.String(length=24), nullable=True),
        sa.Column("duty", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("nominated_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("awaits_approval", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "team_id IS NULL OR commune_id IS NOT NULL", name=op.f("ck_membership_team_has_commune")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_membership_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["account.id"], name=op.f("fk_membership_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_membership_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["nominated_by_id"], ["account.id"], name=op.f("fk_membership_nominated_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["province_id"], ["province.id"], name=op.f("fk_membership_province_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_membership_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_membership_province_id"), ["province_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_membership_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "uq_membership_commune",
            ["account_id", "role", "commune_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL AND commune_id IS NOT NULL AND team_id IS NULL"),
            postgresql_where=sa.text(
                "until IS NULL AND commune_id IS NOT NULL AND team_id IS NULL"
            ),
        )
        batch_op.create_index(
            "uq_membership_everywhere",
            ["account_id", "role"],
            unique=True,
            sqlite_where=sa.text("until IS NULL AND province_id IS NULL AND commune_id IS NULL"),
            postgresql_where=sa.text(
                "until IS NULL AND province_id IS NULL AND commune_id IS NULL"
            ),
        )
        batch_op.create_index(
            "uq_membership_province",
            ["account_id", "role", "province_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL AND province_id IS NOT NULL"),
            postgresql_where=sa.text("until IS NULL AND province_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_membership_team",
            ["account_id", "role", "team_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL AND team_id IS NOT NULL"),
            postgresql_where=sa.text("until IS NULL AND team_id IS NOT NULL"),
        )

    op.create_table(
        "mentee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("ambassador_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("status_reason", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=240).with_variant(sa.String(length=240, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(length=16), nullable=True),
        sa.Column("phone_owner", sa.String(length=24), nullable=True),
        sa.Column("phone_note", sa.String(length=60), nullable=False),
        sa.Column("device", sa.String(length=24), nullable=True),
        sa.Column("guardian_name", sa.String(length=200), nullable=False),
        sa.Column("guardian_relation", sa.String(length=60), nullable=False),
        sa.Column("skill_set", sa.String(length=24), nullable=False),
        sa.Column("vneid_on", sa.Date(), nullable=True),
        sa.Column("vneid_noted_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("last_seen_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ambassador_id"], ["account.id"], name=op.f("fk_mentee_ambassador_id")
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_mentee_commune_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_mentee_created_by_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_mentee_team_id")),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_mentee_village_id")),
        sa.ForeignKeyConstraint(
            ["vneid_noted_by_id"], ["account.id"], name=op.f("fk_mentee_vneid_noted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentee")),
    )
    with op.batch_alter_table("mentee", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentee_ambassador_id"), ["ambassador_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mentee_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(
            "ix_mentee_commune_search", ["commune_id", "search_key"], unique=False
        )
        batch_op.create_index("ix_mentee_commune_sort", ["commune_id", "sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentee_phone"), ["phone"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentee_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentee_team_id"), ["team_id"], unique=False)
        batch_op.create_index("ix_mentee_team_sort", ["team_id", "sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentee_village_id"), ["village_id"], unique=False)

    op.create_table(
        "poster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_poster_commune_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_poster_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster")),
        sa.UniqueConstraint("code", name=op.f("uq_poster_code")),
    )
    with op.batch_alter_table("poster", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poster_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_poster_site_id"), ["site_id"], unique=False)

    op.create_table(
        "quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=24), nullable=False),
        sa.Column("period_kind", sa.String(length=24), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("goal >= 0", name=op.f("ck_quota_goal_not_negative")),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_quota_commune_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["quota_decision.id"], name=op.f("fk_quota_decision_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_quota_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
        sa.UniqueConstraint(
            "team_id",
            "metric",
            "period_kind",
            "first_day",
            name=op.f("uq_quota_team_id_metric_period_kind_first_day"),
        ),
    )
    with op.batch_alter_table("quota", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quota_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quota_team_id"), ["team_id"], unique=False)

    op.create_table(
        "request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_request_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_request_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_request_commune_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_request_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_request_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_request_team_id"), ["team_id"], unique=False)

    op.create_table(
        "support_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=24), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_support_turn_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["account.id"], name=op.f("fk_support_turn_helper_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_support_turn_site_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_support_turn_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_turn")),
    )
    with op.batch_alter_table("support_turn", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_support_turn_commune_id"), ["commune_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_support_turn_helper_id"), ["helper_id"], unique=False)
        batch_op.create_index("ix_support_turn_team_date", ["team_id", "local_date"], unique=False)

    op.create_table(
        "card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.String(length=200), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["commune.id"], name=op.f("fk_card_commune_id")),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["account.id"], name=op.f("fk_card_issued_by_id")
        ),
        sa.ForeignKeyConstraint(["mentee_id"], ["mentee.id"], name=op.f("fk_card_mentee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("code", name=op.f("uq_card_code")),
        sa.UniqueConstraint("commune_id", "number", name=op.f("uq_card_commune_id_number")),
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_card_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_mentee_id"), ["mentee_id"], unique=False)

    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("guide_id", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(length=24), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_check_in_by_id")),
        sa.ForeignKeyConstraint(
            ["class_id"], ["class_session.id"], name=op.f("fk_check_in_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_check_in_commune_id")
        ),
        sa.ForeignKeyConstraint(["guide_id"], ["account.id"], name=op.f("fk_check_in_guide_id")),
        sa.ForeignKeyConstraint(["mentee_id"], ["mentee.id"], name=op.f("fk_check_in_mentee_id")),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["account.id"], name=op.f("fk_check_in_removed_by_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_check_in_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("class_id", "mentee_id", name=op.f("uq_check_in_class_id_mentee_id")),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_in_class_id"), ["class_id"], unique=False)
        batch_op.create_index(
            "ix_check_in_commune_date",
            ["commune_id", "local_date", "level", "mentee_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_check_in_guide_id"), ["guide_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_check_in_mentee_id"), ["mentee_id"], unique=False)
        batch_op.create_index(
            "ix_check_in_team_date", ["team_id", "local_date", "level", "mentee_id"], unique=False
        )

    op.create_table(
        "class_host",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_class_host_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["class_session.id"], name=op.f("fk_class_host_class_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_host")),
        sa.UniqueConstraint(
            "class_id", "account_id", name=op.f("uq_class_host_class_id_account_id")
        ),
    )
    with op.batch_alter_table("class_host", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_class_host_account_id"), ["account_id"], unique=False)

    op.create_table(
        "class_skill",
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["class_session.id"], name=op.f("fk_class_skill_class_id")
        ),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_class_skill_skill_id")),
        sa.PrimaryKeyConstraint("class_id", "skill_id", name=op.f("pk_class_skill")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("method", sa.String(length=24), nullable=False),
        sa.Column("text_version", sa.String(length=24), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=24), nullable=False),
        sa.Column("witness", sa.String(length=200), nullable=False),
        sa.Column("paper_number", sa.String(length=60), nullable=False),
        sa.Column("by_guardian", sa.Boolean(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["mentee_id"], ["mentee.id"], name=op.f("fk_consent_mentee_id")),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["account.id"], name=op.f("fk_consent_taken_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["account.id"], name=op.f("fk_consent_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_mentee_id"), ["mentee_id"], unique=False)

    op.create_table(
        "guide_presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_guide_presence_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["class_session.id"], name=op.f("fk_guide_presence_class_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_presence")),
        sa.UniqueConstraint(
            "class_id", "account_id", name=op.f("uq_guide_presence_class_id_account_id")
        ),
    )
    with op.batch_alter_table("guide_presence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_guide_presence_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "issue_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_issue_event_by_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_issue_event_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_event")),
    )
    with op.batch_alter_table("issue_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issue_event_issue_id"), ["issue_id"], unique=False)

    op.create_table(
        "meeting_mentee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_mentee_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["mentee_id"], ["mentee.id"], name=op.f("fk_meeting_mentee_mentee_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_mentee")),
        sa.UniqueConstraint(
            "meeting_id", "mentee_id", name=op.f("uq_meeting_mentee_meeting_id_mentee_id")
        ),
    )
    with op.batch_alter_table("meeting_mentee", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_mentee_meeting_id"), ["meeting_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_meeting_mentee_mentee_id"), ["mentee_id"], unique=False
        )

    op.create_table(
        "mentorship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ambassador_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=24), nullable=True),
        sa.Column("end_note", sa.String(length=200), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ambassador_id"], ["account.id"], name=op.f("fk_mentorship_ambassador_id")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_mentorship_commune_id")
        ),
        sa.ForeignKeyConstraint(["mentee_id"], ["mentee.id"], name=op.f("fk_mentorship_mentee_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_mentorship_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentorship")),
    )
    with op.batch_alter_table("mentorship", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentorship_ambassador_id"), ["ambassador_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mentorship_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentorship_mentee_id"), ["mentee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentorship_team_id"), ["team_id"], unique=False)
        batch_op.create_index(
            "uq_mentorship_open",
            ["mentee_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "quota_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quota_id", sa.Integer(), nullable=False),
        sa.Column("old_goal", sa.Integer(), nullable=False),
        sa.Column("new_goal", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("revised_by_id", sa.Integer(), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["quota_id"], ["quota.id"], name=op.f("fk_quota_revision_quota_id")
        ),
        sa.ForeignKeyConstraint(
            ["revised_by_id"], ["account.id"], name=op.f("fk_quota_revision_revised_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_revision")),
    )
    with op.batch_alter_table("quota_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quota_revision_quota_id"), ["quota_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_quota_revision_revised_by_id"), ["revised_by_id"], unique=False
        )

    op.create_table(
        "skill_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("not_applicable", sa.String(length=24), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("class_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_reason", sa.String(length=24), nullable=True),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["class_session.id"], name=op.f("fk_skill_mark_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["commune.id"], name=op.f("fk_skill_mark_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_skill_mark_meeting_id")
        ),
        sa.ForeignKeyConstraint(["mentee_id"], ["mentee.id"], name=op.f("fk_skill_mark_mentee_id")),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["account.id"], name=op.f("fk_skill_mark_noted_by_id")
        ),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_skill_mark_skill_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_skill_mark_team_id")),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["account.id"], name=op.f("fk_skill_mark_undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_mark")),
    )
    with op.batch_alter_table("skill_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_skill_mark_class_id"), ["class_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_skill_mark_commune_id"), ["commune_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_skill_mark_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_skill_mark_mentee_id"), ["mentee_id"], unique=False)
        batch_op.create_index("ix_skill_mark_mentee_skill", ["mentee_id", "skill_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_skill_mark_noted_by_id"), ["noted_by_id"], unique=False
        )
        batch_op.create_index("ix_skill_mark_team_date", ["team_id", "local_date"], unique=False)
        batch_op.create_index(
            "uq_skill_mark_class_id",
            ["mentee_id", "skill_id", "state", "class_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.create_index(
            "uq_skill_mark_meeting_id",
            ["mentee_id", "skill_id", "state", "meeting_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    for statement in PROTECT[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("skill_mark", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_skill_mark_meeting_id",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.drop_index(
            "uq_skill_mark_class_id",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.drop_index("ix_skill_mark_team_date")
        batch_op.drop_index(batch_op.f("ix_skill_mark_noted_by_id"))
        batch_op.drop_index("ix_skill_mark_mentee_skill")
        batch_op.drop_index(batch_op.f("ix_skill_mark_mentee_id"))
        batch_op.drop_index(batch_op.f("ix_skill_mark_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_skill_mark_commune_id"))
        batch_op.drop_index(batch_op.f("ix_skill_mark_class_id"))

    op.drop_table("skill_mark")
    with op.batch_alter_table("quota_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quota_revision_revised_by_id"))
        batch_op.drop_index(batch_op.f("ix_quota_revision_quota_id"))

    op.drop_table("quota_revision")
    with op.batch_alter_table("mentorship", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mentorship_open",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_mentorship_team_id"))
        batch_op.drop_index(batch_op.f("ix_mentorship_mentee_id"))
        batch_op.drop_index(batch_op.f("ix_mentorship_commune_id"))
        batch_op.drop_index(batch_op.f("ix_mentorship_ambassador_id"))

    op.drop_table("mentorship")
    with op.batch_alter_table("meeting_mentee", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_mentee_mentee_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_mentee_meeting_id"))

    op.drop_table("meeting_mentee")
    with op.batch_alter_table("issue_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issue_event_issue_id"))

    op.drop_table("issue_event")
    with op.batch_alter_table("guide_presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guide_presence_account_id"))

    op.drop_table("guide_presence")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_mentee_id"))

    op.drop_table("consent")
    op.drop_table("class_skill")
    with op.batch_alter_table("class_host", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_host_account_id"))

    op.drop_table("class_host")
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.drop_index("ix_check_in_team_date")
        batch_op.drop_index(batch_op.f("ix_check_in_mentee_id"))
        batch_op.drop_index(batch_op.f("ix_check_in_guide_id"))
        batch_op.drop_index("ix_check_in_commune_date")
        batch_op.drop_index(batch_op.f("ix_check_in_class_id"))

    op.drop_table("check_in")
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_mentee_id"))
        batch_op.drop_index(batch_op.f("ix_card_commune_id"))

    op.drop_table("card")
    with op.batch_alter_table("support_turn", schema=None) as batch_op:
        batch_op.drop_index("ix_support_turn_team_date")
        batch_op.drop_index(batch_op.f("ix_support_turn_helper_id"))
        batch_op.drop_index(batch_op.f("ix_support_turn_commune_id"))

    op.drop_table("support_turn")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_request_team_id"))
        batch_op.drop_index(batch_op.f("ix_request_commune_id"))
        batch_op.drop_index(batch_op.f("ix_request_asked_by_id"))

    op.drop_table("request")
    with op.batch_alter_table("quota", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quota_team_id"))
        batch_op.drop_index(batch_op.f("ix_quota_commune_id"))

    op.drop_table("quota")
    with op.batch_alter_table("poster", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poster_site_id"))
        batch_op.drop_index(batch_op.f("ix_poster_commune_id"))

    op.drop_table("poster")
    with op.batch_alter_table("mentee", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentee_village_id"))
        batch_op.drop_index("ix_mentee_team_sort")
        batch_op.drop_index(batch_op.f("ix_mentee_team_id"))
        batch_op.drop_index(batch_op.f("ix_mentee_status"))
        batch_op.drop_index(batch_op.f("ix_mentee_phone"))
        batch_op.drop_index("ix_mentee_commune_sort")
        batch_op.drop_index("ix_mentee_commune_search")
        batch_op.drop_index(batch_op.f("ix_mentee_commune_id"))
        batch_op.drop_index(batch_op.f("ix_mentee_ambassador_id"))

    op.drop_table("mentee")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_team",
            sqlite_where=sa.text("until IS NULL AND team_id IS NOT NULL"),
            postgresql_where=sa.text("until IS NULL AND team_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_membership_province",
            sqlite_where=sa.text("until IS NULL AND province_id IS NOT NULL"),
            postgresql_where=sa.text("until IS NULL AND province_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_membership_everywhere",
            sqlite_where=sa.text("until IS NULL AND province_id IS NULL AND commune_id IS NULL"),
            postgresql_where=sa.text(
                "until IS NULL AND province_id IS NULL AND commune_id IS NULL"
            ),
        )
        batch_op.drop_index(
            "uq_membership_commune",
            sqlite_where=sa.text("until IS NULL AND commune_id IS NOT NULL AND team_id IS NULL"),
            postgresql_where=sa.text(
                "until IS NULL AND commune_id IS NOT NULL AND team_id IS NULL"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_membership_team_id"))
        batch_op.drop_index(batch_op.f("ix_membership_province_id"))
        batch_op.drop_index(batch_op.f("ix_membership_commune_id"))
        batch_op.drop_index(batch_op.f("ix_membership_account_id"))

    op.drop_table("membership")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_team_date")
        batch_op.drop_index(batch_op.f("ix_meeting_guide_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_commune_id"))

    op.drop_table("meeting")
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_index("ix_issue_team_resolved")
        batch_op.drop_index(batch_op.f("ix_issue_raised_by_id"))
        batch_op.drop_index(batch_op.f("ix_issue_commune_id"))

    op.drop_table("issue")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_team_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_province_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_commune_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("class_session", schema=None) as batch_op:
        batch_op.drop_index("ix_class_session_team_date")
        batch_op.drop_index(batch_op.f("ix_class_session_status"))
        batch_op.drop_index("ix_class_session_site_starts")
        batch_op.drop_index(batch_op.f("ix_class_session_leader_id"))
        batch_op.drop_index(batch_op.f("ix_class_session_commune_id"))
        batch_op.drop_index("ix_class_session_commune_date")

    op.drop_table("class_session")
    with op.batch_alter_table("class_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_proposal_team_id"))
        batch_op.drop_index(batch_op.f("ix_class_proposal_commune_id"))

    op.drop_table("class_proposal")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_village_id"))
        batch_op.drop_index(batch_op.f("ix_team_commune_id"))

    op.drop_table("team")
    with op.batch_alter_table("site_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_proposal_commune_id"))

    op.drop_table("site_proposal")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_commune_id"))

    op.drop_table("site")
    with op.batch_alter_table("former_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_name_village_id"))
        batch_op.drop_index(batch_op.f("ix_former_name_commune_id"))

    op.drop_table("former_name")
    with op.batch_alter_table("village", schema=None) as batch_op:
        batch_op.drop_index("ix_village_commune_search")
        batch_op.drop_index(batch_op.f("ix_village_commune_id"))

    op.drop_table("village")
    op.drop_table("skill_set_item")
    with op.batch_alter_table("quota_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quota_decision_created_by_id"))
        batch_op.drop_index(batch_op.f("ix_quota_decision_commune_id"))

    op.drop_table("quota_decision")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_subject")
        batch_op.drop_index(batch_op.f("ix_journal_commune_id"))
        batch_op.drop_index(batch_op.f("ix_journal_at"))
        batch_op.drop_index(batch_op.f("ix_journal_account_id"))

    op.drop_table("journal")
    op.drop_table("skill")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("reset_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reset_code_account_id"))

    op.drop_table("reset_code")
    with op.batch_alter_table("commune", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commune_search_key"))
        batch_op.drop_index(batch_op.f("ix_commune_province_id"))

    op.drop_table("commune")
    op.drop_table("skill_set")
    op.drop_table("setting")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_at"))

    op.drop_table("receipt")
    op.drop_table("rate_hit")
    op.drop_table("province")
    op.drop_table("module")
    op.drop_table("account")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION journal_is_append_only()")
