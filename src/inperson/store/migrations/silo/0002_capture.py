"""Live captures: what a session knows of its own, digests of frames, failed attempts."""

import sqlalchemy as sa
from alembic import op

from inperson.store.tables import UtcTime

revision = "silo_0002"
down_revision = "silo_0001"

_CHANGED = ("decision", "kind")
_CHECKS = {
    "decision": "decision IN ('enrolled', 'match', 'no_match', 'live', 'not_live', 'refused')",
    "kind": "kind IN ('enroll', 'authenticate', 'liveness')",
    "liveness": "liveness IN ('required', 'unsafe_no_liveness')",
    "liveness_verdict": "liveness_verdict IN ('live', 'not_live', 'not_checked')",
    "accepted_is_live": "liveness <> 'required' OR decision IS NULL "
    "OR decision NOT IN ('enrolled', 'match', 'live') "
    "OR (liveness_verdict IS NOT NULL AND liveness_verdict = 'live')",
    "about_a_subject": "kind = 'liveness' OR subject IS NOT NULL",
}
_KEPT_CHECKS = {
    "decided_once": "(state = 'completed') = (decision IS NOT NULL)",
    "ended": "(state = 'open') = (ended_at IS NULL)",
    "state": "state IN ('open', 'completed', 'expired')",
    "production_is_live": "token_kind <> 'production' OR liveness <> 'unsafe_no_liveness'",
    "token_kind": "token_kind IN ('developer', 'production')",
}
_COLUMNS = (
    "id, kind, token_kind, liveness, subject, created_at, expires_at, state, ended_at, subject_id, "
    "decision, reasons, level, level_required, model_digest, record, record_due_at"
)
_VERDICT = "CASE WHEN state = 'completed' THEN 'not_checked' END"


def upgrade() -> None:
    """Change the sessions, make the new tables."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild()
    else:
        _alter()
    op.create_table(
        "attempts",
        sa.Column("subject_id", sa.String(length=30), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subjects.id"], name="fk_attempts_subject_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subject_id", name="pk_attempts"),
    )
    op.create_table(
        "seen_frames",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=30), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_seen_frames_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name="pk_seen_frames"),
    )
    op.create_index("ix_seen_frames_expires_at", "seen_frames", ["expires_at"])
    op.create_index("ix_seen_frames_session_id", "seen_frames", ["session_id"])


def _alter() -> None:
    for name in _CHANGED:
        op.drop_constraint(op.f(f"ck_sessions_{name}"), "sessions", type_="check")
    op.alter_column("sessions", "subject", nullable=True)
    for column in _new_columns():
        op.add_column("sessions", column)
    op.execute(f"UPDATE sessions SET liveness_verdict = {_VERDICT}")  # noqa: S608 -- constants
    for name, condition in _CHECKS.items():
        op.create_check_constraint(op.f(f"ck_sessions_{name}"), "sessions", condition)


def _rebuild() -> None:
    """Make the table anew, for SQLite changes no constraint of one that exists.

    Dropping a table deletes its rows, and with them by cascade the rows that refer to them. So
    the idempotency records move to a table of their own first, which refers to the new sessions.
    """
    checks = _KEPT_CHECKS | _CHECKS
    op.create_table(
        "sessions_new",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("token_kind", sa.String(length=10), nullable=False),
        sa.Column("liveness", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.LargeBinary(length=32), nullable=True),
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
        *_new_columns(),
        *(sa.CheckConstraint(each, name=op.f(f"ck_sessions_{n}")) for n, each in checks.items()),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_table(
        "idempotency_new",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("request", sa.LargeBinary(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=30), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions_new.id"],
            name="fk_idempotency_session_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name="pk_idempotency"),
    )
    for statement in (
        f"INSERT INTO sessions_new ({_COLUMNS}, liveness_verdict) "  # noqa: S608 -- constants
        f"SELECT {_COLUMNS}, {_VERDICT} FROM sessions",
        "INSERT INTO idempotency_new SELECT key, request, session_id, created_at FROM idempotency",
    ):
        op.execute(statement)
    op.drop_table("idempotency")
    op.drop_table("sessions")
    op.rename_table("sessions_new", "sessions")  # SQLite lets the references follow
    op.rename_table("idempotency_new", "idempotency")
    op.create_index("ix_sessions_state_expires_at", "sessions", ["state", "expires_at"])
    op.create_index("ix_sessions_record_due_at", "sessions", ["record_due_at"])
    op.create_index("ix_sessions_subject", "sessions", ["subject"])
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"])
    op.create_index("ix_idempotency_session_id", "idempotency", ["session_id"])


def _new_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("liveness_verdict", sa.String(length=12), nullable=True),
        sa.Column("capture_opened_at", UtcTime(), nullable=True),
        sa.Column("evidence", sa.String(length=2000), nullable=True),
    )
