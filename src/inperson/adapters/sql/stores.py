"""All SQL stores of a server, opened from two URLs."""

from dataclasses import dataclass

from inperson.adapters.sql.databases import Database, open_database
from inperson.adapters.sql.directory import SqlDirectory
from inperson.adapters.sql.improvement import SqlImprovementStores
from inperson.adapters.sql.keyrings import SqlKeyrings
from inperson.adapters.sql.migrations import upgrade
from inperson.adapters.sql.silos import SqlSilos

_DIRECTORY = "directory"


@dataclass(frozen=True, slots=True)
class Stores:
    """The directory, and every tenant's silo, keyring and improvement set."""

    directory: SqlDirectory
    silos: SqlSilos
    keyrings: SqlKeyrings
    improvement: SqlImprovementStores
    databases: tuple[Database, Database]

    def close(self) -> None:
        """Close all connections."""
        for database in self.databases:
            database.close()


def open_stores(*, data: str, keys: str) -> Stores:
    """Open the stores and bring the directory up to date.

    Args:
        data: where the directory and the silos are, `sqlite:///FOLDER` or
            `postgresql+psycopg://...`.
        keys: where the keyrings are: a place with another backup than `data`.

    Raises:
        StoreUnavailable: if a URL is malformed or a database cannot be reached.

    """
    data_db, keys_db = open_database(data), open_database(keys)
    data_db.create(_DIRECTORY)
    upgrade(data_db, _DIRECTORY, "directory")
    return Stores(
        directory=SqlDirectory(data_db.engine(_DIRECTORY)),
        silos=SqlSilos(data_db),
        keyrings=SqlKeyrings(keys_db),
        improvement=SqlImprovementStores(data_db),
        databases=(data_db, keys_db),
    )
