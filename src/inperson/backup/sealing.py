"""An archive as a file: an age file (https://age-encryption.org/v1), streamed, whole or not at all.

The plaintext is never on disk, and no more of it in memory than a few lines.
"""

import hashlib
import io
import os
import queue
import secrets
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import pyrage

from inperson.backup.errors import BackupBroken, BackupExists, BackupFailed, BackupIdentityWrong
from inperson.backup.lines import LONGEST_LINE
from inperson.core import InpersonError, sync_folder
from inperson.rights import AgeRecipient

_BLOCK = 1 << 16
_AHEAD = 64
"""Blocks that are decrypted before they are asked for."""
_NO_KEY = "No matching keys found"


def write_file(path: Path, lines: Iterator[bytes], recipients: Sequence[str]) -> str:
    """Encrypt lines into a new file of mode 0600.

    1. They go into a file of another name, which is flushed to the disk.
    2. It is read back from there: what is on the disk must be what was written.
    3. Only then it gets its name, which must be free still.

    Args:
        path: a name that is free.
        lines: what is to be in it.
        recipients: `age1...`, each of whom can open it.

    Returns:
        The SHA-256 of the file.

    Raises:
        BackupExists: if there is a file of that name.
        BackupFailed: if it cannot be written.
        RecipientInvalid: if a recipient is none.

    Whatever `lines` raises comes out as it is. Of a process that is killed a file stays whose name
    begins with a dot and ends with `.unfinished`; it is no backup.

    """
    if not recipients:
        raise BackupFailed("A backup needs a recipient.")
    keys = [pyrage.x25519.Recipient.from_str(_checked(each)) for each in recipients]
    if os.path.lexists(path):
        raise BackupExists(f"{path.name} exists.")
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}.unfinished")
    try:
        with _private(unfinished) as file:
            source, sink = _Source(lines), _Hashing(file)
            _encrypt(source, sink, keys)
            file.flush()
            os.fsync(file.fileno())
            digest = sink.digest.hexdigest()
            if _read_back(file) != digest:
                raise BackupFailed("The disk does not give back what was written.")
            _name(unfinished, path)
    except OSError as error:
        raise BackupFailed(f"{path.name} cannot be written: {error.strerror}.") from error
    return digest


def read_lines(file: BinaryIO, identities: Sequence[str]) -> Generator[bytes, None, None]:
    """Yield the lines of an archive, decrypted as they are asked for.

    Close the iterator if not all of them are wanted.

    Args:
        file: at its beginning.
        identities: `AGE-SECRET-KEY-1...`, of which one must open it.

    Raises:
        BackupIdentityWrong: if none does, or one is malformed.
        BackupBroken: if the file was cut off or changed.

    """
    keys = [_identity(each) for each in identities]
    pipe = _Pipe()
    worker = threading.Thread(target=pipe.fill, args=(file, keys), daemon=True)
    worker.start()
    rest = bytearray()
    try:
        while block := pipe.take():
            rest += block
            if b"\n" in block:
                *lines, rest = rest.split(b"\n")
                for line in lines:
                    yield bytes(line) + b"\n"
            if len(rest) > LONGEST_LINE:
                raise BackupBroken("A line of the backup is too long.")
        if rest:
            yield bytes(rest)
    finally:
        pipe.stop()
        worker.join()


def read_identities(text: str) -> tuple[str, ...]:
    """Return the identities in a file as `age-keygen` writes it.

    Raises:
        BackupIdentityWrong: if there is none.

    """
    lines = (line.strip() for line in text.splitlines())
    found = tuple(line for line in lines if line and not line.startswith("#"))
    if not found:
        raise BackupIdentityWrong("There is no identity in the file.")
    for each in found:
        _identity(each)
    return found


def new_identity() -> tuple[str, str]:
    """Return a new identity, and the recipient that belongs to it."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def fingerprint(recipient: str) -> str:
    """Return what tells recipients apart in the audit log, 16 hexadecimal digits."""
    return hashlib.sha256(_checked(recipient).encode()).hexdigest()[:16]


def _checked(recipient: str) -> str:
    # an age recipient may be written in capitals as well; it is one recipient
    return AgeRecipient(key=recipient.lower()).key or ""


def _identity(text: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(text)
    except (pyrage.IdentityError, ValueError, TypeError):
        # `from None`: the text of the error may hold the identity
        raise BackupIdentityWrong("This is no age identity.") from None


class _Source(io.RawIOBase):
    """Gives lines as a stream; keeps what they raise, which the library would turn into text."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self._rest = b""
        self.raised: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes; none at the end."""
        try:
            while not self._rest:
                line = next(self._lines, None)
                if line is None:
                    return b""
                self._rest = line
        except BaseException as error:
            self.raised = error
            raise
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


class _Hashing(io.RawIOBase):
    """Writes into a file, hashing; keeps what the file raises."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.raised: BaseException | None = None

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write all of it."""
        try:
            self._file.write(data)
        except BaseException as error:
            self.raised = error
            raise
        self.digest.update(data)
        return len(data)


class _Pipe:
    """Carries decrypted blocks from the library's thread to the one that reads."""

    def __init__(self) -> None:
        self._blocks: queue.Queue[bytes | InpersonError] = queue.Queue(_AHEAD)
        self._stopped = threading.Event()

    def fill(self, file: BinaryIO, keys: Sequence[pyrage.x25519.Identity]) -> None:
        """Decrypt a file; at its end, or where it fails, say so."""
        end: bytes | InpersonError = b""
        try:
            pyrage.decrypt_io(file, self, keys)
        except pyrage.DecryptError as error:
            end = (
                BackupIdentityWrong("The identity does not open this backup.")
                if str(error) == _NO_KEY
                else BackupBroken("The file is no backup, or only the beginning of one.")
            )
        except Exception:  # whatever the library raises at what it is given
            end = BackupBroken("The backup was cut off or changed.")
        self._put(end)

    def write(self, data: bytes) -> int:
        """Take a block of the library's."""
        if self._stopped.is_set():
            msg = "nobody reads"
            raise OSError(msg)
        if data:
            self._put(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: each block is passed on at once."""

    def take(self) -> bytes:
        """Return the next block; none at the end."""
        block = self._blocks.get()
        if isinstance(block, InpersonError):
            raise block
        return block

    def stop(self) -> None:
        """Let the library's thread end."""
        self._stopped.set()
        with suppress(queue.Empty):
            while True:
                self._blocks.get_nowait()

    def _put(self, block: bytes | InpersonError) -> None:
        while not self._stopped.is_set():
            with suppress(queue.Full):
                self._blocks.put(block, timeout=0.2)
                return


def _encrypt(source: _Source, sink: _Hashing, keys: Sequence[pyrage.x25519.Recipient]) -> None:
    try:
        pyrage.encrypt_io(source, sink, keys)
    except Exception as error:
        raised = source.raised or sink.raised
        if raised is not None:
            raise raised from None
        raise BackupFailed("The backup cannot be encrypted.") from error


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """Open a new file of mode 0600 to write and read; remove its name at the end."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            try:
                yield file
            except BaseException:
                with suppress(OSError):  # what is still buffered may not fit either
                    file.truncate(0)
                raise
    finally:
        path.unlink(missing_ok=True)


def _read_back(file: BinaryIO) -> str:
    descriptor = file.fileno()
    with suppress(OSError):  # from the disk, not from memory, where the system lets us ask for it
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _name(unfinished: Path, path: Path) -> None:
    try:
        os.link(unfinished, path)  # fails if the name exists, where a rename would overwrite
    except FileExistsError as error:
        raise BackupExists(f"{path.name} exists.") from error
    sync_folder(path.parent)
