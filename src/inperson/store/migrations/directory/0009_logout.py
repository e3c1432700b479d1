"""A relying party may want to be told that a sign-in is over."""

import sqlalchemy as sa
from alembic import op

revision = "directory_0009"
down_revision = "directory_0008"


def upgrade() -> None:
    """Add the column."""
    op.add_column("app_tokens", sa.Column("relying_party_logout_uri", sa.String(500)))
