"""The first version: the tables as the code has them, for as long as there is no second."""

from alembic import op

from inperson.store.migrations import make

revision = "improvement_0001"
down_revision = None


def upgrade() -> None:
    """Make the tables. Who adds a second version first writes out here what they are today."""
    make(op.get_bind(), "improvement")
