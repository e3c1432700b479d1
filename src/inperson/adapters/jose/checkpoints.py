"""The Ed25519 key in a file that signs the audit logs' checkpoints."""

from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inperson.adapters.jose.signer import open_key, public_key
from inperson.tlog import VerifierKey


class FileCheckpointSigner:
    """Implements `tlog.CheckpointSigner` with a key in a file, made on first use.

    The key is not one that signs statements or tokens, so that no checkpoint is ever taken for
    either. Losing it does not break a log; checkpoints signed with it can then not be compared.

    Args:
        path: a file of mode 0600, in JWK form.
        name: the key's name in signatures, such as the server's host name.

    Raises:
        KeyUnavailable: if the file can be read by others or holds no such key.
        CheckpointMalformed: if the name has spaces or a plus sign.

    """

    def __init__(self, path: Path, name: str) -> None:
        key = open_key(path)
        self._private = cast("Ed25519PrivateKey", key.private_key)
        self._key = VerifierKey(name, public_key(key))

    @property
    def name(self) -> str:
        """Return the key's name."""
        return self._key.name

    @property
    def public_key(self) -> bytes:
        """Return the public key, 32 bytes."""
        return self._key.public_key

    def sign(self, message: bytes) -> bytes:
        """Return the Ed25519 signature of a message, 64 bytes."""
        return self._private.sign(message)
