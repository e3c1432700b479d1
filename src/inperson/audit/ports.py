"""What the room needs of the world: a place for each log, and someone who signs for it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from inperson.core import TenantId
from inperson.tlog import Node


@dataclass(frozen=True, slots=True)
class StoredLeaf:
    """A leaf as it is stored, whatever it is worth: only `verify` trusts none of it."""

    number: int
    body: bytes
    hash: bytes
    """Of the body, 32 bytes; the node of level 0."""
    subject: bytes | None
    """The tag in the body, once more, to be found by."""


class LogView(Protocol):
    """What a log is just now."""

    def size(self) -> int:
        """Return how many leaves there are."""
        ...

    def nodes(self, wanted: Sequence[Node]) -> Mapping[Node, bytes]:
        """Return the hashes of complete nodes; those that are not there are left out."""
        ...

    def checkpoint(self) -> str | None:
        """Return the checkpoint that is kept, or None."""
        ...


class OpenLog(LogView, Protocol):
    """A log within a transaction: nobody else appends as long as it goes on."""

    def append(self, body: bytes, subject: bytes | None) -> int:
        """Store a leaf under the next number, and every node that it completes.

        Args:
            body: of the leaf.
            subject: the tag in it.

        Returns:
            The leaf's number: there is never a gap.

        """
        ...

    def count(self, beginning: bytes, start: int) -> int:
        """Return how many leaves from `start` on, those not written yet among them, begin so."""
        ...

    def keep_checkpoint(self, text: str) -> None:
        """Keep the signed checkpoint of the size that the log has by now."""
        ...


class LogStore(LogView, Protocol):
    """One log: a tenant's, or the server's own.

    It grows at its end and changes nowhere: a store refuses to change or to delete what is in it
    as far as its database can.
    """

    def begin(self) -> AbstractContextManager[OpenLog]:
        """Open a durable transaction; of those at the same time one waits for the other.

        Raises:
            StoreUnavailable: if it cannot be stored; then nothing was.

        """
        ...

    def leaves(self, start: int, stop: int | None = None) -> Iterator[StoredLeaf]:
        """Yield the leaves from `start` to before `stop` by number, a page at a time."""
        ...

    def by_subject(self, tag: bytes) -> Sequence[StoredLeaf]:
        """Return the leaves about a subject by number."""
        ...


class LogStores(Protocol):
    """Gives each tenant's log, and the server's own."""

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's log; do nothing if there is one."""
        ...

    def open(self, tenant_id: TenantId) -> LogStore:
        """Return the log, bound to this tenant.

        Raises:
            AuditUnavailable: if it was not created.

        """
        ...

    def create_server(self) -> None:
        """Make the server's own log; do nothing if there is one."""
        ...

    def open_server(self) -> LogStore:
        """Return the server's own log.

        Raises:
            AuditUnavailable: if it was not created.

        """
        ...
