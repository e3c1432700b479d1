"""PostgreSQL holds each transaction to the rows of its kind of token (`store.held`)."""

from alembic import op

from inperson.store.held import hold_kinds

revision = "silo_0008"
down_revision = "silo_0007"


def upgrade() -> None:
    """Give the tables their policies."""
    hold_kinds(op.get_bind())
