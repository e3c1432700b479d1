"""Which process holds a session's capture, and how often it began anew."""

import sqlalchemy as sa
from alembic import op

revision = "silo_0004"
down_revision = "silo_0003"


def upgrade() -> None:
    """Add the columns. A capture that began before has no owner, as if it were let go."""
    op.add_column("sessions", sa.Column("capture_owner", sa.String(length=30), nullable=True))
    restarts = sa.Column("capture_restarts", sa.SmallInteger(), nullable=False, server_default="0")
    op.add_column("sessions", restarts)
