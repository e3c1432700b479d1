"""A decision says of how many pictures its template was made; of earlier ones nobody knows."""

import sqlalchemy as sa
from alembic import op

revision = "silo_0011"
down_revision = "silo_0010"


def upgrade() -> None:
    """Add the column."""
    op.add_column("sessions", sa.Column("samples", sa.SmallInteger()))
