"""What a tenant said of a person's age, with each session and each consent."""

import sqlalchemy as sa
from alembic import op

revision = "silo_0019"
down_revision = "silo_0018"


def upgrade() -> None:
    """Add the columns: nothing was said before."""
    for table in ("sessions", "consents"):
        op.add_column(table, sa.Column("age", sa.String(6)))
        op.add_column(table, sa.Column("minimum_age", sa.SmallInteger))
        op.add_column(table, sa.Column("guardian", sa.String(20)))
