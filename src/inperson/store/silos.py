"""Silos in SQL: a store of its own for each tenant."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Engine

from inperson.core import TenantId
from inperson.sessions import SiloUnavailable
from inperson.store.connections import reading, transaction
from inperson.store.databases import Database
from inperson.store.guard import WHOLE
from inperson.store.held import standing
from inperson.store.migrations import upgrade
from inperson.store.names import StoreKind
from inperson.store.transactions import SqlTransaction
from inperson.tenants import Authority, GoverningAuthority


class SqlSilos:
    """Makes and opens the silos of tenants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's silo, or bring it up to date."""
        self._database.create(store := StoreKind.SILO.of(tenant_id))
        upgrade(self._database, store, StoreKind.SILO)

    def of(self, authority: Authority) -> "SqlSilo":
        """Return the silo, bound to the authority's tenant and kind of token.

        Raises:
            SiloUnavailable: if the tenant has none.

        """
        return self._opened(authority.tenant_id, authority.kind.value)

    def whole(self, authority: GoverningAuthority) -> "SqlSilo":
        """Return the silo with both kinds in it, for what is done to all of it.

        Raises:
            SiloUnavailable: if the tenant has none.

        """
        return self._opened(authority.tenant_id, WHOLE)

    def standing(self, tenant_id: TenantId) -> tuple[bool, str]:
        """Tell whether the database itself keeps the kinds of token apart, and say what it does."""
        with reading(self._database.engine(StoreKind.SILO.of(tenant_id), WHOLE)) as connection:
            return standing(connection)

    def _opened(self, tenant_id: TenantId, seen: str) -> "SqlSilo":
        if not self._database.exists(store := StoreKind.SILO.of(tenant_id)):
            raise SiloUnavailable("The tenant has no silo.")
        return SqlSilo(self._database, store, seen)


class SqlSilo:
    """Implements `tenants.Silo`."""

    def __init__(self, database: Database, store: str, seen: str) -> None:
        self._database = database
        self._store = store
        self._seen = seen

    def begin(self) -> AbstractContextManager[SqlTransaction]:
        """Open a transaction; after an erasure that committed, scrub the store's files."""
        return self._begin()

    def read(self) -> AbstractContextManager[SqlTransaction]:
        """Open a transaction that only reads: it waits for no writer, and is refused to write."""
        return self._read()

    @contextmanager
    def _read(self) -> Iterator[SqlTransaction]:
        with reading(self._engine()) as connection:
            yield SqlTransaction(connection)

    @contextmanager
    def _begin(self) -> Iterator[SqlTransaction]:
        with transaction(self._engine()) as connection:
            unit = SqlTransaction(connection)
            yield unit
            unit.finish()
        if unit.deleted:
            self._database.scrub(self._store)

    def _engine(self) -> Engine:
        return self._database.engine(self._store, self._seen)
