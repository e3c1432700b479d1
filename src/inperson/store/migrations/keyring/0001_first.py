"""The first tables of a keyring."""

import sqlalchemy as sa
from alembic import op

from inperson.store.tables import UtcTime

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
    op.create_table(
        "tombstones",
        sa.Column("subject_id", sa.String(length=30), nullable=False),
        sa.Column("reference", sa.LargeBinary(length=32), nullable=False),
        sa.Column("erased_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_tombstones")),
    )
    op.create_index(op.f("ix_tombstones_erased_at"), "tombstones", ["erased_at"], unique=False)
