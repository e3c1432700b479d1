"""What a witness keeps: of each log that it trusts a file with its keys and its last checkpoint.

A log whose file is lost is not known any more: the witness refuses it, and does not begin anew.
"""

import fcntl
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inperson.core import sync_folder
from inperson.tlog import CheckpointMalformed, SignedCheckpoint, VerifierKey
from inperson.witness.errors import LogUntrusted, WitnessBroken

_NAME = re.compile("[0-9a-f]{64}")
_LARGEST = 1024 * 1024
_NO_LOG = (ValueError, LookupError, TypeError, AttributeError)
"""What comes of a file of another form."""


@dataclass(frozen=True, slots=True)
class WitnessedLog:
    """A log that a witness trusts, as far as it saw it."""

    origin: str
    keys: tuple[VerifierKey, ...]
    note: str | None
    """The checkpoint that it signed last, with the log's signatures; None before the first."""

    @property
    def last(self) -> SignedCheckpoint | None:
        """Return the last checkpoint."""
        return None if self.note is None else SignedCheckpoint.parse(self.note)


class WitnessFolder:
    """A witness's logs, in files that are replaced whole or not at all.

    Args:
        path: a folder of mode 0700, made with the first log.

    """

    def __init__(self, path: Path) -> None:
        self._path = path / "logs"

    def trust(self, key: VerifierKey) -> WitnessedLog:
        """Trust a key for the log whose origin is its name, beside those of that log so far.

        Raises:
            WitnessBroken: if what is kept of the log is damaged.

        """
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._alone(key.name):
            file = self._file(key.name)
            log = self._read(file) if file.exists() else WitnessedLog(key.name, (), None)
            known = [each for each in log.keys if each != key]
            log = replace(log, keys=(*known, key))
            self._write(log)
        return log

    def log(self, origin: str) -> WitnessedLog:
        """Return a log.

        Raises:
            LogUntrusted: if there is no such log.
            WitnessBroken: if what is kept of it is damaged.

        """
        return self.named(_name(origin))

    def named(self, name: str) -> WitnessedLog:
        """Return a log by the SHA-256 (hex) of its origin; raises what `log` does."""
        file = self._path / f"{name}.json"
        if not _NAME.fullmatch(name) or not file.exists():
            raise LogUntrusted("The witness does not know this log.")
        return self._read(file)

    def logs(self) -> Sequence[WitnessedLog]:
        """Return every log, by origin; raises `WitnessBroken` as `log` does."""
        found = [self._read(each) for each in self._path.glob("*.json")]
        return sorted(found, key=lambda log: log.origin)

    @contextmanager
    def held(self, origin: str) -> Iterator[WitnessedLog]:
        """Return a log that nobody else changes within the block, in this process or another.

        Raises:
            LogUntrusted: if there is no such log.
            WitnessBroken: if what is kept of it is damaged.

        """
        self.log(origin)  # a stranger's origin leaves no lock behind
        with self._alone(origin):
            yield self.log(origin)

    def keep(self, log: WitnessedLog, note: str) -> None:
        """Keep a log's last checkpoint, on disk when this returns. Call it while it is `held`."""
        self._write(replace(log, note=note))

    def _file(self, origin: str) -> Path:
        return self._path / f"{_name(origin)}.json"

    @contextmanager
    def _alone(self, origin: str) -> Iterator[None]:
        lock = self._file(origin).with_suffix(".lock")
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)  # of this opening: threads exclude each other
            yield
        finally:
            os.close(descriptor)

    def _read(self, file: Path) -> WitnessedLog:
        try:
            with file.open("rb") as opened:
                members: Any = json.loads(opened.read(_LARGEST))
            keys = tuple(VerifierKey.parse(each) for each in members["keys"])
            log = WitnessedLog(str(members["origin"]), keys, members["note"])
            last = log.last
            whole = last is None or (
                last.checkpoint.origin == log.origin and any(map(last.signed_by, keys))
            )
        except (OSError, CheckpointMalformed, *_NO_LOG) as error:
            raise WitnessBroken("What is kept of a log cannot be read.") from error
        if not whole or self._file(log.origin) != file:
            raise WitnessBroken("What is kept of a log is not signed by it, or of another.")
        return log

    def _write(self, log: WitnessedLog) -> None:
        keys = [each.text() for each in log.keys]
        text = json.dumps({"origin": log.origin, "keys": keys, "note": log.note})
        descriptor, unfinished = tempfile.mkstemp(prefix=".", dir=self._path)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, self._file(log.origin))
        except OSError as error:
            Path(unfinished).unlink(missing_ok=True)
            raise WitnessBroken("What was to be signed cannot be kept.") from error
        sync_folder(self._path)


def _name(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()
