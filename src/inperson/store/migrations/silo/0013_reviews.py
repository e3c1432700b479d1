"""A person may be asked to look at a decision, and its failed attempt is set aside meanwhile."""

import sqlalchemy as sa
from alembic import op

from inperson.store.tables import UtcTime

revision = "silo_0013"
down_revision = "silo_0012"
_KINDS = (
    "kind IN ('access', 'portability', 'erasure', 'rectification', 'restriction', 'objection', "
    "'withdrawal', 'complaint')"
)
_MORE = _KINDS.replace("'complaint'", "'complaint', 'human_review'")
_NAME = "ck_privacy_requests_kind"


def upgrade() -> None:
    """Let a request be of the new kind, and add the two columns.

    SQLite changes a constraint by a copy of the table, and to drop the old one would drop what
    hangs on it; or, as its page on ALTER TABLE says of what becomes wider, by its text alone.
    """
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        table = sa.table("sqlite_master", sa.column("name"), sa.column("sql"))
        wider = sa.func.replace(table.c.sql, _KINDS, _MORE)
        op.execute("PRAGMA writable_schema = ON")
        op.execute(table.update().where(table.c.name == "privacy_requests").values(sql=wider))
        op.execute("PRAGMA writable_schema = OFF")
    else:
        op.execute(f"ALTER TABLE privacy_requests DROP CONSTRAINT {_NAME}")
        op.execute(f"ALTER TABLE privacy_requests ADD CONSTRAINT {_NAME} CHECK ({_MORE})")
    op.add_column("attempts", sa.Column("since", UtcTime))
    op.add_column("attempts", sa.Column("set_aside", sa.String(30)))
