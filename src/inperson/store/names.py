"""Which stores there are, and what they are called: a file or a schema each."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from inperson.backup import ArchivePart
from inperson.core import StoreUnavailable, TenantId, is_id

DIRECTORY = "directory"
SERVER_LOG = "audit_server"
"""The stores that the server has of its own; all others are a tenant's."""
RECOVERY = "recovery"
"""The marks of a restore: no part of any backup."""
_NAME = re.compile(r"[a-z0-9_]{1,48}")


class StoreKind(StrEnum):
    """A kind of store: which tables it has."""

    DIRECTORY = "directory"
    SILO = "silo"
    IMPROVEMENT = "improvement"
    KEYRING = "keyring"
    AUDIT = "audit"

    def of(self, tenant_id: TenantId) -> str:
        """Return the name of a tenant's store."""
        return f"{_STARTS[self]}_{tenant_id}"


_STARTS = {
    StoreKind.SILO: "silo",
    StoreKind.IMPROVEMENT: "improve",
    StoreKind.KEYRING: "keys",
    StoreKind.AUDIT: "audit",
}
"""How the names of the tenants' stores begin, in the order in which they are backed up."""
_OWN = {DIRECTORY: StoreKind.DIRECTORY, SERVER_LOG: StoreKind.AUDIT}
PARTS = {
    ArchivePart.DATA: (StoreKind.DIRECTORY, StoreKind.SILO, StoreKind.IMPROVEMENT),
    ArchivePart.KEYS: (StoreKind.KEYRING,),
    ArchivePart.AUDIT: (StoreKind.AUDIT,),
}
"""What is backed up together, and has a URL of its own."""


def kind_of(name: str) -> StoreKind | None:
    """Return the kind of store that a name belongs to, or None if it is none of ours."""
    start, _, owner = name.partition("_")
    kinds = (kind for kind, its in _STARTS.items() if its == start and is_id(owner, "ten"))
    return _OWN.get(name) or next(kinds, None)


def stores_of(part: ArchivePart, tenants: Sequence[TenantId]) -> Iterator[tuple[str, StoreKind]]:
    """Yield the stores that a part may have, the server's own first."""
    kinds = PARTS[part]
    yield from ((name, kind) for name, kind in _OWN.items() if kind in kinds)
    for tenant in tenants:
        yield from ((kind.of(tenant), kind) for kind in kinds if kind in _STARTS)


def is_name(store: str) -> bool:
    """Tell whether a store may be called so: what is safe in a file's name and in quotes."""
    return _NAME.fullmatch(store) is not None


def checked(store: str) -> str:
    """Return a name that a store may have.

    Raises:
        StoreUnavailable: if it is none.

    """
    if not is_name(store):
        raise StoreUnavailable("This is no name of a store.")
    return store
