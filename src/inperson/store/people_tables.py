"""The staff's tables in the server's directory. A person's name is here: staff are not subjects."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
)

from inperson.store.tables import UtcTime, directory

_ROLES = "'operator', 'tenant_admin', 'tenant_auditor'"
_CEREMONIES = "'join', 'recover', 'sign_in', 'step_up', 'add'"

people = Table(
    "people",
    directory,
    Column("id", String(30), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("tenant_id", ForeignKey("tenants.id"), index=True),
    Column("name", String(80), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("disabled_at", UtcTime),
    CheckConstraint(f"role IN ({_ROLES})", name="role"),
    CheckConstraint("(role = 'operator') = (tenant_id IS NULL)", name="place"),
)

passkeys = Table(
    "passkeys",
    directory,
    Column("credential_id", LargeBinary(1023), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", Integer, nullable=False),
    Column("transports", String(120), nullable=False),
    Column("created_on", Date, nullable=False),
)

invitations = Table(
    "invitations",
    directory,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("sha256", LargeBinary(32), nullable=False, unique=True),
    Column("expires_at", UtcTime, nullable=False),
)

recoveries = Table(
    "recoveries",
    directory,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("handle", String(8), nullable=False, unique=True),
    Column("failures", Integer, nullable=False),
    Column("locked_until", UtcTime),
)

recovery_codes = Table(
    "recovery_codes",
    directory,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
)

challenges = Table(
    "challenges",
    directory,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("ceremony", String(10), nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("expires_at", UtcTime, nullable=False, index=True),
    CheckConstraint(f"ceremony IN ({_CEREMONIES})", name="ceremony"),
    CheckConstraint("(ceremony = 'sign_in') = (person_id IS NULL)", name="whose"),
)

console_sessions = Table(
    "console_sessions",
    directory,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("last_seen_at", UtcTime, nullable=False, index=True),
    Column("stepped_up_at", UtcTime, nullable=False),
)
