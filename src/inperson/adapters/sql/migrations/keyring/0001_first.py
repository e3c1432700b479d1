"""The first tables of a keyring."""

import sqlalchemy as sa
from alembic import op

revision = "keyring_0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "wrapped_keys",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kek_id", sa.String(length=200), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_wrapped_keys")),
    )
