"""Key providers: who holds the tenants' key-encryption keys."""

from inperson.adapters.kms.choosing import KeyAccess, open_provider
from inperson.adapters.kms.file import FileKeyProvider
from inperson.adapters.kms.folders import KekFiles, KekPlace
from inperson.adapters.kms.owner_only_files import create_private_file, read_private_file

__all__ = [
    "FileKeyProvider",
    "KekFiles",
    "KekPlace",
    "KeyAccess",
    "create_private_file",
    "open_provider",
    "read_private_file",
]
