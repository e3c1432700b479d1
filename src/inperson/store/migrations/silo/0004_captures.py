"""What processes have to agree on: who holds a session's capture, how many codes were wrong."""

import sqlalchemy as sa
from alembic import op

revision = "silo_0004"
down_revision = "silo_0003"


def upgrade() -> None:
    """Add columns and table. A capture that began before has no owner, as if it were let go."""
    op.add_column("sessions", sa.Column("capture_owner", sa.String(length=30), nullable=True))
    restarts = sa.Column("capture_restarts", sa.SmallInteger(), nullable=False, server_default="0")
    op.add_column("sessions", restarts)
    op.create_table(
        "wrong_codes",
        sa.Column("second", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("second", name=op.f("pk_wrong_codes")),
    )
