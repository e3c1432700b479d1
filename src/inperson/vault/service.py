"""One tenant's vault: a data key for each subject, records sealed under it, keyed hashes."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from inperson.core import SERVER, Clock, Entropy, SubjectId, TenantId
from inperson.vault.errors import KeyDestroyed, KeyUnavailable
from inperson.vault.keys import TenantKeys
from inperson.vault.memory import CACHE_TTL_S, KeysInMemory
from inperson.vault.ports import SUBJECT_KEYS, Kek, Keyring, Tombstone, Witness
from inperson.vault.sealing import NONCE_LENGTH, Binding, DataKey, Purpose

_MAC_KEY = "tenant/mac"
_MAC_LEAD = timedelta(minutes=2)
"""Longer than keys stay in memory."""
_RECORD_KEY = "tenant/records"


class TenantVault:
    """Seals and opens one tenant's records. No method takes a tenant's id.

    Unwrapped data keys are kept in memory for a minute, because a key service may need tens of
    milliseconds an unwrap. A key destroyed by this process is forgotten at once; one destroyed by
    another process stays usable here for that minute, but its rows are gone with it. Each use of
    a key by another actor or for another purpose is an unwrap of its own, and the witness is told
    before: what it cannot note does not happen.

    Args:
        tenant_id: whose vault it is.
        kek: the tenant's key-encryption key.
        keyring: the tenant's wrapped keys.
        entropy: source of keys and nonces.
        clock: measures how long a key may stay in memory.
        witness: is told of each data key that is unwrapped.
        actor: in whose name.

    """

    def __init__(
        self,
        tenant_id: TenantId,
        kek: Kek,
        keyring: Keyring,
        entropy: Entropy,
        clock: Clock,
        witness: Witness,
        actor: str = SERVER,
    ) -> None:
        self._tenant_id = tenant_id
        self.keys = TenantKeys(tenant_id, kek, keyring, entropy)
        self._entropy = entropy
        self._clock = clock
        self._witness = witness
        self._actor = actor
        self._kept = KeysInMemory()

    def by(self, actor: str) -> "TenantVault":
        """Return the same vault, used in the name of somebody."""
        same = TenantVault(
            self._tenant_id,
            self.keys.kek,
            self.keys.keyring,
            self._entropy,
            self._clock,
            self._witness,
            actor,
        )
        same._kept = self._kept
        return same

    @property
    def uses(self) -> tuple[int, int]:
        """Return how many data keys were found in memory, and how many had to be unwrapped."""
        return self._kept.hits, self._kept.misses

    def tag(self, subject_id: SubjectId) -> bytes | None:
        """Return what names a subject in the audit log, 32 bytes; None once its key is destroyed.

        Raises:
            KeyUnavailable: if the KEK cannot be used.

        """
        try:
            return self._data_key(subject_id, Purpose.AUDIT_TAG).tag
        except KeyDestroyed:
            return None

    def create_subject_key(self, subject_id: SubjectId) -> None:
        """Make and store the data key of a new subject.

        Raises:
            KeyUnavailable: if the subject has a key, or the KEK cannot be used.

        """
        if not self.keys.add(_subject(subject_id)):
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
        return self._data_key(subject_id, purpose).seal(
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
        return self._data_key(subject_id, purpose).open(sealed, binding)

    def seal_unowned(self, record_id: str, purpose: Purpose, plaintext: bytes) -> bytes:
        """Encrypt what belongs to no enrolled subject, under the tenant's own record key.

        Bound to the record's id in the subject's place. Erasure cannot shred it: delete its row.

        Raises:
            KeyUnavailable: if the KEK cannot be used.

        """
        binding = Binding(self._tenant_id, record_id, purpose, "")
        return self._record_key().seal(plaintext, binding, self._entropy.bytes(NONCE_LENGTH))

    def seal_random(self, record_id: str, purpose: Purpose, length: int) -> bytes:
        """Encrypt random bytes that nobody has seen, as `seal_unowned` does.

        Raises:
            KeyUnavailable: if the KEK cannot be used.

        """
        return self.seal_unowned(record_id, purpose, self._entropy.bytes(length))

    def open_unowned(self, record_id: str, purpose: Purpose, sealed: bytes) -> bytes:
        """Decrypt what `seal_unowned` returned; raises what `open` raises."""
        return self._record_key().open(sealed, Binding(self._tenant_id, record_id, purpose, ""))

    def destroy_subject_key(self, tombstone: Tombstone) -> bool:
        """Destroy the subject's key, and with it every copy of its records (crypto-shredding).

        The cost does not depend on how many records there are.

        Returns:
            False if the subject had no key.

        """
        destroyed = self.keys.keyring.destroy(_subject(tombstone.subject_id), tombstone)
        self._kept.forget(tombstone.subject_id)
        return destroyed

    def discard_subject_key(self, subject_id: SubjectId) -> None:
        """Destroy the key of an enrolment that lost to another. Nobody was erased: no tombstone."""
        self.keys.keyring.destroy(_subject(subject_id), None)
        self._kept.forget(subject_id)

    def tombstones(self) -> Sequence[Tombstone]:
        """Return whose keys were destroyed, in order: what a restored backup must forget."""
        return self.keys.keyring.tombstones()

    def check(self) -> None:
        """Unwrap a key of the tenant's own, so that a server without its KEK does not start.

        Raises:
            KeyUnavailable: if the KEK is not the one that wrapped the keyring.
            SealBroken: if the keyring is another tenant's.

        """
        self._macs()

    def pseudonym(self, domain: str, value: bytes) -> bytes:
        """Return HMAC-SHA-256 of a value under the tenant's own key, 32 bytes.

        It is a pseudonym, not anonymous: who holds the key can test a guess.

        Args:
            domain: what kind of value it is; equal values of two domains are unrelated.
            value: what to hide.

        Raises:
            KeyUnavailable: if the KEK cannot be used.

        """
        return _hmac(self._macs()[0], domain, value)

    def earlier_pseudonyms(self, domain: str, value: bytes) -> Sequence[bytes]:
        """Return what `pseudonym` returned under earlier keys, the latest first."""
        return [_hmac(key, domain, value) for key in self._macs()[1:]]

    def rotate_pseudonyms(self) -> datetime:
        """Make a new key for pseudonyms, and return when it comes into force.

        That is in two minutes: by then every process of the server has met it, so that no two of
        them call one subject by two names. Whoever is seen again is renamed then.

        Raises:
            KeyUnavailable: if the KEK cannot be used.

        """
        starts = self._clock.now() + _MAC_LEAD
        self.keys.made(f"{_MAC_KEY}/{int(starts.timestamp()):012}")
        return starts

    def _macs(self) -> Sequence[bytes]:
        """Return the keys of pseudonyms that are in force, the newest first."""
        now, elapsed = int(self._clock.now().timestamp()), self._clock.monotonic_s()
        macs = self._kept.macs
        if macs is None or elapsed >= macs[0]:
            later = self.keys.keyring.names(f"{_MAC_KEY}/")
            keys = {int(name.rpartition("/")[2]): self.keys.made(name) for name in later}
            keys[0] = self.keys.made(_MAC_KEY)
            macs = self._kept.macs = elapsed + CACHE_TTL_S, keys
        known = macs[1]
        return [known[starts] for starts in sorted(known, reverse=True) if starts <= now]

    def _record_key(self) -> DataKey:
        key = self._kept.records
        if key is None:
            key = self._kept.records = DataKey(self.keys.made(_RECORD_KEY))
        return key

    def _data_key(self, subject_id: SubjectId, purpose: Purpose) -> DataKey:
        now, use = self._clock.monotonic_s(), (self._actor, subject_id, purpose)
        known = self._kept.get(use, now)
        if known is not None:
            return known
        key = self.keys.unwrap(_subject(subject_id))
        if key is None:
            raise KeyDestroyed("The subject has no key.")
        data_key = DataKey(key)
        self._witness.unwrapped(self._actor, data_key.tag, purpose)
        self._kept.put(use, data_key, now)
        return data_key


def _subject(subject_id: SubjectId) -> str:
    return f"{SUBJECT_KEYS}{subject_id}"


def _hmac(key: bytes, domain: str, value: bytes) -> bytes:
    scope = domain.encode()
    return hmac.digest(key, len(scope).to_bytes(2, "big") + scope + value, "sha256")
