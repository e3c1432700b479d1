"""Samples and exports as values."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inperson.core import ExportId, SampleId, SessionId, SubjectId
from inperson.improvement.errors import ExportNotApproved

PROPOSAL_LIVES = timedelta(days=30)
"""A proposal of which no export is made by then ends."""


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


@dataclass(frozen=True, slots=True)
class ExportProposal:
    """That the set shall leave once, for one recipient: one person proposes, another approves."""

    id: ExportId
    proposed_at: datetime
    proposed_by: str
    details: bytes = field(repr=False)
    """To whom and what for, sealed."""
    approved_at: datetime | None = None
    approved_by: str | None = None
    number: int | None = None
    """Of the export that was made of it."""

    def open_at(self, now: datetime) -> bool:
        """Tell whether it can still be approved, or an export be made of it."""
        return self.number is None and now < self.proposed_at + PROPOSAL_LIVES

    def require_approved(self) -> None:
        """Let an export be made of it.

        Raises:
            ExportNotApproved: if no second person approved it.

        """
        if self.approved_by is None:
            raise ExportNotApproved("A second person has to approve the export first.")


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """Whose picture left as which file of an export, until it is recalled: then nobody's."""

    number: int
    name: str
    subject_id: SubjectId | None
    recalled_at: datetime | None = None
    told_at: datetime | None = None
    """When the controller was told."""
