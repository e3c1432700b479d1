"""The staff: people, passkeys, invitations, recovery codes, challenges, sessions."""

import sqlalchemy as sa
from alembic import op

from inperson.store.tables import UtcTime

revision = "directory_0006"
down_revision = "directory_0005"


def upgrade() -> None:
    """Make the tables."""
    _people()
    _passkeys()
    _codes()
    _visits()


def _person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id"))


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("tenant_id", sa.String(length=30), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("disabled_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "role IN ('operator', 'tenant_admin', 'tenant_auditor')", name=op.f("ck_people_role")
        ),
        sa.CheckConstraint(
            "(role = 'operator') = (tenant_id IS NULL)", name=op.f("ck_people_place")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_people_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_tenant_id"), "people", ["tenant_id"], unique=False)


def _passkeys() -> None:
    op.create_table(
        "passkeys",
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("person_id", sa.String(length=30), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.String(length=120), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        _person("passkeys"),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_passkeys")),
    )
    op.create_index(op.f("ix_passkeys_person_id"), "passkeys", ["person_id"], unique=False)


def _codes() -> None:
    op.create_table(
        "invitations",
        sa.Column("person_id", sa.String(length=30), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", UtcTime(), nullable=False),
        _person("invitations"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("sha256", name=op.f("uq_invitations_sha256")),
    )
    op.create_table(
        "recoveries",
        sa.Column("person_id", sa.String(length=30), nullable=False),
        sa.Column("handle", sa.String(length=8), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcTime(), nullable=True),
        _person("recoveries"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_recoveries")),
        sa.UniqueConstraint("handle", name=op.f("uq_recoveries_handle")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=30), nullable=False),
        _person("recovery_codes"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_recovery_codes")),
    )
    op.create_index(
        op.f("ix_recovery_codes_person_id"), "recovery_codes", ["person_id"], unique=False
    )


def _visits() -> None:
    op.create_table(
        "challenges",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("ceremony", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=30), nullable=True),
        sa.Column("expires_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "ceremony IN ('join', 'recover', 'sign_in', 'step_up', 'add')",
            name=op.f("ck_challenges_ceremony"),
        ),
        sa.CheckConstraint(
            "(ceremony = 'sign_in') = (person_id IS NULL)", name=op.f("ck_challenges_whose")
        ),
        _person("challenges"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_challenges")),
    )
    op.create_index(op.f("ix_challenges_expires_at"), "challenges", ["expires_at"], unique=False)
    op.create_table(
        "console_sessions",
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=30), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("last_seen_at", UtcTime(), nullable=False),
        sa.Column("stepped_up_at", UtcTime(), nullable=False),
        _person("console_sessions"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_console_sessions")),
    )
    for column in ("last_seen_at", "person_id"):
        op.create_index(
            op.f(f"ix_console_sessions_{column}"), "console_sessions", [column], unique=False
        )
