"""Key-encryption keys in files: the simplest key provider, for one machine."""

import hmac
import os
import re
import threading
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from inperson.adapters.kms.owner_only_files import (
    create_private_file,
    destroy_private_file,
    read_private_file,
)
from inperson.core import Entropy, TenantId, is_id
from inperson.vault import KeyPassphraseWrong, KeyUnavailable, SealBroken, WrappedKey

_PLAIN = b"inperson-kek-1\n"
_LOCKED = b"inperson-kek-1-scrypt\n"
_KEY_LENGTH = 32
_NONCE_LENGTH = 12
_SALT_LENGTH = 16
_SCRYPT = {"n": 2**17, "r": 8, "p": 1}  # OWASP's advice; 128 MiB and 0.4 s a file and start
_FIRST = 1


class FileKeyProvider:
    """Keeps each version of a tenant's KEK in `<folder>/<tenant id>.<version>.kek`, mode 0600.

    Who can read the folder (and knows the passphrase, if there is one) can open every record:
    back it up apart from data and keyrings, or use a key service. docs/formats/kek-file.md.

    Args:
        folder: where the files are; made with mode 0700.
        entropy: source of keys and nonces.
        passphrase: encrypts the files; None leaves them to the file system's protection.

    """

    def __init__(self, folder: Path, entropy: Entropy, passphrase: bytes | None = None) -> None:
        self._folder = folder
        self._entropy = entropy
        self._passphrase = passphrase

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's KEK; do nothing if there is one.

        Raises:
            KeyUnavailable: if the file cannot be written.

        """
        kek = self.open(tenant_id)
        if not kek.versions():
            kek.add(_FIRST)

    def open(self, tenant_id: TenantId) -> "FileKek":
        """Return the tenant's KEK."""
        if not is_id(tenant_id, "ten"):  # it becomes a file name
            raise KeyUnavailable("This is no tenant id.")
        return FileKek(self._folder, tenant_id, self._entropy, self._passphrase)


class FileKek:
    """One tenant's KEK in files. Implements `vault.Kek`."""

    def __init__(
        self, folder: Path, tenant_id: TenantId, entropy: Entropy, passphrase: bytes | None
    ) -> None:
        self._folder = folder
        self._tenant_id = tenant_id
        self._entropy = entropy
        self._passphrase = passphrase
        self._lock = threading.Lock()
        self._known: dict[int, tuple[str, AESGCM]] = {}

    def current(self) -> str:
        """Return the id of the newest version."""
        return self._newest()[0]

    def wrap(self, key: bytes, aad: bytes) -> WrappedKey:
        """Encrypt `key` with AES-256-GCM under the newest version, bound to `aad`."""
        kek_id, cipher = self._newest()
        nonce = self._entropy.bytes(_NONCE_LENGTH)
        return WrappedKey(kek_id, nonce + cipher.encrypt(nonce, key, aad))

    def unwrap(self, wrapped: WrappedKey, aad: bytes) -> bytes:
        """Decrypt a wrapped key with the version that wrapped it."""
        for version in reversed(self.versions()):
            kek_id, cipher = self._version(version)
            if kek_id == wrapped.kek_id:
                nonce, body = wrapped.ciphertext[:_NONCE_LENGTH], wrapped.ciphertext[_NONCE_LENGTH:]
                try:
                    return cipher.decrypt(nonce, body, aad)
                except (InvalidTag, ValueError) as error:
                    raise SealBroken("The wrapped key is not what was wrapped here.") from error
        raise KeyUnavailable("The key was wrapped under a KEK that is not here.")

    def rotate(self) -> str:
        """Write a newer version; of two processes that try, both get the same one."""
        self.add(self.versions()[-1] + 1 if self.versions() else _FIRST)
        return self.current()

    def retire(self) -> int:
        """Overwrite and delete every version but the newest."""
        old = self.versions()[:-1]
        for version in old:
            destroy_private_file(self._path(version))
            with self._lock:
                self._known.pop(version, None)
        return len(old)

    def versions(self) -> Sequence[int]:
        """Return the versions that are in the folder, rising."""
        # read each time, because another process may have rotated
        form = re.compile(re.escape(self._tenant_id) + r"\.([1-9][0-9]{0,8})\.kek")
        try:
            names = os.listdir(self._folder)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise KeyUnavailable(f"The keys cannot be read: {error.strerror}.") from error
        return sorted(int(match[1]) for match in map(form.fullmatch, names) if match)

    def add(self, version: int) -> None:
        """Write a version, unless it is there."""
        key = self._entropy.bytes(_KEY_LENGTH)
        content = _PLAIN + key
        if self._passphrase is not None:
            salt, nonce = self._entropy.bytes(_SALT_LENGTH), self._entropy.bytes(_NONCE_LENGTH)
            lock = _lock(self._passphrase, salt)
            content = _LOCKED + salt + nonce + lock.encrypt(nonce, key, self._binding(version))
        create_private_file(self._path(version), content)

    def _newest(self) -> tuple[str, AESGCM]:
        versions = self.versions()
        if not versions:
            raise KeyUnavailable("The tenant has no key-encryption key.")
        return self._version(versions[-1])

    def _version(self, version: int) -> tuple[str, AESGCM]:
        with self._lock:
            if version not in self._known:
                key = self._parse(read_private_file(self._path(version)), version)
                kek_id = "file-" + hmac.digest(key, b"inperson kek id", "sha256")[:8].hex()
                self._known[version] = kek_id, AESGCM(key)
            return self._known[version]

    def _parse(self, content: bytes, version: int) -> bytes:
        if content.startswith(_LOCKED):
            body = content.removeprefix(_LOCKED)
            salt, nonce = body[:_SALT_LENGTH], body[_SALT_LENGTH:][:_NONCE_LENGTH]
            if self._passphrase is None:
                raise KeyPassphraseWrong("The key-encryption key's file needs a passphrase.")
            try:
                lock = _lock(self._passphrase, salt)
                key = lock.decrypt(
                    nonce, body[_SALT_LENGTH + _NONCE_LENGTH :], self._binding(version)
                )
            except (InvalidTag, ValueError) as error:
                raise KeyPassphraseWrong("The passphrase does not open the file.") from error
        else:
            if self._passphrase is not None:
                raise KeyPassphraseWrong("The file has no passphrase, and one was asked for.")
            key = content.removeprefix(_PLAIN) if content.startswith(_PLAIN) else b""
        if len(key) != _KEY_LENGTH:
            raise KeyUnavailable("The file is no key-encryption key.")
        return key

    def _binding(self, version: int) -> bytes:
        return f"{self._tenant_id}.{version}".encode()

    def _path(self, version: int) -> Path:
        return self._folder / f"{self._tenant_id}.{version}.kek"


def _lock(passphrase: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=_KEY_LENGTH, **_SCRYPT).derive(passphrase))
