"""The tables of the three kinds of store. No column can hold a name, an address or a document.

The migrations make the same tables; a test compares the two on SQLite and on PostgreSQL.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

_NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """A point in time: `timestamptz` in PostgreSQL, sortable ISO 8601 text in SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Choose the column's type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Write a time in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "times carry their zone"
            raise ValueError(msg)
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read a time in UTC."""
        if value is None:
            return None
        time = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return time.astimezone(UTC)


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


directory = MetaData(naming_convention=_NAMES)

tenants = Table(
    "tenants",
    directory,
    Column("id", String(30), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("created_at", UtcTime, nullable=False),
)

app_tokens = Table(
    "app_tokens",
    directory,
    Column("id", String(30), primary_key=True),
    Column("tenant_id", ForeignKey("tenants.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("label", String(80), nullable=False),
    Column("sha256", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime),
    Column("revoked_at", UtcTime),
    Column("scopes", String(80), nullable=False),
    Column("origins", String(2000), nullable=False),
    Column("packages", String(2000), nullable=False),
    Column("last_used_on", Date),
    Column("returns", String(4000), nullable=False, server_default=""),
    Column("relying_party", String(30), index=True),
    Column("relying_party_jwks", Text),
    Column("relying_party_unpushed", Boolean),
    Column("relying_party_logout_uri", String(500)),
    Column("relying_party_ciba", Boolean),
    Column("relying_party_ping_uri", String(500)),
    _one_of("kind", "developer", "production"),
)

breaches = Table(
    "breaches",
    directory,
    Column("id", String(30), primary_key=True),
    Column("noticed_at", UtcTime, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
    Column("body", Text, nullable=False),
)

processes = Table(
    "processes",
    directory,
    Column("id", String(30), primary_key=True),
    Column("seen_at", UtcTime, nullable=False),
)

private_clients = Table(
    "private_clients",
    directory,
    Column("id", String(30), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("jwks", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

usage_reports = Table(
    "usage_reports",
    directory,
    Column("client_id", ForeignKey("private_clients.id"), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("period", String(7), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("report", Text, nullable=False),
    Column("received_at", UtcTime, nullable=False),
)

silo = MetaData(naming_convention=_NAMES)

subjects = Table(
    "subjects",
    silo,
    Column("id", String(30), primary_key=True),
    Column("reference", LargeBinary(32), nullable=False, unique=True),
    Column("token_kind", String(10), nullable=False),
    Column("enrolled_at", UtcTime, nullable=False),
    # when its newest session began: the sessions themselves may be forgotten before the template
    Column("last_seen_at", UtcTime, index=True),
    _one_of("token_kind", "developer", "production"),
)

templates = Table(
    "templates",
    silo,
    Column("subject_id", ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True),
    Column("model_digest", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

sessions = Table(
    "sessions",
    silo,
    Column("id", String(30), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("token_kind", String(10), nullable=False),
    Column("liveness", String(20), nullable=False),
    Column("subject", LargeBinary(32), index=True),
    # each new session forgets those that are old enough: it must not read all to find them
    Column("created_at", UtcTime, nullable=False, index=True),
    Column("expires_at", UtcTime, nullable=False),
    Column("state", String(10), nullable=False),
    Column("ended_at", UtcTime),
    Column("subject_id", String(30)),
    Column("decision", String(10)),
    Column("reasons", String(400)),
    Column("level", SmallInteger),
    Column("level_required", SmallInteger),
    Column("model_digest", String(64)),
    Column("record", LargeBinary),
    Column("record_due_at", UtcTime, index=True),
    Column("liveness_verdict", String(12)),
    Column("capture_opened_at", UtcTime),
    Column("capture_owner", String(30)),
    Column("capture_restarts", SmallInteger, nullable=False, server_default="0"),
    Column("act_sha256", LargeBinary(32)),
    Column("samples", SmallInteger),
    Column("assurance", String(30), nullable=False, server_default="perspective"),
    Column("relying_party", String(30)),
    Column("signed_in_as", String(43)),
    Column("age", String(6)),
    Column("minimum_age", SmallInteger),
    Column("guardian", String(20)),
    _one_of("kind", "enroll", "authenticate", "liveness"),
    _one_of("liveness", "required", "unsafe_no_liveness"),
    _one_of("liveness_verdict", "live", "not_live", "not_checked"),
    _one_of("token_kind", "developer", "production"),
    _one_of("state", "open", "completed", "expired"),
    _one_of("decision", "enrolled", "match", "no_match", "live", "not_live", "refused"),
    # What the privacy policy says, said again where no code path leads around it:
    CheckConstraint(
        "token_kind <> 'production' OR liveness <> 'unsafe_no_liveness'", name="production_is_live"
    ),
    CheckConstraint(
        "liveness <> 'required' OR decision IS NULL "
        "OR decision NOT IN ('enrolled', 'match', 'live') "
        "OR (liveness_verdict IS NOT NULL AND liveness_verdict = 'live')",
        name="accepted_is_live",
    ),
    CheckConstraint("kind = 'liveness' OR subject IS NOT NULL", name="about_a_subject"),
    CheckConstraint("(state = 'completed') = (decision IS NOT NULL)", name="decided_once"),
    CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
    Index("ix_sessions_state_expires_at", "state", "expires_at"),
)

idempotency = Table(
    "idempotency",
    silo,
    Column("key", LargeBinary(32), primary_key=True),
    Column("request", LargeBinary(32), nullable=False),
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False, index=True),
)

attempts = Table(
    "attempts",
    silo,
    Column("subject_id", ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("locked_until", UtcTime),
    Column("since", UtcTime),
    # the session whose failure a person looks at: it is not counted meanwhile
    Column("set_aside", String(30)),
)

seen_frames = Table(
    "seen_frames",
    silo,
    Column("key", LargeBinary(32), primary_key=True),
    Column("session_id", ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", UtcTime, nullable=False, index=True),
)

tombstones = Table(
    "tombstones",
    silo,
    Column("subject_id", String(30), primary_key=True),
    Column("reference", LargeBinary(32), nullable=False),
    Column("erased_at", UtcTime, nullable=False, index=True),
)

improvement = MetaData(naming_convention=_NAMES)

improvement_samples = Table(
    "improvement_samples",
    improvement,
    Column("id", String(30), primary_key=True),
    Column("session_id", String(30), nullable=False),
    Column("subject_id", String(30), nullable=False, index=True),
    Column("token_kind", String(10), nullable=False),
    Column("taken_at", UtcTime, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    CheckConstraint("token_kind = 'developer'", name="developer_only"),
)

improvement_exports = Table(
    "improvement_exports",
    improvement,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("exported_at", UtcTime, nullable=False),
    Column("samples", Integer, nullable=False),
    Column("manifest_sha256", LargeBinary(32), nullable=False),
    Column("chain_sha256", LargeBinary(32), nullable=False),
)

keyring = MetaData(naming_convention=_NAMES)

wrapped_keys = Table(
    "wrapped_keys",
    keyring,
    Column("name", String(80), primary_key=True),
    Column("kek_id", String(200), nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
)

key_tombstones = Table(
    "tombstones",
    keyring,
    Column("subject_id", String(30), primary_key=True),
    Column("reference", LargeBinary(32), nullable=False),
    Column("erased_at", UtcTime, nullable=False, index=True),
)
