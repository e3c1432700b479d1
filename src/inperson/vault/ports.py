"""What the room needs of the world: someone to wrap keys, and a place for wrapped keys.

The two are apart from each other and from the data: a backup of one opens nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from inperson.core import SubjectId, TenantId


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A 256-bit key encrypted under a tenant's KEK."""

    kek_id: str
    """Which KEK version wrapped it, as the provider names it."""
    ciphertext: bytes


class Kek(Protocol):
    """One tenant's key-encryption key, in one version or more; the newest one wraps."""

    def current(self) -> str:
        """Return the id of the version that wraps now.

        Raises:
            KeyUnavailable: if it cannot be used.

        """
        ...

    def wrap(self, key: bytes, aad: bytes) -> WrappedKey:
        """Encrypt `key` (32 bytes) under the current version, bound to `aad`.

        Raises:
            KeyUnavailable: if the KEK cannot be used.

        """
        ...

    def unwrap(self, wrapped: WrappedKey, aad: bytes) -> bytes:
        """Decrypt a key that any version wrapped.

        Raises:
            KeyUnavailable: if that version is not here or cannot be used.
            SealBroken: if the ciphertext, the tenant or `aad` is not what was wrapped.

        """
        ...

    def rotate(self) -> str:
        """Make a new version the current one and return its id; earlier ones still unwrap.

        Raises:
            KeyUnavailable: if none can be made.

        """
        ...

    def retire(self) -> int:
        """Destroy every version but the current one, and return how many went.

        What they wrapped never opens again: rewrap first.

        Raises:
            KeyUnavailable: if it cannot be done.

        """
        ...


class KeyProvider(Protocol):
    """Holder of the tenants' key-encryption keys (KEK): a file, an HSM or a key service."""

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's KEK; do nothing if there is one.

        Raises:
            KeyUnavailable: if it cannot be made.

        """
        ...

    def open(self, tenant_id: TenantId) -> Kek:
        """Return the KEK, bound to this tenant. Whether there is one shows at its first use.

        Raises:
            KeyUnavailable: if this is no tenant's id.

        """
        ...


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is kept of an erased subject, so that a restored backup can be made to forget it."""

    subject_id: SubjectId
    reference: bytes
    """The tenant's reference of the subject, as a keyed hash."""
    erased_at: datetime


SUBJECT_KEYS = "subject/"
"""What the names of subjects' keys begin with."""


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

    def names(self, prefix: str = "") -> Sequence[str]:
        """Return all names that start with a prefix, sorted."""
        ...

    def replace(self, name: str, old: WrappedKey, new: WrappedKey) -> bool:
        """Store the same key wrapped anew; False, and nothing changed, unless `old` is there."""
        ...

    def wrapped_by_others(self, kek_id: str, limit: int) -> Sequence[tuple[str, WrappedKey]]:
        """Return up to `limit` keys that another version of the KEK wrapped, by name."""
        ...

    def destroy(self, name: str, tombstone: Tombstone | None) -> bool:
        """Overwrite and delete the wrapped key and leave a tombstone, in one transaction.

        Args:
            name: of the key.
            tombstone: of the erased subject; None if nobody was erased.

        Returns:
            False if there was no such key; the tombstone is written all the same.

        """
        ...

    def tombstones(self) -> Sequence[Tombstone]:
        """Return all tombstones in order of erasure."""
        ...

    def forget_tombstones(self, before: datetime) -> int:
        """Delete the tombstones of erasures before a time, and return how many went."""
        ...


class Witness(Protocol):
    """Is told of every data key before it is used; what it raises, the use of the key fails by."""

    def unwrapped(self, actor: str, subject: bytes, purpose: str) -> None:
        """Note that a key was unwrapped.

        Args:
            actor: who acts, such as the id of an app token.
            subject: names the subject as long as its key exists, 32 bytes.
            purpose: what the key is used for.

        """
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


class StatementSigner(Protocol):
    """Signs what this server states, so that whoever reads it can check where it came from."""

    def sign(self, claims: Mapping[str, Any], kind: str = "decision") -> str:
        """Return a compact JWS (Ed25519) over the claims.

        Args:
            claims: what is stated.
            kind: what kind of statement it is, `decision`, `receipt`, `certificate`, `manifest`
                and so on: it stands in the header's `typ`, so that none passes for another.

        """
        ...

    def jwks(self) -> Mapping[str, Any]:
        """Return the public keys as a JWK set (RFC 7517)."""
        ...
