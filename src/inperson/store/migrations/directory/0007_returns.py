"""An app token says where its hosted checks may send people back to; earlier ones say nowhere."""

import sqlalchemy as sa
from alembic import op

revision = "directory_0007"
down_revision = "directory_0006"


def upgrade() -> None:
    """Add the column."""
    returns = sa.Column("returns", sa.String(4000), nullable=False, server_default="")
    op.add_column("app_tokens", returns)
