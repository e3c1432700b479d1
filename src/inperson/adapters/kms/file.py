"""Key-encryption keys in files: the simplest key provider, for one machine."""

import hmac
import threading
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from inperson.adapters.kms.private_files import create_private_file, read_private_file
from inperson.core import Entropy, TenantId
from inperson.core.ids import is_id
from inperson.vault import KeyUnavailable, SealBroken, WrappedKey

_MAGIC = b"inperson-kek-1\n"
_KEY_LENGTH = 32
_NONCE_LENGTH = 12


class FileKeyProvider:
    """Keeps each tenant's KEK in `<folder>/<tenant id>.kek`, mode 0600.

    Who can read the folder can open every record: back it up apart from data and keyrings, or
    use a key service.

    Args:
        folder: where the files are; made with mode 0700.
        entropy: source of keys and nonces.

    """

    def __init__(self, folder: Path, entropy: Entropy) -> None:
        self._folder = folder
        self._entropy = entropy
        self._lock = threading.Lock()
        self._keks: dict[TenantId, tuple[str, AESGCM]] = {}

    def create_kek(self, tenant_id: TenantId) -> None:
        """Make the tenant's KEK; do nothing if there is one.

        Raises:
            KeyUnavailable: if the file cannot be written.

        """
        key = self._entropy.bytes(_KEY_LENGTH)
        create_private_file(self._path(tenant_id), _MAGIC + key, self._entropy)

    def wrap(self, tenant_id: TenantId, key: bytes, aad: bytes) -> WrappedKey:
        """Encrypt `key` with AES-256-GCM under the tenant's KEK, bound to `aad`.

        Raises:
            KeyUnavailable: if the tenant has no KEK.
            KeyFilePermissions: if its file can be read by others.

        """
        kek_id, cipher = self._kek(tenant_id)
        nonce = self._entropy.bytes(_NONCE_LENGTH)
        return WrappedKey(kek_id, nonce + cipher.encrypt(nonce, key, aad))

    def unwrap(self, tenant_id: TenantId, wrapped: WrappedKey, aad: bytes) -> bytes:
        """Decrypt a wrapped key.

        Raises:
            KeyUnavailable: if the tenant has no KEK, or another one wrapped the key.
            KeyFilePermissions: if its file can be read by others.
            SealBroken: if the ciphertext or `aad` is not what was wrapped.

        """
        kek_id, cipher = self._kek(tenant_id)
        if wrapped.kek_id != kek_id:
            raise KeyUnavailable("The key was wrapped under a KEK that is not here.")
        nonce, body = wrapped.ciphertext[:_NONCE_LENGTH], wrapped.ciphertext[_NONCE_LENGTH:]
        try:
            return cipher.decrypt(nonce, body, aad)
        except (InvalidTag, ValueError) as error:
            raise SealBroken("The wrapped key is not what was wrapped here.") from error

    def _kek(self, tenant_id: TenantId) -> tuple[str, AESGCM]:
        with self._lock:
            if tenant_id not in self._keks:
                self._keks[tenant_id] = _parse(read_private_file(self._path(tenant_id)))
            return self._keks[tenant_id]

    def _path(self, tenant_id: TenantId) -> Path:
        if not is_id(tenant_id, "ten"):  # it becomes a file name
            raise KeyUnavailable("This is no tenant id.")
        return self._folder / f"{tenant_id}.kek"


def _parse(content: bytes) -> tuple[str, AESGCM]:
    key = content.removeprefix(_MAGIC)
    if len(content) != len(_MAGIC) + _KEY_LENGTH or len(key) != _KEY_LENGTH:
        raise KeyUnavailable("The file is no key-encryption key.")
    kek_id = "file-" + hmac.digest(key, b"inperson kek id", "sha256")[:8].hex()
    return kek_id, AESGCM(key)
