"""Whole stores read and written row by row, for backups: the same rows in either database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Table, column, func, insert, inspect, select, table, text

from inperson.backup import BackupBroken, BackupNewer, Batch, Value
from inperson.core import StoreUnavailable
from inperson.store.connections import transaction
from inperson.store.databases import Database
from inperson.store.migrations import HEADS, KINDS, knows, revision_in, upgrade_in

_PAGE = 500
_PAGES = {"improvement_samples": 4, "deliveries": 50, "disclosures": 50, "privacy_requests": 50}
"""Rows that are read at a time, where one may be large."""
_SEEDED = frozenset({"tree"})
"""Tables whose one row a migration makes."""


@dataclass(frozen=True, slots=True)
class SqlSource:
    """A store to read. Implements `backup.model.Source`."""

    database: Database
    name: str
    kind: str

    @property
    def revision(self) -> str:
        """Return the newest version: `batches` refuses a store of another."""
        return HEADS[self.kind]

    def batches(self) -> Iterator[Batch]:
        """Yield all rows of one moment.

        Raises:
            StoreUnavailable: if the store cannot be read, or is not up to date.

        """
        with self.database.snapshot(self.name) as connection:
            if revision_in(connection, self.name) != self.revision:
                raise StoreUnavailable("A store is not up to date; start the server first.")
            for each in KINDS[self.kind].sorted_tables:
                yield from _rows(connection, each)


def _rows(connection: Connection, each: Table) -> Iterator[Batch]:
    columns = tuple(one.name for one in each.columns)
    query = select(each).order_by(*each.primary_key.columns)
    streaming = connection.execution_options(yield_per=_PAGES.get(each.name, _PAGE))
    yield Batch(each.name, columns, ())
    try:
        for page in streaming.execute(query).partitions():
            yield Batch(each.name, columns, [[_plain(value) for value in row] for row in page])
    except (TypeError, ValueError) as error:
        raise StoreUnavailable("A store holds a value that its column cannot hold.") from error


def _plain(value: Any) -> Value:
    if value is None or isinstance(value, str | bool | int | float | bytes | datetime | date):
        return value
    return bytes(value)


def check_store(kind: str, revision: str) -> None:
    """Check that a store of an archive can be restored.

    Raises:
        BackupBroken: if there is no such kind.
        BackupNewer: if its tables are of a version that this program does not know.

    """
    if kind not in KINDS:
        raise BackupBroken("The backup holds a store of no known kind.")
    if not knows(kind, revision):
        raise BackupNewer("The backup's tables are newer than this program; use a newer one.")


def load_store(
    database: Database, name: str, kind: str, revision: str, batches: Iterator[Batch]
) -> None:
    """Make a store out of an archive, in one transaction but for the empty store itself.

    The tables are made as they were then, filled, and brought to the newest version.

    Raises:
        BackupBroken: if the rows are not such a store's.
        StoreUnavailable: if the database refuses them.

    """
    database.drop(name)
    database.create(name)
    try:
        with transaction(database.owner(name)) as connection:
            upgrade_in(connection, name, kind, revision)
            known = _columns(connection, name)
            for batch in batches:
                if set(batch.columns) != known.get(batch.table):
                    raise BackupBroken("The backup's columns are not those of its version.")
                if batch.rows:
                    _insert(connection, batch)
            _set_sequences(connection, name)
            upgrade_in(connection, name, kind)
    except (TypeError, ValueError, OverflowError) as error:
        raise BackupBroken("The backup holds a value that its column cannot hold.") from error


def is_empty(database: Database, name: str) -> bool:
    """Tell whether a store holds no row but those that its migrations make."""
    with transaction(database.owner(name)) as connection:
        schema = name if connection.dialect.name == "postgresql" else None
        for each in inspect(connection).get_table_names(schema):
            if each in _SEEDED or each == "alembic_version":
                continue
            mine = table(each, schema=schema)
            if connection.execute(select(func.count()).select_from(mine)).scalar_one():
                return False
    return True


def _columns(connection: Connection, name: str) -> dict[str, set[str]]:
    schema = name if connection.dialect.name == "postgresql" else None
    look = inspect(connection)
    return {
        each: {one["name"] for one in look.get_columns(each, schema)}
        for each in look.get_table_names(schema)
        if each != "alembic_version"
    }


def _insert(connection: Connection, batch: Batch) -> None:
    sqlite = connection.dialect.name == "sqlite"
    rows = [
        dict(zip(batch.columns, map(_sqlite if sqlite else _same, row), strict=True))
        for row in batch.rows
    ]
    target = table(batch.table, *(column(each) for each in batch.columns))
    if batch.table in _SEEDED:
        (row,) = rows
        connection.execute(target.update().values(row))
    else:
        connection.execute(insert(target), rows)


def _sqlite(value: Value) -> Any:
    """Write a value as `UtcTime` and the others do."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _same(value: Value) -> Any:
    return value


def _set_sequences(connection: Connection, name: str) -> None:
    """Let numbers that PostgreSQL gives itself go on after those that were restored."""
    if connection.dialect.name != "postgresql":
        return
    owned = connection.execute(
        text(
            "SELECT table_name, column_name, pg_get_serial_sequence("
            "quote_ident(table_schema) || '.' || quote_ident(table_name), column_name) AS given "
            "FROM information_schema.columns WHERE table_schema = :name"
        ),
        {"name": name},
    ).all()
    for row in owned:
        if row.given is not None:
            largest: Any = func.max(column(row.column_name))
            mine = select(largest).select_from(table(row.table_name))
            connection.execute(
                text("SELECT setval(:given, :next, false)"),
                {"given": row.given, "next": (connection.execute(mine).scalar() or 0) + 1},
            )
