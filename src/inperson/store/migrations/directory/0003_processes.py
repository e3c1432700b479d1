"""The server processes that are there."""

import sqlalchemy as sa
from alembic import op

from inperson.store.tables import UtcTime

revision = "directory_0003"
down_revision = "directory_0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "processes",
        sa.Column("id", sa.String(length=30), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processes")),
    )
