"""What is billed: counts by month, and marks that keep a subject from being counted twice."""

import sqlalchemy as sa
from alembic import op

revision = "silo_0006"
down_revision = "silo_0005"

_TOKEN_KIND = "token_kind IN ('developer', 'production')"  # noqa: S105 -- a column


def upgrade() -> None:
    """Make the tables. Sessions that ended before are not counted: nobody was billed for them."""
    op.create_table(
        "usage_periods",
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("active_developer", sa.Integer(), nullable=True),
        sa.Column("active_production", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_usage_periods")),
        sa.UniqueConstraint("number", name=op.f("uq_usage_periods_number")),
    )
    op.create_table(
        "usage_counts",
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("token_kind", sa.String(length=10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('enroll', 'authenticate', 'liveness')", name=op.f("ck_usage_counts_kind")
        ),
        sa.CheckConstraint(
            "outcome IN ('accepted', 'refused', 'expired')", name=op.f("ck_usage_counts_outcome")
        ),
        sa.CheckConstraint(_TOKEN_KIND, name=op.f("ck_usage_counts_token_kind")),
        sa.PrimaryKeyConstraint(
            "period", "kind", "outcome", "token_kind", name=op.f("pk_usage_counts")
        ),
    )
    op.create_table(
        "usage_active",
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("token_kind", sa.String(length=10), nullable=False),
        sa.Column("marker", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint(_TOKEN_KIND, name=op.f("ck_usage_active_token_kind")),
        sa.PrimaryKeyConstraint("period", "token_kind", "marker", name=op.f("pk_usage_active")),
    )
