"""What liveness cues measured is sealed with the session's record, and goes after 30 days.

What stood in the clear goes: it cannot be sealed here, where no key is. Every record is due now, so
that the next upkeep seals it again in the words that are kept by now.
"""

from alembic import op

revision = "silo_0012"
down_revision = "silo_0011"


def upgrade() -> None:
    """Empty the column, or a dropped one's values would stay in PostgreSQL's rows; then drop it."""
    op.execute("UPDATE sessions SET evidence = NULL WHERE evidence IS NOT NULL")
    op.execute("UPDATE sessions SET record_due_at = created_at WHERE record IS NOT NULL")
    op.drop_column("sessions", "evidence")
