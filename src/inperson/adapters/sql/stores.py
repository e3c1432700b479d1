"""All SQL stores of a server, opened from two URLs."""

from dataclasses import dataclass

from inperson.adapters.sql.audit import SqlLogStores
from inperson.adapters.sql.breaches import SqlBreachRegister
from inperson.adapters.sql.databases import Database, open_database
from inperson.adapters.sql.directory import SqlDirectory
from inperson.adapters.sql.improvement import SqlImprovementStores
from inperson.adapters.sql.keyrings import SqlKeyrings
from inperson.adapters.sql.migrations import upgrade
from inperson.adapters.sql.people import SqlPeople
from inperson.adapters.sql.silos import SqlSilos

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
    people: SqlPeople
    databases: tuple[Database, ...]

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

    """
    # a pool of its own for the audit: leaves are written while a transaction on a silo is open
    data_db, keys_db, audit_db = (
        open_database(data),
        open_database(keys),
        open_database(audit or data),
    )
    data_db.create(_DIRECTORY)
    upgrade(data_db, _DIRECTORY, "directory")
    return Stores(
        directory=SqlDirectory(data_db.engine(_DIRECTORY)),
        silos=SqlSilos(data_db),
        keyrings=SqlKeyrings(keys_db),
        improvement=SqlImprovementStores(data_db),
        audit=SqlLogStores(audit_db),
        breaches=SqlBreachRegister(data_db.engine(_DIRECTORY)),
        people=SqlPeople(data_db.engine(_DIRECTORY)),
        databases=(data_db, keys_db, audit_db),
    )
