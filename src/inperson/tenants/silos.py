"""A tenant's data store, and one unit of work in it, as every room sees them.

A room asks a transaction for the rows of a noun, by the port that the noun's own room declares::

    with silo.begin() as tx:
        session = tx.rows(SessionRows).session(session_id)
"""

from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

Port = TypeVar("Port")


class Transaction(Protocol):
    """One atomic, durable unit of work in a silo. An exception inside it undoes all of it."""

    def rows(self, port: type[Port]) -> Port:
        """Return the rows that a port declares; what they change stands or falls with this."""
        ...


class Silo(Protocol):
    """One tenant's data store, bound to it: no method takes a tenant's id."""

    def begin(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that commits when the block ends and rolls back when it raises."""
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that only reads: it waits for no writer, and is refused to write."""
        ...
