"""What a session's capture has to rest on: those of before rested on perspective."""

import sqlalchemy as sa
from alembic import op

revision = "silo_0016"
down_revision = "silo_0015"


def upgrade() -> None:
    """Add the column."""
    column = sa.Column("assurance", sa.String(30), nullable=False, server_default="perspective")
    op.add_column("sessions", column)
