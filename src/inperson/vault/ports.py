"""What the room needs of the world: someone to wrap keys, and a place for wrapped keys.

The two are apart from each other and from the data: a backup of one opens nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from inperson.core import TenantId


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A 256-bit key encrypted under a tenant's KEK."""

    kek_id: str
    """Which KEK version wrapped it, as the provider names it."""
    ciphertext: bytes


class KeyProvider(Protocol):
    """Holder of the tenants' key-encryption keys (KEK): a file, an HSM or a key service."""

    def create_kek(self, tenant_id: TenantId) -> None:
        """Make the tenant's KEK; do nothing if there is one."""
        ...

    def wrap(self, tenant_id: TenantId, key: bytes, aad: bytes) -> WrappedKey:
        """Encrypt `key` (32 bytes) under the tenant's KEK, bound to `aad`.

        Raises:
            KeyUnavailable: if the tenant has no KEK or it cannot be used.

        """
        ...

    def unwrap(self, tenant_id: TenantId, wrapped: WrappedKey, aad: bytes) -> bytes:
        """Decrypt a wrapped key.

        Raises:
            KeyUnavailable: if the tenant has no such KEK or it cannot be used.
            SealBroken: if the ciphertext, the tenant or `aad` is not what was wrapped.

        """
        ...


class Keyring(Protocol):
    """One tenant's wrapped keys by name. A name is `subject/<id>` or `tenant/<job>`.

    Every method is one durable transaction.
    """

    def add(self, name: str, key: WrappedKey) -> bool:
        """Store a wrapped key; False, and nothing changed, if the name is taken."""
        ...

    def get(self, name: str) -> WrappedKey | None:
        """Return the wrapped key, or None."""
        ...

    def names(self) -> Sequence[str]:
        """Return all names, sorted."""
        ...

    def destroy(self, name: str) -> bool:
        """Overwrite and delete the wrapped key; False if there was none."""
        ...


class Keyrings(Protocol):
    """Gives each tenant's keyring. The only method that takes a tenant id is the one that opens."""

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's keyring; do nothing if there is one."""
        ...

    def open(self, tenant_id: TenantId) -> Keyring:
        """Return the keyring, bound to this tenant.

        Raises:
            KeyUnavailable: if it was not created.

        """
        ...
