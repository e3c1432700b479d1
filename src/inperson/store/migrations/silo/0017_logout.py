"""A session says who got an ID token for it, and that one is told when the sign-in is over."""

import sqlalchemy as sa
from alembic import op

revision = "silo_0017"
down_revision = "silo_0016"
_KINDS = "kind IN ('webhook', 'cascade')"
_MORE = "kind IN ('webhook', 'cascade', 'logout')"
_NAME = "ck_deliveries_kind"


def upgrade() -> None:
    """Add the two columns, and let a message be of the new kind, as 0013 does."""
    op.add_column("sessions", sa.Column("relying_party", sa.String(30)))
    op.add_column("sessions", sa.Column("signed_in_as", sa.String(43)))
    if op.get_bind().dialect.name == "sqlite":
        table = sa.table("sqlite_master", sa.column("name"), sa.column("sql"))
        wider = sa.func.replace(table.c.sql, _KINDS, _MORE)
        op.execute("PRAGMA writable_schema = ON")
        op.execute(table.update().where(table.c.name == "deliveries").values(sql=wider))
        op.execute("PRAGMA writable_schema = OFF")
    else:
        op.execute(f"ALTER TABLE deliveries DROP CONSTRAINT {_NAME}")
        op.execute(f"ALTER TABLE deliveries ADD CONSTRAINT {_NAME} CHECK ({_MORE})")
