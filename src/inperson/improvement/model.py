"""Samples and exports as values."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from inperson.core import SampleId, SessionId, SubjectId


@dataclass(frozen=True, slots=True)
class SealedSample:
    """A frame of a developer session with what was recorded of it, sealed."""

    id: SampleId
    session_id: SessionId
    subject_id: SubjectId
    taken_at: datetime
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Export:
    """One export that was made. Exports are numbered without a gap, and each seals the last."""

    number: int
    exported_at: datetime
    samples: int
    manifest_sha256: bytes
    chain_sha256: bytes

    @classmethod
    def after(
        cls, last: "Export | None", exported_at: datetime, samples: int, manifest_sha256: bytes
    ) -> "Export":
        """Return the export that follows another one."""
        number = 1 if last is None else last.number + 1
        previous = bytes(32) if last is None else last.chain_sha256
        text = f"{number} {exported_at.isoformat()} {samples} {manifest_sha256.hex()}"
        chain = hashlib.sha256(previous + text.encode()).digest()
        return cls(number, exported_at, samples, manifest_sha256, chain)
