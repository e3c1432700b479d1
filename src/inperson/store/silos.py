"""Silos in SQL: a store of its own for each tenant."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from inperson.core import TenantId
from inperson.sessions.errors import SiloUnavailable
from inperson.store.connections import reading, transaction
from inperson.store.databases import Database
from inperson.store.migrations import upgrade
from inperson.store.transactions import SqlTransaction


class SqlSilos:
    """Makes and opens the silos of tenants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's silo, or bring it up to date."""
        store = _store(tenant_id)
        self._database.create(store)
        upgrade(self._database, store, "silo")

    def open(self, tenant_id: TenantId) -> "SqlSilo":
        """Return the silo, bound to this tenant."""
        if not self._database.exists(_store(tenant_id)):
            raise SiloUnavailable("The tenant has no silo.")
        return SqlSilo(self._database, _store(tenant_id))


class SqlSilo:
    """Implements `tenants.Silo`."""

    def __init__(self, database: Database, store: str) -> None:
        self._database = database
        self._store = store

    def begin(self) -> AbstractContextManager[SqlTransaction]:
        """Open a transaction; after an erasure that committed, scrub the store's files."""
        return self._begin()

    def read(self) -> AbstractContextManager[SqlTransaction]:
        """Open a transaction that only reads: it waits for no writer, and is refused to write."""
        return self._read()

    @contextmanager
    def _read(self) -> Iterator[SqlTransaction]:
        with reading(self._database.engine(self._store)) as connection:
            yield SqlTransaction(connection)

    @contextmanager
    def _begin(self) -> Iterator[SqlTransaction]:
        with transaction(self._database.engine(self._store)) as connection:
            unit = SqlTransaction(connection)
            yield unit
            unit.finish()
        if unit.deleted:
            self._database.scrub(self._store)


def _store(tenant_id: TenantId) -> str:
    return f"silo_{tenant_id}"
