"""The folder of key files as a part of a backup. Who has such a backup can open every other."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from inperson.adapters.kms.owner_only_files import create_private_file, read_private_file
from inperson.backup import BackupBroken, BackupFailed, BackupNewer, Batch
from inperson.vault import KeyUnavailable

_KIND, _REVISION, _TABLE, _COLUMNS = "kek", "kek_0001", "files", ("name", "data")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")


@dataclass(frozen=True, slots=True)
class KekFiles:
    """The files of `kek_dir`. Implements `backup.model.Source`."""

    folder: Path
    name: str = _KIND
    kind: str = _KIND
    revision: str = _REVISION

    def batches(self) -> Iterator[Batch]:
        """Yield each file; they are written whole, so each is as it was at one moment."""
        for path in sorted(self.folder.iterdir()):
            if _FILE.fullmatch(path.name):
                yield Batch(_TABLE, _COLUMNS, [[path.name, read_private_file(path)]])


@dataclass(frozen=True, slots=True)
class KekPlace:
    """A folder for key files that is not there yet. Implements `backup.model.Place`."""

    folder: Path

    @property
    def _unfinished(self) -> Path:
        return self.folder.with_name(f".{self.folder.name}.unfinished")

    def empty(self) -> bool:
        """Tell whether the folder is missing or empty."""
        return not self.folder.exists() or not any(self.folder.iterdir())

    def unfinished(self) -> bool:
        """Return False: a folder gets its name when it is whole."""
        return False

    def begin(self, sha256: str, made_at: datetime, actor: str) -> None:
        """Remove what an earlier try left.

        Raises:
            BackupFailed: if there are keys: those are never replaced.

        """
        if not self.empty():
            raise BackupFailed("There are keys already; they are never replaced. Move them away.")
        shutil.rmtree(self._unfinished, ignore_errors=True)
        self._unfinished.mkdir(mode=0o700, parents=True)

    def admit(self, name: str, kind: str, revision: str) -> None:
        """Check that it is such a folder's."""
        if name != _KIND or kind != _KIND:
            raise BackupBroken("The backup holds a store that its part has not.")
        if revision != _REVISION:
            raise BackupNewer("The backup's keys are newer than this program.")

    def load(self, name: str, kind: str, revision: str, batches: Iterator[Batch]) -> None:
        """Write the files, mode 0600."""
        for batch in batches:
            if batch.table != _TABLE or batch.columns != _COLUMNS:
                raise BackupBroken("The backup holds something else than keys.")
            for file, data in batch.rows:
                if not isinstance(file, str) or not _FILE.fullmatch(file):
                    raise BackupBroken("The backup names a file that is no key's.")
                if not isinstance(data, bytes):
                    raise BackupBroken("The backup holds something else than keys.")
                if not create_private_file(self._unfinished / file, data):
                    raise BackupBroken("The backup names a file twice.")

    def finish(self) -> None:
        """Give the folder its name."""
        try:
            os.rename(self._unfinished, self.folder)  # over nothing, or over an empty folder
        except OSError as error:
            raise KeyUnavailable(f"The keys cannot be put in place: {error.strerror}.") from error
