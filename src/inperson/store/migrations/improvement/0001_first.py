"""The first tables of an improvement set."""

import sqlalchemy as sa
from alembic import op

from inperson.store.tables import UtcTime

revision = "improvement_0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "improvement_samples",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("session_id", sa.String(length=30), nullable=False),
        sa.Column("subject_id", sa.String(length=30), nullable=False),
        sa.Column("token_kind", sa.String(length=10), nullable=False),
        sa.Column("taken_at", UtcTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "token_kind = 'developer'", name=op.f("ck_improvement_samples_developer_only")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement_samples")),
    )
    for column in ("subject_id", "taken_at"):
        name = op.f(f"ix_improvement_samples_{column}")
        op.create_index(name, "improvement_samples", [column], unique=False)
    op.create_table(
        "improvement_exports",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("exported_at", UtcTime(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("manifest_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("chain_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_improvement_exports")),
    )
