"""A relying party that asked without a browser is told that it was answered."""

import sqlalchemy as sa
from alembic import op

revision = "silo_0018"
down_revision = "silo_0017"
_KINDS = "kind IN ('webhook', 'cascade', 'logout')"
_MORE = "kind IN ('webhook', 'cascade', 'logout', 'ping')"
_NAME = "ck_deliveries_kind"


def upgrade() -> None:
    """Let a message be of the new kind, as 0017 does."""
    if op.get_bind().dialect.name == "sqlite":
        table = sa.table("sqlite_master", sa.column("name"), sa.column("sql"))
        wider = sa.func.replace(table.c.sql, _KINDS, _MORE)
        op.execute("PRAGMA writable_schema = ON")
        op.execute(table.update().where(table.c.name == "deliveries").values(sql=wider))
        op.execute("PRAGMA writable_schema = OFF")
    else:
        op.execute(f"ALTER TABLE deliveries DROP CONSTRAINT {_NAME}")
        op.execute(f"ALTER TABLE deliveries ADD CONSTRAINT {_NAME} CHECK ({_MORE})")
