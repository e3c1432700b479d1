"""The one statement that SQLite and PostgreSQL share but SQLAlchemy spells twice."""

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_if_free(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert a row unless a unique column is taken; tell whether it was inserted."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    key = next(iter(table.primary_key.columns))
    # RETURNING, because the row count of such an insert is unknown in PostgreSQL
    added = make(table).values(row).on_conflict_do_nothing().returning(key)
    return connection.execute(added).first() is not None
