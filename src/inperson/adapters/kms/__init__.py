"""Key providers: who holds the tenants' key-encryption keys."""

from inperson.adapters.kms.file import FileKeyProvider
from inperson.adapters.kms.private_files import create_private_file, read_private_file

__all__ = ["FileKeyProvider", "create_private_file", "read_private_file"]
