"""Keyrings in SQL: each tenant's wrapped keys in a store of their own, apart from the data."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from inperson.adapters.sql.databases import Database, transaction
from inperson.adapters.sql.inserts import insert_if_free
from inperson.adapters.sql.migrations import upgrade
from inperson.adapters.sql.tables import wrapped_keys
from inperson.core import TenantId
from inperson.vault import Keyring, KeyUnavailable, WrappedKey


class SqlKeyrings:
    """Implements `vault.Keyrings`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's keyring, or bring it up to date."""
        store = _store(tenant_id)
        self._database.create(store)
        upgrade(self._database, store, "keyring")

    def open(self, tenant_id: TenantId) -> Keyring:
        """Return the keyring, bound to this tenant."""
        if not self._database.exists(_store(tenant_id)):
            raise KeyUnavailable("The tenant has no keyring.")
        return SqlKeyring(self._database, _store(tenant_id))


class SqlKeyring:
    """Implements `vault.Keyring`."""

    def __init__(self, database: Database, store: str) -> None:
        self._database = database
        self._store = store

    def add(self, name: str, key: WrappedKey) -> bool:
        """Store a wrapped key; False if the name is taken."""
        row = {"name": name, "kek_id": key.kek_id, "ciphertext": key.ciphertext}
        with transaction(self._database.engine(self._store)) as connection:
            return insert_if_free(connection, wrapped_keys, row)

    def get(self, name: str) -> WrappedKey | None:
        """Return the wrapped key, or None."""
        query = select(wrapped_keys).where(wrapped_keys.c.name == name)
        with transaction(self._database.engine(self._store)) as connection:
            row = connection.execute(query).first()
        return None if row is None else WrappedKey(row.kek_id, bytes(row.ciphertext))

    def names(self) -> Sequence[str]:
        """Return all names, sorted."""
        query = select(wrapped_keys.c.name).order_by(wrapped_keys.c.name)
        with transaction(self._database.engine(self._store)) as connection:
            return list(connection.execute(query).scalars())

    def destroy(self, name: str) -> bool:
        """Overwrite and delete the wrapped key, and scrub the store's files."""
        chosen = wrapped_keys.c.name == name
        with transaction(self._database.engine(self._store)) as connection:
            connection.execute(update(wrapped_keys).where(chosen).values(ciphertext=b""))
            destroyed = connection.execute(delete(wrapped_keys).where(chosen)).rowcount == 1
        if destroyed:
            self._database.scrub(self._store)
        return destroyed


def _store(tenant_id: TenantId) -> str:
    return f"keys_{tenant_id}"
