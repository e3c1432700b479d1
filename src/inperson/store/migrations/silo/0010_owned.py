"""PostgreSQL shows what belongs to a row with a kind of token where that row is shown."""

from alembic import op

from inperson.store.held import hold_owned

revision = "silo_0010"
down_revision = "silo_0009"


def upgrade() -> None:
    """Give the tables their policies."""
    of_subjects = ("templates", "attempts")
    of_sessions = ("seen_frames", "session_facts", "idempotency", "proofs")
    hold_owned(op.get_bind(), (*of_subjects, *of_sessions, "request_keys"))
