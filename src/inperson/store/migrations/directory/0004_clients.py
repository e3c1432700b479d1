"""Private clients of a managed server, and their usage reports."""

import sqlalchemy as sa
from alembic import op

from inperson.store.tables import UtcTime

revision = "directory_0004"
down_revision = "directory_0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "private_clients",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("jwks", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_clients")),
        sa.UniqueConstraint("name", name=op.f("uq_private_clients_name")),
    )
    op.create_table(
        "usage_reports",
        sa.Column("client_id", sa.String(length=30), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["private_clients.id"], name=op.f("fk_usage_reports_client_id")
        ),
        sa.PrimaryKeyConstraint("client_id", "number", name=op.f("pk_usage_reports")),
    )
