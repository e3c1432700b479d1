"""Choosing the key provider that the settings name. Optional packages are imported here only."""

from dataclasses import dataclass
from pathlib import Path

from inperson.adapters.kms.file import FileKeyProvider
from inperson.adapters.kms.owner_only_files import read_private_file
from inperson.core import Entropy
from inperson.vault import KeyProvider, KeyUnavailable


@dataclass(frozen=True, slots=True)
class KeyAccess:
    """How the key provider is reached. Each reads what it needs."""

    folder: Path
    secret_file: Path | None
    url: str
    library: Path
    name: str


def open_provider(kind: str, access: KeyAccess, entropy: Entropy) -> KeyProvider:
    """Return the holder of the key-encryption keys.

    Args:
        kind: `file`, `transit`, `pkcs11` or `aws`.
        access: how it is reached.
        entropy: source of keys and nonces.

    Raises:
        KeyUnavailable: if it is not known, its package is not installed, it cannot be reached, or
            its secret cannot be read.
        KeyFilePermissions: if others can read the secret's file.

    """
    secret = None
    if access.secret_file is not None:
        secret = read_private_file(access.secret_file).strip()
    if kind == "file":
        return FileKeyProvider(access.folder, entropy, secret)
    try:
        if kind == "aws":
            return _aws(access)
        if secret is None:
            raise KeyUnavailable("This key provider needs a secret: set `kek_secret_file`.")
        if kind == "transit":
            from inperson.adapters.kms.transit import TransitKeyProvider

            return TransitKeyProvider(access.url, secret.decode(), access.name)
        if kind == "pkcs11":
            from inperson.adapters.kms.pkcs11 import Pkcs11KeyProvider

            return Pkcs11KeyProvider(access.library, access.name, secret.decode(), entropy)
    except ImportError as error:
        raise KeyUnavailable(f"Install the package for it: inperson[{kind}].") from error
    raise KeyUnavailable("This key provider is not known.")


def _aws(access: KeyAccess) -> KeyProvider:
    import boto3
    from botocore.exceptions import BotoCoreError

    from inperson.adapters.kms.aws import AwsKeyProvider

    try:
        client = boto3.client("kms")
    except BotoCoreError as error:
        raise KeyUnavailable(f"AWS KMS cannot be used: {type(error).__name__}.") from error
    return AwsKeyProvider(client, access.name)
