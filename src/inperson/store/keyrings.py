"""Keyrings in SQL: each tenant's wrapped keys in a store of their own, apart from the data."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from inperson.core import TenantId
from inperson.store.connections import reading, transaction
from inperson.store.converting import Converter
from inperson.store.databases import Database
from inperson.store.migrations import upgrade
from inperson.store.names import StoreKind
from inperson.store.tables import key_tombstones, wrapped_keys
from inperson.vault import Keyring, KeyUnavailable, Tombstone, WrappedKey

_KEYS = Converter(WrappedKey, wrapped_keys)
_TOMBSTONES = Converter(Tombstone, key_tombstones)


class SqlKeyrings:
    """Implements `vault.Keyrings`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's keyring, or bring it up to date."""
        self._database.create(store := StoreKind.KEYRING.of(tenant_id))
        upgrade(self._database, store, StoreKind.KEYRING)

    def open(self, tenant_id: TenantId) -> Keyring:
        """Return the keyring, bound to this tenant."""
        if not self._database.exists(store := StoreKind.KEYRING.of(tenant_id)):
            raise KeyUnavailable("The tenant has no keyring.")
        return SqlKeyring(self._database, store)


class SqlKeyring:
    """Implements `vault.Keyring`."""

    def __init__(self, database: Database, store: str) -> None:
        self._database = database
        self._store = store

    def add(self, name: str, key: WrappedKey) -> bool:
        """Store a wrapped key; False if the name is taken."""
        with transaction(self._database.engine(self._store)) as connection:
            return _KEYS.add_if_free(connection, key, name=name)

    def get(self, name: str) -> WrappedKey | None:
        """Return the wrapped key, or None."""
        query = select(wrapped_keys).where(wrapped_keys.c.name == name)
        with reading(self._database.engine(self._store)) as connection:
            return _KEYS.first(connection, query)

    def names(self, prefix: str = "") -> Sequence[str]:
        """Return all names that start with a prefix, sorted."""
        name = wrapped_keys.c.name
        query = select(name).where(name.startswith(prefix, autoescape=True)).order_by(name)
        with reading(self._database.engine(self._store)) as connection:
            return list(connection.execute(query).scalars())

    def replace(self, name: str, old: WrappedKey, new: WrappedKey) -> bool:
        """Store the same key wrapped anew, if the old form is still there."""
        chosen = (wrapped_keys.c.name == name) & (wrapped_keys.c.ciphertext == old.ciphertext)
        with transaction(self._database.engine(self._store)) as connection:
            change = update(wrapped_keys).where(chosen).values(_KEYS.row(new))
            return connection.execute(change).rowcount == 1

    def wrapped_by_others(self, kek_id: str, limit: int) -> Sequence[tuple[str, WrappedKey]]:
        """Return up to `limit` keys that another version of the KEK wrapped, by name."""
        query = (
            select(wrapped_keys)
            .where(wrapped_keys.c.kek_id != kek_id)
            .order_by(wrapped_keys.c.name)
            .limit(limit)
        )
        with reading(self._database.engine(self._store)) as connection:
            return [(row.name, _KEYS.value(row)) for row in connection.execute(query)]

    def destroy(self, name: str, tombstone: Tombstone | None) -> bool:
        """Overwrite and delete the wrapped key, leave a tombstone, scrub the store's files."""
        chosen = wrapped_keys.c.name == name
        with transaction(self._database.engine(self._store)) as connection:
            connection.execute(update(wrapped_keys).where(chosen).values(ciphertext=b""))
            destroyed = connection.execute(delete(wrapped_keys).where(chosen)).rowcount == 1
            if tombstone is not None:
                _TOMBSTONES.add_if_free(connection, tombstone)
        if destroyed or tombstone is not None:  # who tried before may not have come that far
            self._database.scrub(self._store)
        return destroyed

    def tombstones(self) -> Sequence[Tombstone]:
        """Return all tombstones in order of erasure."""
        table = key_tombstones
        query = select(table).order_by(table.c.erased_at, table.c.subject_id)
        with reading(self._database.engine(self._store)) as connection:
            return _TOMBSTONES.all(connection, query)

    def forget_tombstones(self, before: datetime) -> int:
        """Delete the tombstones of erasures before a time."""
        with transaction(self._database.engine(self._store)) as connection:
            old = delete(key_tombstones).where(key_tombstones.c.erased_at < before)
            return connection.execute(old).rowcount
