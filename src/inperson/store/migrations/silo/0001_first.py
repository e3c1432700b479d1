"""The first tables of a silo."""

import sqlalchemy as sa
from alembic import op

from inperson.store.tables import UtcTime

revision = "silo_0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("token_kind", sa.String(length=10), nullable=False),
        sa.Column("liveness", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("subject_id", sa.String(length=30), nullable=True),
        sa.Column("decision", sa.String(length=10), nullable=True),
        sa.Column("reasons", sa.String(length=400), nullable=True),
        sa.Column("level", sa.SmallInteger(), nullable=True),
        sa.Column("level_required", sa.SmallInteger(), nullable=True),
        sa.Column("model_digest", sa.String(length=64), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=True),
        sa.Column("record_due_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'completed') = (decision IS NOT NULL)", name=op.f("ck_sessions_decided_once")
        ),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_sessions_ended")),
        sa.CheckConstraint(
            "decision IN ('enrolled', 'match', 'no_match', 'refused')",
            name=op.f("ck_sessions_decision"),
        ),
        sa.CheckConstraint("kind IN ('enroll', 'authenticate')", name=op.f("ck_sessions_kind")),
        sa.CheckConstraint(
            "state IN ('open', 'completed', 'expired')", name=op.f("ck_sessions_state")
        ),
        sa.CheckConstraint(
            "token_kind <> 'production' OR liveness <> 'unsafe_no_liveness'",
            name=op.f("ck_sessions_production_is_live"),
        ),
        sa.CheckConstraint(
            "token_kind IN ('developer', 'production')", name=op.f("ck_sessions_token_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(
        "ix_sessions_state_expires_at", "sessions", ["state", "expires_at"], unique=False
    )
    op.create_index(op.f("ix_sessions_record_due_at"), "sessions", ["record_due_at"], unique=False)
    op.create_index(op.f("ix_sessions_subject"), "sessions", ["subject"], unique=False)
    op.create_table(
        "subjects",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("reference", sa.LargeBinary(length=32), nullable=False),
        sa.Column("token_kind", sa.String(length=10), nullable=False),
        sa.Column("enrolled_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "token_kind IN ('developer', 'production')", name=op.f("ck_subjects_token_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subjects")),
        sa.UniqueConstraint("reference", name=op.f("uq_subjects_reference")),
    )
    op.create_table(
        "idempotency",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("request", sa.LargeBinary(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=30), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_idempotency_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_created_at"), "idempotency", ["created_at"], unique=False)
    op.create_index(op.f("ix_idempotency_session_id"), "idempotency", ["session_id"], unique=False)
    op.create_table(
        "templates",
        sa.Column("subject_id", sa.String(length=30), nullable=False),
        sa.Column("model_digest", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subjects.id"],
            name=op.f("fk_templates_subject_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_templates")),
    )
    op.create_table(
        "improvement_consents",
        sa.Column("reference", sa.LargeBinary(length=32), nullable=False),
        sa.Column("token_kind", sa.String(length=10), nullable=False),
        sa.Column("given_at", UtcTime(), nullable=False),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "token_kind = 'developer'", name=op.f("ck_improvement_consents_developer_only")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_improvement_consents")),
    )
    op.create_table(
        "tombstones",
        sa.Column("subject_id", sa.String(length=30), nullable=False),
        sa.Column("reference", sa.LargeBinary(length=32), nullable=False),
        sa.Column("erased_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_tombstones")),
    )
    op.create_index(op.f("ix_tombstones_erased_at"), "tombstones", ["erased_at"], unique=False)
