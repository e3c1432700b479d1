"""An app token may be a relying party's of the OpenID provider."""

import sqlalchemy as sa
from alembic import op

revision = "directory_0008"
down_revision = "directory_0007"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("app_tokens", sa.Column("relying_party", sa.String(30)))
    op.add_column("app_tokens", sa.Column("relying_party_jwks", sa.Text()))
    op.add_column("app_tokens", sa.Column("relying_party_unpushed", sa.Boolean()))
    op.create_index("ix_app_tokens_relying_party", "app_tokens", ["relying_party"])
