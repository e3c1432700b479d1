"""What is published of a tenant's terms: versions, each in all its languages."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """One language of a published notice. It never changes."""

    version: int
    language: str
    published_at: datetime
    sha256: bytes
    """Of the document in UTF-8, 32 bytes: what a consent names."""
    consents_since: int
    """The earliest version whose consents hold under this one."""
    draft: bool
    improvement: bool
    """It tells of improvement, so that one can consent to it."""
    document: str = field(repr=False)
    """Canonical JSON-LD."""

    @property
    def minimum_age(self) -> int | None:
        """Return from which age people agree for themselves, in years; None if nobody is asked."""
        years = json.loads(self.document).get("inp:minimumAge")
        return None if years is None else int(years)


@dataclass(frozen=True, slots=True)
class NoticeEdition:
    """One version of a notice, in all its languages."""

    version: int
    published_at: datetime
    consents_since: int
    draft: bool
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What publishing terms would do."""

    before: Sequence[Notice]
    """The version that is current, English first; none before the first."""
    after: Sequence[Notice]
    """The one that would be."""
    standing: int
    """Of how many people a consent holds under the current one."""

    @property
    def ends_consents(self) -> bool:
        """Tell whether everybody has to be asked again."""
        return self.after[0].consents_since == self.after[0].version
