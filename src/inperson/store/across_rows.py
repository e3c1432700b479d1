"""The ledger of the statistics over all clients, in the server's directory."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Engine

from inperson.store.connections import reading, transaction
from inperson.store.statistics_rows import SqlLedgerRows
from inperson.store.statistics_tables import across_ledger


class SqlAcrossLedger:
    """Implements `usage.statistics.ports.LedgerStore`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self) -> AbstractContextManager[SqlLedgerRows]:
        """Open a transaction that commits when the block ends and rolls back when it raises."""
        return self._begin()

    def read(self) -> AbstractContextManager[SqlLedgerRows]:
        """Open a transaction that only reads."""
        return self._read()

    @contextmanager
    def _read(self) -> Iterator[SqlLedgerRows]:
        with reading(self._engine) as connection:
            yield SqlLedgerRows(connection, across_ledger)

    @contextmanager
    def _begin(self) -> Iterator[SqlLedgerRows]:
        with transaction(self._engine) as connection:
            yield SqlLedgerRows(connection, across_ledger)
