"""The one statement that SQLite and PostgreSQL share but SQLAlchemy spells twice."""

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_if_free(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert a row unless a unique column is taken; tell whether it was inserted."""
    if connection.dialect.name == "postgresql":
        added = connection.execute(postgresql.insert(table).values(row).on_conflict_do_nothing())
    else:
        added = connection.execute(sqlite.insert(table).values(row).on_conflict_do_nothing())
    return added.rowcount == 1
