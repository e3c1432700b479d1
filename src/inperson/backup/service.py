"""Makes archives, checks them, and restores them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inperson.backup.errors import BackupBroken, BackupPartWrong, RestoreNotEmpty
from inperson.backup.lines import ArchiveReader, Sign, Tell, quiet, write_lines
from inperson.backup.model import ArchivePart, Head, Place, Source, Tail
from inperson.backup.sealing import read_lines, write_file

Check = Callable[[str], Mapping[str, Any]]
"""Checks a statement's signature and returns what it claims; raises `BackupUnsigned`."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written."""

    path: Path
    sha256: str
    """Of the file."""
    stores: int
    rows: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that was read from its first to its last byte."""

    head: Head
    tail: Tail
    stores: Sequence[tuple[str, str, str]]
    """Name, kind and revision of each."""


def make_backup(
    path: Path,
    head: Head,
    sources: Iterable[Source],
    recipients: Sequence[str],
    sign: Sign,
    tell: Tell = quiet,
) -> Made:
    """Write a part of a server into a new file.

    Args:
        path: a name that is free.
        head: what it says of itself.
        sources: the stores of the part.
        recipients: who can open it, `age1...`.
        sign: signs what the archive claims.
        tell: hears how far it is.

    Raises:
        BackupExists: if there is a file of that name.
        BackupFailed: if it cannot be written.
        RecipientInvalid: if a recipient is none.
        StoreUnavailable: if a store cannot be read.

    """
    stores, rows = set[str](), 0

    def heard(store: str, done: int) -> None:
        nonlocal rows
        stores.add(store)
        rows = done
        tell(store, done)

    lines = write_lines(head, sources, sign, heard)
    digest = write_file(path, lines, recipients)
    return Made(path, digest, len(stores), rows)


def check_backup(
    path: Path,
    identities: Sequence[str],
    part: ArchivePart | None,
    check: Check | None,
    tell: Tell = quiet,
) -> Checked:
    """Read a backup to its end without restoring anything.

    Args:
        path: the file.
        identities: one of them opens it.
        part: what it must hold; None for whatever it holds.
        check: checks who made it; None to believe anybody.
        tell: hears how far it is.

    Raises:
        BackupBroken: if it was cut off or changed.
        BackupIdentityWrong: if no identity opens it.
        BackupNewer: if it is of a later version of the format.
        BackupPartWrong: if it holds another part.
        BackupUnsigned: if it is not signed by the right key.

    """
    with path.open("rb") as file, closing(read_lines(file, identities)) as lines:
        reader = ArchiveReader(lines, tell)
        _right_part(reader.head, part)
        stores = []
        for store in reader.stores():
            stores.append((store.name, store.kind, store.revision))
            for _ in store.batches():
                pass
    return Checked(reader.head, _vouched(reader, check), stores)


def restore_backup(
    path: Path,
    identities: Sequence[str],
    part: ArchivePart,
    place: Place,
    actor: str,
    check: Check | None,
    tell: Tell = quiet,
    *,
    replace: bool = False,
) -> Checked:
    """Restore a part of a server.

    1. The archive is read to its end: nothing is touched for the sake of one that is not sound.
    2. The place must be empty, be left half restored, or be given up in so many words.
    3. It is marked as being restored, and emptied: from here on no server starts on it.
    4. The stores are filled, each in one transaction.
    5. It is marked as restored: the next start obeys the erasures since.

    A process killed from 3 to 5 leaves a place on which no server starts; doing it again finishes.

    Args:
        path: the file.
        identities: one of them opens it.
        part: what it must hold.
        place: where it goes.
        actor: who restores.
        check: checks who made it; None to believe anybody.
        tell: hears how far it is.
        replace: whether what is there may go.

    Raises what `check_backup` raises, and:
        RestoreNotEmpty: if there is something, and nobody said that it may go.
        StoreUnavailable: if a store refuses; then the restore is unfinished.

    """
    checked = check_backup(path, identities, part, check)
    for name, kind, revision in checked.stores:
        place.admit(name, kind, revision)
    if not (replace or place.unfinished() or place.empty()):
        raise RestoreNotEmpty("There is something already; say --replace to give it up.")
    place.begin(checked.tail.sha256, checked.head.made_at, actor)
    with path.open("rb") as file, closing(read_lines(file, identities)) as lines:
        reader = ArchiveReader(lines, tell)
        for store in reader.stores():
            place.load(store.name, store.kind, store.revision, store.batches())
        if reader.tail is None or reader.tail.sha256 != checked.tail.sha256:
            raise BackupBroken("The backup changed while it was read.")
    place.finish()
    return checked


def _right_part(head: Head, part: ArchivePart | None) -> None:
    if part is not None and head.part is not part:
        raise BackupPartWrong(f"The backup holds the part `{head.part.value}`.")


def _vouched(reader: ArchiveReader, check: Check | None) -> Tail:
    tail = reader.tail
    if tail is None:
        raise BackupBroken("The backup ends before its end.")
    if check is not None:
        said = dict(check(tail.statement))
        said.pop("iss", None)
        if said != tail.claims(reader.head):
            raise BackupBroken("The signed statement is about another backup.")
    return tail
