"""What a law pack says of a place, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from inperson.rights.laws.errors import LawOutdated

READ_EVERY = timedelta(days=2 * 365)
"""After that somebody reads a law again before a document rests on it."""


class Category(StrEnum):
    """What a server keeps."""

    TEMPLATE = "template"
    """The reference template, and with it the subject: it goes whole."""
    SESSION_RECORD = "session_record"
    """What a session recorded of its device."""
    SESSION_OUTCOME = "session_outcome"
    """The session itself: whom it was about, when, what was decided."""
    FRAME_DIGESTS = "frame_digests"
    IMPROVEMENT_SAMPLES = "improvement_samples"
    CONSENT_RECORD = "consent_record"
    PRIVACY_REQUEST = "privacy_request"
    DELIVERY_LOG = "delivery_log"
    DISCLOSURE_RECORD = "disclosure_record"
    """Disclosures, and the legal orders that held data."""
    IDEMPOTENCY = "idempotency"
    """Idempotency keys, and the codes of the privacy centre that were used or ran out."""


class Trigger(StrEnum):
    """The event from which the days count."""

    CREATION = "creation"
    LAST_INTERACTION = "last_interaction"
    """The newest session of the reference, or the enrolment."""
    END_OF_PURPOSE = "end_of_purpose"
    """A withdrawal, an answer, a delivery: when the record has done what it was for."""


@dataclass(frozen=True, slots=True)
class Cap:
    """The longest that something may be kept."""

    code: str
    """The jurisdiction's, or `software` for what this software never keeps longer."""
    law: str
    days: int
    counted_from: Trigger
    """What the law counts from. The schedule's own trigger is never later."""
    rule: str
    source: str | None


@dataclass(frozen=True, slots=True)
class WrittenLaw:
    """Where a law is written, and when and where it was read."""

    law: str
    source: str
    """Where it is published, by whoever made it."""
    checked: date | None
    """When its text was last read; None if what is said here is from memory."""
    read: str | None
    """Where it was read, if not at its source: a copy."""


@dataclass(frozen=True, slots=True)
class Jurisdiction(WrittenLaw):
    """A place whose law a tenant says it falls under."""

    code: str
    """`EU`, or an ISO 3166 code such as `GB` or `US-IL`."""
    name: str
    reason_required: bool
    """It caps nothing by a number: who keeps a thing longer than by default says why."""
    caps: Mapping[Category, Cap]
    members: frozenset[str] = frozenset()
    """The countries that it is the law of, where that is not its own code."""
    gdpr: bool = False
    """Its law is the GDPR, with the GDPR's articles."""
    discloses: str | None = None
    """Its law asks a notice for words of its own: those of this table of a notice's words."""

    def require_current(self, today: date) -> None:
        """Refuse to rest on a reading that is too old. What nobody read is marked, not refused.

        Raises:
            LawOutdated: if it is.

        """
        if self.checked is not None and today - self.checked > READ_EVERY:
            raise LawOutdated(
                f"{self.code}: {self.law} was read on {self.checked.isoformat()}. Read it again at "
                f"{self.source}, or bring the software up to date."
            )


@dataclass(frozen=True, slots=True)
class HeirsLaw(WrittenLaw):
    """What the law of a country lets ask who acts for a dead person (GDPR recital 27)."""

    country: str
    grants: frozenset[str]
    """Kinds of privacy requests."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentAge(WrittenLaw):
    """From which age people consent without a guardian: GDPR Art. 8(1), COPPA and their like."""

    place: str
    """Whose law it is: a state, a country or a union."""
    years: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SupervisoryAuthority:
    """A data protection supervisory authority."""

    country: str
    """ISO 3166-1 code, or ISO 3166-2 where a state of a federation has a law of its own."""
    name: str
    """In its own language."""
    english: str
    website: str
    checked: date | None
    """When its own page was last looked at; None if what is said here is from memory."""
    contact: str | None = None
    """The page where complaints are taken."""
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    """For letters, on one line."""
    note: str | None = None
    """What else one must know to find the right one."""
