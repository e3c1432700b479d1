"""Files that only their owner may read, written whole or not at all."""

import os
import stat
from pathlib import Path

from inperson.core import SystemEntropy, sync_folder
from inperson.vault import KeyFilePermissions, KeyUnavailable

_LARGEST = 64 * 1024


def read_private_file(path: Path) -> bytes:
    """Read a file that is plain, ours, and closed to group and others.

    Raises:
        KeyFilePermissions: if it is a link or no plain file, or if others may read or write it.
        KeyUnavailable: if it does not exist or cannot be read.

    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        if path.is_symlink():
            raise KeyFilePermissions(f"{path.name} is a link.") from error
        raise KeyUnavailable(f"{path.name} cannot be read: {error.strerror}.") from error
    try:
        status = os.fstat(descriptor)  # of the file that is open, not of what its name points to
        if not stat.S_ISREG(status.st_mode):
            raise KeyFilePermissions(f"{path.name} is no plain file.")
        if status.st_mode & 0o077:
            raise KeyFilePermissions(f"{path.name} can be read by others; set mode 0600.")
        return os.read(descriptor, _LARGEST)
    finally:
        os.close(descriptor)


def create_private_file(path: Path, data: bytes) -> bool:
    """Write a new file of mode 0600 durably; if there is one already, leave it alone.

    The data is complete on disk before the name exists, so a process killed at any point leaves
    either no file or the whole one, and of two processes exactly one wins.

    Returns:
        False if the file existed.

    Raises:
        KeyUnavailable: if it cannot be written.

    """
    unfinished = path.with_name(f".{path.name}.{SystemEntropy().bytes(8).hex()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(descriptor)
            os.link(unfinished, path)  # fails if the name exists, where a rename would overwrite
        finally:
            unfinished.unlink()
        sync_folder(path.parent)
    except FileExistsError:
        return False
    except OSError as error:
        raise KeyUnavailable(f"{path.name} cannot be written: {error.strerror}.") from error
    return True


def destroy_private_file(path: Path) -> None:
    """Overwrite a file with zeros and delete it; do nothing if it is gone.

    A copy-on-write file system or a flash translation layer may keep the old blocks: there an
    encrypted disk, a passphrase or a key service is the protection.

    Raises:
        KeyUnavailable: if it cannot be done.

    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(os.fstat(descriptor).st_size))
            file.flush()
            os.fsync(descriptor)
        path.unlink()
        sync_folder(path.parent)
    except FileNotFoundError:
        return
    except OSError as error:
        raise KeyUnavailable(f"{path.name} cannot be destroyed: {error.strerror}.") from error
