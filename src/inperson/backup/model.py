"""The parts of a server that are backed up apart, and what an archive says of itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

FORMAT, VERSION = "inperson-backup", 1

Value = None | bool | int | float | str | bytes | datetime | date
"""What a column holds, whatever the database calls it."""


class ArchivePart(StrEnum):
    """What one archive holds. Two of them never share one: who has one can open nothing."""

    DATA = "data"
    """The directory, the silos and the improvement sets: sealed records."""
    KEYS = "keys"
    """The keyrings: wrapped keys."""
    AUDIT = "audit"
    """The audit logs."""
    KEK = "kek"
    """The files of `kek_dir`: the key-encryption keys and what signs."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of an archive."""

    part: ArchivePart
    made_at: datetime
    server: str
    """The version of the program that made it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one table."""

    table: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Value]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tail:
    """The last line of an archive."""

    stores: int
    rows: int
    sha256: str
    """Over every line before it."""
    statement: str
    """The JWS of the server that made it over `claims`."""

    def claims(self, head: Head) -> Mapping[str, Any]:
        """Return what the server states of the archive."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "part": head.part.value,
            "made_at": head.made_at.isoformat(),
            "sha256": self.sha256,
        }


class Source(Protocol):
    """One store as it is at one moment."""

    @property
    def name(self) -> str:
        """Return the store's name."""
        ...

    @property
    def kind(self) -> str:
        """Return which tables it has."""
        ...

    @property
    def revision(self) -> str:
        """Return the version of its tables."""
        ...

    def batches(self) -> Iterator[Batch]:
        """Yield all rows, table by table, those that are referred to first.

        A table without rows is a batch without rows. All of it is one moment's, whatever is
        written meanwhile.
        """
        ...


class Place(Protocol):
    """Where one part of a server lies, as a restore sees it."""

    def empty(self) -> bool:
        """Tell whether there is nothing yet that a restore would destroy."""
        ...

    def unfinished(self) -> bool:
        """Tell whether a restore of this part was cut short here."""
        ...

    def begin(self, sha256: str, made_at: datetime, actor: str) -> None:
        """Mark the part as being restored, durably, and remove what there is of it."""
        ...

    def admit(self, name: str, kind: str, revision: str) -> None:
        """Check that a store of an archive belongs here.

        Raises:
            BackupBroken: if it does not.
            BackupNewer: if its tables are newer than this program.

        """
        ...

    def load(self, name: str, kind: str, revision: str, batches: Iterator[Batch]) -> None:
        """Make a store, fill it, and bring its tables to the newest version."""
        ...

    def finish(self) -> None:
        """Mark the part as restored: the next start obeys the erasures since, and says so."""
        ...
