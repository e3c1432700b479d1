"""The sealed record, version 1: docs/formats/sealed-record.md, byte for byte.

::

    magic "INPS" | version 1 | key id (8) | nonce (12) | ciphertext | tag (16)
"""

import hmac
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from inperson.core import TenantId
from inperson.vault.errors import (
    SealBroken,
    SealKeyMismatch,
    SealTruncated,
    SealVersionUnsupported,
)

MAGIC = b"INPS"
VERSION = 1
KEY_LENGTH = 32
NONCE_LENGTH = 12

_KEY_ID_LENGTH = 8
_HEADER = MAGIC + bytes([VERSION])
_BODY_AT = len(_HEADER) + _KEY_ID_LENGTH + NONCE_LENGTH
_SHORTEST = _BODY_AT + 16


class Purpose(StrEnum):
    """What a sealed record is for; a record opens for its own purpose only."""

    REFERENCE_TEMPLATE = "identity/reference-template"
    SESSION_RECORD = "security/session-record"
    IMPROVEMENT_SAMPLE = "improvement/sample"
    PRIVACY_RECORD = "rights/privacy-record"
    """What a tenant's desk for rights keeps: requests, disclosures, holds, settings, messages."""
    USAGE_SALT = "billing/usage-salt"
    """Keeps a subject from being counted twice in one month; belongs to no subject."""
    AUDIT_TAG = "audit/subject-tag"
    """Nothing is sealed for it: the key is used to name its subject in the audit log."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What a record belongs to. All of it is authenticated; none of it is in the record."""

    tenant_id: TenantId
    subject_id: str
    """Or the id of a record that belongs to no subject."""
    purpose: Purpose
    model_digest: str

    def aad(self) -> bytes:
        """Return the additional authenticated data: each field behind its length."""
        fields = (self.tenant_id, self.subject_id, self.purpose.value, self.model_digest)
        return _HEADER + b"".join(_with_length(field.encode()) for field in fields)


class DataKey:
    """A subject's data key (DEK), ready for use.

    Args:
        key: 32 random bytes.

    """

    __slots__ = ("_cipher", "id", "tag")

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self.id = hmac.digest(key, b"inperson key id", "sha256")[:_KEY_ID_LENGTH]
        """Names the key without telling it: 8 bytes of an HMAC under it."""
        self.tag = hmac.digest(key, b"inperson audit subject", "sha256")
        """Names the subject in the audit log: an HMAC that nobody makes again without the key."""

    def seal(self, plaintext: bytes, binding: Binding, nonce: bytes) -> bytes:
        """Encrypt with AES-256-GCM and return the record.

        Args:
            plaintext: what to protect.
            binding: what it belongs to.
            nonce: 12 fresh random bytes. Two records of one key must never share a nonce.

        """
        sealed = self._cipher.encrypt(nonce, plaintext, binding.aad())
        return b"".join((_HEADER, self.id, nonce, sealed))

    def open(self, record: bytes, binding: Binding) -> bytes:
        """Check and decrypt a record.

        Raises:
            SealTruncated: if the record is too short.
            SealVersionUnsupported: if it is of another version, or no record.
            SealKeyMismatch: if it was sealed under another key.
            SealBroken: if a byte of it or its binding is not what was sealed.

        """
        if len(record) < _SHORTEST:
            raise SealTruncated("The sealed record is too short.")
        if not record.startswith(_HEADER):
            raise SealVersionUnsupported("This is no sealed record of version 1.")
        key_id = record[len(_HEADER) : len(_HEADER) + _KEY_ID_LENGTH]
        if not hmac.compare_digest(key_id, self.id):
            raise SealKeyMismatch("The record was sealed under another key of the subject.")
        nonce = record[_BODY_AT - NONCE_LENGTH : _BODY_AT]
        try:
            return self._cipher.decrypt(nonce, record[_BODY_AT:], binding.aad())
        except InvalidTag as error:
            raise SealBroken("The record is not what was sealed here.") from error


def _with_length(field: bytes) -> bytes:
    return len(field).to_bytes(2, "big") + field
