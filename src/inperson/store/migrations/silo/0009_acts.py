"""A session may be opened for one act, and is used up as its proof; a visit to the centre ends."""

import sqlalchemy as sa
from alembic import op

from inperson.store.tables import UtcTime

revision = "silo_0009"
down_revision = "silo_0008"


def upgrade() -> None:
    """Add the column and the two tables."""
    op.add_column("sessions", sa.Column("act_sha256", sa.LargeBinary(32)))
    op.create_table(
        "centre_visits",
        sa.Column("id", sa.String(30), nullable=False),
        sa.Column("expires_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_centre_visits"),
    )
    op.create_index("ix_centre_visits_expires_at", "centre_visits", ["expires_at"])
    op.create_table(
        "proofs",
        sa.Column("session_id", sa.String(30), nullable=False),
        sa.Column("used_at", UtcTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name="fk_proofs_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name="pk_proofs"),
    )
