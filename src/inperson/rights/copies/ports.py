"""What this part needs of the silo beyond what others ask of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from inperson.rights.copies.model import (
    CentreEntry,
    FrameDigests,
    Message,
    NoticeText,
    Restriction,
)
from inperson.rights.retention import StoredHold
from inperson.sessions import Pseudonym


class CopyRows(Protocol):
    """What is held of one person, where nobody else has to read it."""

    def last_seen(self, reference: Pseudonym) -> datetime | None:
        """Return when the newest session of an enrolled subject began, if that is kept."""
        ...

    def frames_of(self, reference: Pseudonym) -> FrameDigests:
        """Return how many digests of frames are kept of the sessions of a reference."""
        ...

    def restriction_of(self, reference: Pseudonym) -> Restriction | None:
        """Return since when the data of a reference is not used, and by which request."""
        ...

    def holds_of(self, reference: Pseudonym) -> Sequence[StoredHold]:
        """Return all holds of a reference in the order in which they were placed."""
        ...

    def centre_entries(self, reference: Pseudonym) -> Sequence[CentreEntry]:
        """Return the codes of the privacy centre that were made for a reference, in order."""
        ...

    def messages_of(self, reference: Pseudonym) -> Sequence[Message]:
        """Return the messages about the requests of a reference, in order."""
        ...

    def notice_texts(self, sha256: Sequence[bytes]) -> Sequence[NoticeText]:
        """Return the notices with these hashes, and those of the current version, in order."""
        ...
