"""The first version: the tables as the code has them, for as long as no later one changes them."""

from alembic import op

from inperson.store.migrations import make

revision = "silo_0007"
down_revision = None


def upgrade() -> None:
    """Make the tables. Who adds a version that changes one first writes out what they are today."""
    make(op.get_bind(), "silo")
