"""The register of breaches."""

import sqlalchemy as sa
from alembic import op

from inperson.store.tables import UtcTime

revision = "directory_0002"
down_revision = "directory_0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "breaches",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("noticed_at", UtcTime(), nullable=False),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
    )
