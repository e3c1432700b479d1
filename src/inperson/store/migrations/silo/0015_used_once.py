"""Codes of the OpenID provider, and assertions of its clients, are good for one use."""

import sqlalchemy as sa
from alembic import op

from inperson.store.held import hold_kinds
from inperson.store.tables import UtcTime

revision = "silo_0015"
down_revision = "silo_0014"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "used_once",
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("token_kind", sa.String(10), nullable=False),
        sa.Column("expires_at", UtcTime, nullable=False),
        sa.CheckConstraint(
            "token_kind IN ('developer', 'production')", name=op.f("ck_used_once_token_kind")
        ),
        sa.PrimaryKeyConstraint("sha256", name="pk_used_once"),
    )
    op.create_index("ix_used_once_expires_at", "used_once", ["expires_at"])
    hold_kinds(op.get_bind(), ("used_once",))
