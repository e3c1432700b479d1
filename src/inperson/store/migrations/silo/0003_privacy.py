"""Notices, consents, privacy requests, disclosures, holds: what people agreed to and asked for.

Consents to improvement from before move into the new table. They name no notice, so none of them
still counts: the next session asks again.
"""

import os
from base64 import b32encode

import sqlalchemy as sa
from alembic import op

from inperson.store.tables import UtcTime

revision = "silo_0003"
down_revision = "silo_0002"


def upgrade() -> None:
    """Make the tables, move the consents, and let no notice be changed."""
    op.create_table(
        "centre_codes",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("token_kind", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.LargeBinary(length=32), nullable=False),
        sa.Column("subject_ref", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("used_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "token_kind IN ('developer', 'production')", name=op.f("ck_centre_codes_token_kind")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_centre_codes")),
    )
    op.create_index(
        op.f("ix_centre_codes_expires_at"), "centre_codes", ["expires_at"], unique=False
    )
    op.create_index(op.f("ix_centre_codes_reference"), "centre_codes", ["reference"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("request_id", sa.String(length=30), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("next_at", UtcTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcTime(), nullable=True),
        sa.Column("failure", sa.String(length=60), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("kind IN ('webhook', 'cascade')", name=op.f("ck_deliveries_kind")),
        sa.CheckConstraint(
            "(done_at IS NULL) = (payload IS NOT NULL)",
            name=op.f("ck_deliveries_payload_until_done"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_next_at"), "deliveries", ["next_at"], unique=False)
    op.create_index(op.f("ix_deliveries_request_id"), "deliveries", ["request_id"], unique=False)
    op.create_table(
        "disclosures",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("basis", sa.String(length=14), nullable=False),
        sa.Column("token_kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.LargeBinary(length=32), nullable=False),
        sa.Column("proposed_at", UtcTime(), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("approved_at", UtcTime(), nullable=True),
        sa.Column("approved_by", sa.String(length=64), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("package_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("gag_until", UtcTime(), nullable=True),
        sa.Column("told_at", UtcTime(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.CheckConstraint(
            "(state = 'delivered') = (package_sha256 IS NOT NULL)",
            name=op.f("ck_disclosures_delivered_is_hashed"),
        ),
        sa.CheckConstraint(
            "basis = 'legal_request' OR gag_until IS NULL", name=op.f("ck_disclosures_gag_is_legal")
        ),
        sa.CheckConstraint(
            "basis IN ('user_approved', 'legal_request')", name=op.f("ck_disclosures_basis")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'delivered', 'refused')",
            name=op.f("ck_disclosures_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'delivered') OR approved_by IS NOT NULL",
            name=op.f("ck_disclosures_approved"),
        ),
        sa.CheckConstraint(
            "token_kind IN ('developer', 'production')", name=op.f("ck_disclosures_token_kind")
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> proposed_by",
            name=op.f("ck_disclosures_two_people"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
    )
    op.create_index(op.f("ix_disclosures_reference"), "disclosures", ["reference"], unique=False)
    op.create_table(
        "holds",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("reference", sa.LargeBinary(length=32), nullable=False),
        sa.Column("token_kind", sa.String(length=10), nullable=False),
        sa.Column("placed_at", UtcTime(), nullable=False),
        sa.Column("placed_by", sa.String(length=64), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("released_at", UtcTime(), nullable=True),
        sa.Column("document_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.CheckConstraint(
            "token_kind IN ('developer', 'production')", name=op.f("ck_holds_token_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_reference"), "holds", ["reference"], unique=False)
    op.create_table(
        "notices",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("published_at", UtcTime(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("consents_since", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("improvement", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", "language", name=op.f("pk_notices")),
        sa.UniqueConstraint("sha256", name=op.f("uq_notices_sha256")),
    )
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("token_kind", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.LargeBinary(length=32), nullable=True),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("extended_at", UtcTime(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("justification", sa.String(length=80), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.CheckConstraint(
            "(state = 'refused') = (justification IS NOT NULL)",
            name=op.f("ck_privacy_requests_refused_with_why"),
        ),
        sa.CheckConstraint(
            "(state IN ('completed', 'refused')) = (closed_at IS NOT NULL)",
            name=op.f("ck_privacy_requests_closed"),
        ),
        sa.CheckConstraint(
            "channel IN ('tenant', 'subject')", name=op.f("ck_privacy_requests_channel")
        ),
        sa.CheckConstraint(
            "kind IN ('access', 'portability', 'erasure', 'rectification', 'restriction', "
            "'objection', 'withdrawal', 'complaint')",
            name=op.f("ck_privacy_requests_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'in_progress', 'completed', 'refused')",
            name=op.f("ck_privacy_requests_state"),
        ),
        sa.CheckConstraint(
            "token_kind IN ('developer', 'production')", name=op.f("ck_privacy_requests_token_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_requests")),
    )
    op.create_index(
        op.f("ix_privacy_requests_due_at"), "privacy_requests", ["due_at"], unique=False
    )
    op.create_index(
        op.f("ix_privacy_requests_reference"), "privacy_requests", ["reference"], unique=False
    )
    op.create_index(op.f("ix_privacy_requests_state"), "privacy_requests", ["state"], unique=False)
    op.create_table(
        "restrictions",
        sa.Column("reference", sa.LargeBinary(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=30), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_restrictions")),
    )
    op.create_table(
        "tenant_documents",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tenant_documents")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("token_kind", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.LargeBinary(length=32), nullable=True),
        sa.Column("session_id", sa.String(length=30), nullable=True),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("notice_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("given_at", UtcTime(), nullable=False),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.CheckConstraint(
            "method IN ('tap', 'form', 'paper', 'spoken')", name=op.f("ck_consents_method")
        ),
        sa.CheckConstraint(
            "purpose <> 'improvement' OR token_kind = 'developer'",
            name=op.f("ck_consents_improvement_is_developers"),
        ),
        sa.CheckConstraint(
            "purpose IN ('identity', 'improvement')", name=op.f("ck_consents_purpose")
        ),
        sa.CheckConstraint(
            "token_kind IN ('developer', 'production')", name=op.f("ck_consents_token_kind")
        ),
        sa.CheckConstraint(
            "(reference IS NULL) <> (session_id IS NULL)", name=op.f("ck_consents_about_one")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_consents_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_reference"), "consents", ["reference"], unique=False)
    op.create_index(op.f("ix_consents_session_id"), "consents", ["session_id"], unique=False)
    op.create_table(
        "request_keys",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("request", sa.LargeBinary(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=30), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["privacy_requests.id"],
            name=op.f("fk_request_keys_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_request_keys")),
    )
    op.create_index(
        op.f("ix_request_keys_created_at"), "request_keys", ["created_at"], unique=False
    )
    op.create_index(
        op.f("ix_request_keys_request_id"), "request_keys", ["request_id"], unique=False
    )
    _move_consents()
    op.drop_table("improvement_consents")
    _freeze_notices()
    _note_last_sessions()


def _note_last_sessions() -> None:
    op.add_column("subjects", sa.Column("last_seen_at", UtcTime(), nullable=True))
    op.create_index(op.f("ix_subjects_last_seen_at"), "subjects", ["last_seen_at"], unique=False)
    op.execute("UPDATE subjects SET last_seen_at = enrolled_at")
    op.execute(
        "UPDATE subjects SET last_seen_at = "
        "(SELECT MAX(created_at) FROM sessions WHERE subject = reference) "
        "WHERE EXISTS "
        "(SELECT 1 FROM sessions WHERE subject = reference AND created_at > enrolled_at)"
    )


def _move_consents() -> None:
    bind = op.get_bind()
    old = sa.table(
        "improvement_consents",
        sa.column("reference", sa.LargeBinary),
        sa.column("given_at", UtcTime),
        sa.column("withdrawn_at", UtcTime),
    )
    new = sa.table(
        "consents",
        *(sa.column(name) for name in ("id", "purpose", "token_kind", "language", "method")),
        sa.column("reference", sa.LargeBinary),
        sa.column("notice_version", sa.Integer),
        sa.column("notice_sha256", sa.LargeBinary),
        sa.column("given_at", UtcTime),
        sa.column("withdrawn_at", UtcTime),
        sa.column("salt", sa.LargeBinary),
    )
    rows = [
        {
            "id": f"cns_{b32encode(os.urandom(16)).decode().rstrip('=').lower()}",
            "purpose": "improvement",
            "token_kind": "developer",
            "language": "und",
            "method": "form",
            "reference": bytes(row.reference),
            "notice_version": 0,
            "notice_sha256": bytes(32),
            "given_at": row.given_at,
            "withdrawn_at": row.withdrawn_at,
            "salt": os.urandom(16),
        }
        for row in bind.execute(sa.select(old))
    ]
    if rows:
        bind.execute(sa.insert(new), rows)


def _freeze_notices() -> None:
    """Let the database itself refuse to change or withdraw a notice, whatever the code does."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'it is published'); END"
    if op.get_bind().dialect.name == "sqlite":
        for name, when in (
            ("notices_no_update", "BEFORE UPDATE ON notices"),
            ("notices_no_delete", "BEFORE DELETE ON notices"),
        ):
            op.execute(f"CREATE TRIGGER {name} {when} {refuse}")
        return
    op.execute(
        "CREATE FUNCTION is_published() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'it is published'; END $$"
    )
    op.execute(
        "CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON notices "
        "FOR EACH ROW EXECUTE FUNCTION is_published()"
    )
