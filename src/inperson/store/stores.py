"""All SQL stores of a server, opened from two URLs."""

from dataclasses import dataclass

from inperson.core import ProcessId
from inperson.store.across_rows import SqlAcrossLedger
from inperson.store.audit import SqlLogStores
from inperson.store.breaches import SqlBreachRegister
from inperson.store.client_rows import SqlClientStore
from inperson.store.databases import Database, open_database
from inperson.store.directory import SqlDirectory
from inperson.store.improvement import SqlImprovementStores
from inperson.store.keyrings import SqlKeyrings
from inperson.store.migrations import upgrade
from inperson.store.people import SqlPeople
from inperson.store.processes import SqlProcesses
from inperson.store.recovery import refuse_unfinished
from inperson.store.silos import SqlSilos

_DIRECTORY = "directory"


@dataclass(frozen=True, slots=True)
class Stores:
    """The directory, and every tenant's silo, keyring, improvement set and audit log."""

    directory: SqlDirectory
    silos: SqlSilos
    keyrings: SqlKeyrings
    improvement: SqlImprovementStores
    audit: SqlLogStores
    breaches: SqlBreachRegister
    clients: SqlClientStore
    across: SqlAcrossLedger
    people: SqlPeople
    databases: tuple[Database, Database, Database]
    """Of data, keys and audit logs."""

    def processes(self, me: ProcessId) -> SqlProcesses:
        """Return the register of processes, for one of them."""
        return SqlProcesses(self.databases[0].engine(_DIRECTORY), me)

    def close(self) -> None:
        """Close all connections."""
        for database in self.databases:
            database.close()


def open_stores(*, data: str, keys: str, audit: str | None = None) -> Stores:
    """Open the stores and bring the directory up to date.

    Args:
        data: where the directory and the silos are, `sqlite:///FOLDER` or
            `postgresql+psycopg://...`.
        keys: where the keyrings are: a place with another backup than `data`.
        audit: where the audit logs are; None for the place of `data`.

    Raises:
        StoreUnavailable: if a URL is malformed or a database cannot be reached.
        RestoreUnfinished: if a restore was cut short in one of them.

    """
    # a pool of its own for the audit: leaves are written while a transaction on a silo is open
    data_db, keys_db, audit_db = (
        open_database(data),
        open_database(keys),
        open_database(audit or data),
    )
    refuse_unfinished(data_db, keys_db, audit_db)
    data_db.create(_DIRECTORY)
    upgrade(data_db, _DIRECTORY, "directory")
    return Stores(
        directory=SqlDirectory(data_db.engine(_DIRECTORY)),
        silos=SqlSilos(data_db),
        keyrings=SqlKeyrings(keys_db),
        improvement=SqlImprovementStores(data_db),
        audit=SqlLogStores(audit_db),
        breaches=SqlBreachRegister(data_db.engine(_DIRECTORY)),
        clients=SqlClientStore(data_db.engine(_DIRECTORY)),
        across=SqlAcrossLedger(data_db.engine(_DIRECTORY)),
        people=SqlPeople(data_db.engine(_DIRECTORY)),
        databases=(data_db, keys_db, audit_db),
    )
