"""A relying party may ask without a browser, as a call centre does."""

import sqlalchemy as sa
from alembic import op

revision = "directory_0010"
down_revision = "directory_0009"


def upgrade() -> None:
    """Add the column; who is a relying party already may not."""
    op.add_column("app_tokens", sa.Column("relying_party_ciba", sa.Boolean()))
    op.execute("UPDATE app_tokens SET relying_party_ciba = false WHERE relying_party IS NOT NULL")
