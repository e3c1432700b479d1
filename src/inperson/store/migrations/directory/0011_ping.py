"""A relying party that asks without a browser may be told that it was answered."""

import sqlalchemy as sa
from alembic import op

revision = "directory_0011"
down_revision = "directory_0010"


def upgrade() -> None:
    """Add the column; who is a relying party already polls."""
    op.add_column("app_tokens", sa.Column("relying_party_ping_uri", sa.String(500)))
