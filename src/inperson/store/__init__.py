"""SQLite and PostgreSQL behind the ports of `tenants`, `sessions` and `vault`.

Five kinds of store, each with its own line of migrations: the directory of the server, and for each
tenant a silo, a keyring, an improvement set and an audit log. In SQLite a store is a file, in
PostgreSQL a schema; keyrings have a URL of their own::

    stores = open_stores(data="sqlite:///state/data", keys="sqlite:///state/keys")
    stores.silos.create(tenant_id)
    with stores.silos.of(authority).read() as tx:
        tx.rows(SessionRows).session(session_id)

What may change something is done in `begin()`, which takes the write lock at once; what is only
read waits for no writer, and the database refuses it to write.

What a database refuses is `StoreUnavailable`, without statement or parameters in its text.
"""

from inperson.store.connections import transaction
from inperson.store.consent_rows import standing_holds
from inperson.store.databases import Database, open_database
from inperson.store.errors import StoreMissing
from inperson.store.guard import WHOLE
from inperson.store.names import StoreKind
from inperson.store.pooling import try_pooler
from inperson.store.postgresql import CONNECTIONS
from inperson.store.processes import SqlProcesses
from inperson.store.recovery import (
    Restored,
    SqlPlace,
    forget_restores,
    refuse_without_keys,
    restored,
    sources,
)
from inperson.store.session_rows import SESSIONS
from inperson.store.silos import SqlSilo
from inperson.store.sqlite import SqliteFolder
from inperson.store.stores import Stores, open_stores
from inperson.store.versions import Upgrade, behind

__all__ = [
    "CONNECTIONS",
    "SESSIONS",
    "WHOLE",
    "Database",
    "Restored",
    "SqlPlace",
    "SqlProcesses",
    "SqlSilo",
    "SqliteFolder",
    "StoreKind",
    "StoreMissing",
    "Stores",
    "Upgrade",
    "behind",
    "forget_restores",
    "open_database",
    "open_stores",
    "refuse_without_keys",
    "restored",
    "sources",
    "standing_holds",
    "transaction",
    "try_pooler",
]
