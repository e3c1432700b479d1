"""What the room needs of the world: a place for each log, and someone who signs for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from inperson.audit.merkle import Node
from inperson.core import TenantId


@dataclass(frozen=True, slots=True)
class StoredLeaf:
    """A leaf as it is stored, whatever it is worth: only `verify` trusts none of it."""

    number: int
    body: bytes
    hash: bytes
    """Of the body, 32 bytes; the node of level 0."""
    subject: bytes | None
    """The tag in the body, once more, to be found by."""


class LogStore(Protocol):
    """One log: a tenant's, or the server's own. Every method is one durable transaction.

    It grows at its end and changes nowhere: a store refuses to change or to delete what is in it
    as far as its database can.
    """

    def append(self, body: bytes, subject: bytes | None) -> int:
        """Store a leaf under the next number, and every node that it completes.

        Of appenders at the same time each gets a number of its own, without a gap.

        Args:
            body: of the leaf.
            subject: the tag in it.

        Returns:
            The leaf's number.

        Raises:
            StoreUnavailable: if it cannot be stored; then nothing was.

        """
        ...

    def size(self) -> int:
        """Return how many leaves there are."""
        ...

    def leaves(self, start: int, stop: int | None = None) -> Iterator[StoredLeaf]:
        """Yield the leaves from `start` to before `stop` by number, a page at a time."""
        ...

    def nodes(self, wanted: Sequence[Node]) -> Mapping[Node, bytes]:
        """Return the hashes of complete nodes; those that are not there are left out."""
        ...

    def by_subject(self, tag: bytes) -> Sequence[StoredLeaf]:
        """Return the leaves about a subject by number."""
        ...

    def keep_checkpoint(self, text: str, size: int) -> None:
        """Keep the latest signed checkpoint, unless one of a larger size is kept."""
        ...

    def checkpoint(self) -> str | None:
        """Return the checkpoint that is kept, or None."""
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


class CheckpointSigner(Protocol):
    """Holds the Ed25519 key that signs checkpoints."""

    @property
    def name(self) -> str:
        """Return the key's name: neither spaces nor `+` in it."""
        ...

    @property
    def public_key(self) -> bytes:
        """Return the public key, 32 bytes."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of a message, 64 bytes."""
        ...
