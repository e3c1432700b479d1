"""One tenant's wrapped keys by their names, and the versions of the KEK that wraps them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inperson.core import Entropy, TenantId
from inperson.vault.errors import KeyInUse, KeyUnavailable
from inperson.vault.ports import Kek, Keyring
from inperson.vault.sealing import KEY_LENGTH

_REWRAP_BATCH = 500


def _unnoted() -> None: ...


@dataclass(frozen=True, slots=True)
class TenantKeys:
    """The wrapped keys of one tenant. Each is bound to the tenant and to its name."""

    tenant_id: TenantId
    kek: Kek
    keyring: Keyring
    entropy: Entropy

    def add(self, name: str) -> bool:
        """Make and store a key; False, and nothing changed, if the name is taken."""
        key = self.entropy.bytes(KEY_LENGTH)
        return self.keyring.add(name, self.kek.wrap(key, self._aad(name)))

    def unwrap(self, name: str) -> bytes | None:
        """Return a key, 32 bytes, or None.

        Raises:
            KeyUnavailable: if the KEK cannot be used.

        """
        wrapped = self.keyring.get(name)
        return None if wrapped is None else self.kek.unwrap(wrapped, self._aad(name))

    def made(self, name: str) -> bytes:
        """Return a key of the tenant's own, which is made when it is first asked for.

        Raises:
            KeyUnavailable: if the KEK cannot be used, or the key was lost meanwhile.

        """
        key = self.unwrap(name)
        if key is None:
            self.add(name)  # another process may win; its key is then the key
            key = self.unwrap(name)
        if key is None:
            raise KeyUnavailable("A key of the tenant was lost.")
        return key

    def rotate(self) -> str:
        """Make a new version of the KEK and return its id; then `rewrap`, then `retire`."""
        return self.kek.rotate()

    def kek_id(self) -> str:
        """Return the current version of the KEK, by its id.

        Raises:
            KeyUnavailable: if the KEK cannot be used.

        """
        return self.kek.current()

    def left_to_rewrap(self, most: int = 10_000) -> int:
        """Return how many keys an earlier version of the KEK wraps; `most` stands for more."""
        return len(self.keyring.wrapped_by_others(self.kek.current(), most))

    def rewrap(self) -> Iterator[int]:
        """Wrap every key anew that an earlier version of the KEK wrapped. No record is touched.

        A process killed in between loses nothing: each key is replaced in a transaction of its
        own, and the next call goes on with those that are left.

        Yields:
            How many keys were rewrapped so far.

        Raises:
            KeyUnavailable: if the KEK cannot be used.
            SealBroken: if a wrapped key is not what was wrapped.

        """
        current, done = self.kek.current(), 0
        while batch := self.keyring.wrapped_by_others(current, _REWRAP_BATCH):
            for name, old in batch:
                key = self.kek.unwrap(old, self._aad(name))
                # lost to an erasure or to another process that rewraps: either way it is done
                self.keyring.replace(name, old, self.kek.wrap(key, self._aad(name)))
                done += 1
                yield done

    def retire(self, note: Callable[[], None] = _unnoted) -> int:
        """Destroy the earlier versions of the KEK.

        Args:
            note: is called just before; what it raises, nothing is destroyed by.

        Returns:
            How many versions went.

        Raises:
            KeyInUse: if one of them still wraps a key.
            KeyUnavailable: if the KEK cannot be used.

        """
        if self.keyring.wrapped_by_others(self.kek.current(), 1):
            raise KeyInUse("Earlier versions still wrap keys; rewrap them first.")
        note()
        return self.kek.retire()

    def _aad(self, name: str) -> bytes:
        return f"inperson wrapped key 1/{self.tenant_id}/{name}".encode()
