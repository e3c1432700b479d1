"""One tenant's vault: a data key for each subject, records sealed under it, keyed hashes."""

import hmac
import threading
from collections import OrderedDict

from inperson.core import Clock, Entropy, SubjectId, TenantId
from inperson.vault.errors import KeyDestroyed, KeyUnavailable
from inperson.vault.ports import KeyProvider, Keyring
from inperson.vault.sealing import KEY_LENGTH, NONCE_LENGTH, Binding, DataKey, Purpose

CACHE_TTL_S = 60.0
CACHE_SIZE = 1024

_MAC_KEY = "tenant/mac"


class TenantVault:
    """Seals and opens one tenant's records. No method takes a tenant's id.

    Unwrapped data keys are kept in memory for a minute, because a key service may need tens of
    milliseconds an unwrap. A key destroyed by this process is forgotten at once; one destroyed by
    another process stays usable here for that minute, but its rows are gone with it.

    Args:
        tenant_id: whose vault it is.
        provider: holder of the tenant's KEK.
        keyring: the tenant's wrapped keys.
        entropy: source of keys and nonces.
        clock: measures how long a key may stay in memory.

    """

    def __init__(
        self,
        tenant_id: TenantId,
        provider: KeyProvider,
        keyring: Keyring,
        entropy: Entropy,
        clock: Clock,
    ) -> None:
        self._tenant_id = tenant_id
        self._provider = provider
        self._keyring = keyring
        self._entropy = entropy
        self._clock = clock
        self._lock = threading.Lock()
        self._cache: OrderedDict[SubjectId, tuple[float, DataKey]] = OrderedDict()
        self._mac_key: bytes | None = None

    def create_subject_key(self, subject_id: SubjectId) -> None:
        """Make and store the data key of a new subject.

        Raises:
            KeyUnavailable: if the subject has a key, or the KEK cannot be used.

        """
        if not self._add_key(_subject(subject_id)):
            raise KeyUnavailable("The subject has a key already.")

    def seal(
        self, subject_id: SubjectId, purpose: Purpose, model_digest: str, plaintext: bytes
    ) -> bytes:
        """Encrypt under the subject's key, bound to tenant, subject, purpose and model.

        Raises:
            KeyDestroyed: if the subject has no key.
            KeyUnavailable: if the KEK cannot be used.

        """
        binding = Binding(self._tenant_id, subject_id, purpose, model_digest)
        return self._data_key(subject_id).seal(
            plaintext, binding, self._entropy.bytes(NONCE_LENGTH)
        )

    def open(
        self, subject_id: SubjectId, purpose: Purpose, model_digest: str, sealed: bytes
    ) -> bytes:
        """Decrypt what `seal` returned.

        Raises:
            KeyDestroyed: if the subject has no key.
            KeyUnavailable: if the KEK cannot be used.
            SealTruncated: if the record is too short.
            SealVersionUnsupported: if it is of another version.
            SealKeyMismatch: if it was sealed under another key.
            SealBroken: if the record or what it is bound to was changed.

        """
        binding = Binding(self._tenant_id, subject_id, purpose, model_digest)
        return self._data_key(subject_id).open(sealed, binding)

    def destroy_subject_key(self, subject_id: SubjectId) -> bool:
        """Destroy the subject's key, and with it every copy of its records (crypto-shredding).

        The cost does not depend on how many records there are.

        Returns:
            False if the subject had no key.

        """
        destroyed = self._keyring.destroy(_subject(subject_id))
        with self._lock:
            self._cache.pop(subject_id, None)
        return destroyed

    def pseudonym(self, domain: str, value: bytes) -> bytes:
        """Return HMAC-SHA-256 of a value under the tenant's own key, 32 bytes.

        It is a pseudonym, not anonymous: who holds the key can test a guess.

        Args:
            domain: what kind of value it is; equal values of two domains are unrelated.
            value: what to hide.

        Raises:
            KeyUnavailable: if the KEK cannot be used.

        """
        scope = domain.encode()
        message = len(scope).to_bytes(2, "big") + scope + value
        return hmac.digest(self._mac(), message, "sha256")

    def _mac(self) -> bytes:
        if self._mac_key is None:
            key = self._unwrap(_MAC_KEY)
            if key is None:
                self._add_key(_MAC_KEY)  # another process may win; its key is then the key
                key = self._unwrap(_MAC_KEY)
            if key is None:
                raise KeyUnavailable("The tenant's hashing key was lost.")
            self._mac_key = key
        return self._mac_key

    def _data_key(self, subject_id: SubjectId) -> DataKey:
        now = self._clock.monotonic_s()
        with self._lock:
            kept = self._cache.get(subject_id)
            if kept is not None and now < kept[0]:
                return kept[1]
        key = self._unwrap(_subject(subject_id))
        if key is None:
            raise KeyDestroyed("The subject has no key.")
        data_key = DataKey(key)
        with self._lock:
            self._cache[subject_id] = (now + CACHE_TTL_S, data_key)
            self._cache.move_to_end(subject_id)
            while len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)
        return data_key

    def _add_key(self, name: str) -> bool:
        key = self._entropy.bytes(KEY_LENGTH)
        wrapped = self._provider.wrap(self._tenant_id, key, self._aad(name))
        return self._keyring.add(name, wrapped)

    def _unwrap(self, name: str) -> bytes | None:
        wrapped = self._keyring.get(name)
        if wrapped is None:
            return None
        return self._provider.unwrap(self._tenant_id, wrapped, self._aad(name))

    def _aad(self, name: str) -> bytes:
        return f"inperson wrapped key 1/{self._tenant_id}/{name}".encode()


def _subject(subject_id: SubjectId) -> str:
    return f"subject/{subject_id}"
