"""What is held of one person, as values, and the copy of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from inperson.audit import Leaf
from inperson.core import RequestId
from inperson.rights.disclosures import Contents, Disclosure
from inperson.rights.exports import HeldExport
from inperson.rights.laws import SupervisoryAuthority, authority
from inperson.rights.notices import NoticeTerms
from inperson.rights.requests import PrivacyRequest, RequestDetails
from inperson.rights.retention import RetentionRow, StoredHold
from inperson.sessions import (
    AnySession,
    Attempts,
    Consent,
    KeptSample,
    Pseudonym,
    SessionRecord,
    Subject,
)
from inperson.tenants import TokenKind
from inperson.usage import SessionFacts
from inperson.vault import Tombstone


@dataclass(frozen=True, slots=True)
class AccessCopy:
    """One archive, encrypted to who asked for it."""

    data: bytes = field(repr=False)
    """An age file with a ZIP archive in it: docs/formats/access-copy.md."""
    sha256: bytes
    """Of `data`, 32 bytes."""
    files: int
    """How many files are in the archive."""
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Controller:
    """Who holds the data, for whom, and where."""

    tenant_id: str
    name: str
    deployment: str
    operator: str
    operator_contact: str
    location: str
    public_url: str
    terms: NoticeTerms | None = None
    """What the tenant's notice says of it; None before there is one."""
    gdpr: bool = True
    """Whether the law of its country, or one that it keeps data by, is the GDPR."""

    def lawful(self, why: str, article: str) -> str:
        """Return what allows a thing, with its article where the GDPR binds."""
        return f"{why} ({article})" if self.gdpr else why

    @property
    def authority(self) -> SupervisoryAuthority | None:
        """Return the data protection authority of the controller's country, if it is known."""
        country = None if self.terms is None else self.terms.country
        return None if country is None else authority(country)


@dataclass(frozen=True, slots=True)
class Restriction:
    """The data is kept and not used."""

    since: datetime
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class FrameDigests:
    """How many keyed digests of frames are kept, and until when the last one is."""

    count: int = 0
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CentreEntry:
    """A one-time code for the privacy centre: when it was made and used, never the code."""

    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """A message to the tenant's own systems about a request: when it was sent, not what it says."""

    request_id: RequestId
    kind: str
    created_at: datetime
    done_at: datetime | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice as it was published in one language."""

    version: int
    language: str
    published_at: datetime
    consents_since: int
    draft: bool
    improvement: bool
    """It tells of improvement, so that one could consent to it."""
    sha256: bytes
    document: str

    @property
    def file(self) -> str:
        """Return its place in the archive."""
        return f"notices/{self.version}.{self.language}.jsonld"


@dataclass(frozen=True, slots=True)
class HeldTemplate:
    """The reference template, opened."""

    model_digest: str
    sample_count: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HeldSession:
    """A session with what is left of its record, opened; None if it does not open."""

    session: AnySession
    record: SessionRecord | None
    facts: SessionFacts | None = None
    """What is kept of its device for statistics."""

    @property
    def device(self) -> Mapping[str, str] | None:
        """Return what is left of what it recorded of the device."""
        return None if self.record is None else self.record.values

    @property
    def cues(self) -> Sequence[str]:
        """Return the names of the cues that looked at it, of a while only."""
        evidence = {} if self.record is None else self.record.evidence
        return sorted({name.partition(".")[0] for name in evidence})


@dataclass(frozen=True, slots=True)
class HeldDisclosure:
    """A disclosure that the person may know of, opened; None if it does not open."""

    disclosure: Disclosure
    contents: Contents | None


@dataclass(frozen=True, slots=True)
class HeldRequest:
    """A privacy request, opened; no details if there are none, or they do not open."""

    request: PrivacyRequest
    details: RequestDetails | None


@dataclass(frozen=True, slots=True)
class LadderLevel:
    """A level of the calibrated ladder: what reaching it stands for."""

    level: int
    false_match_rate: float
    """How often a stranger reaches it, at most."""
    measured_at_most: float | None = None
    """Upper end of the measured 95 % interval; None where the model's ladder is not here."""
    threshold: float | None = None
    """The similarity from which on it is reached."""


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that is held of one person by one tenant for one kind of token."""

    made_at: datetime
    controller: Controller
    kind: TokenKind
    reference: Pseudonym
    subject: Subject | None
    """None if nobody is enrolled."""
    last_seen_at: datetime | None = None
    template: HeldTemplate | None = None
    attempts: Attempts = field(default_factory=Attempts)
    restriction: Restriction | None = None
    frames: FrameDigests = field(default_factory=FrameDigests)
    erasures: tuple[Tombstone, ...] = ()
    """Of earlier enrolments of the same reference."""
    trace_kept_until: tuple[datetime, ...] = ()
    """Of each of them: until when its trace is kept."""
    centre: tuple[CentreEntry, ...] = ()
    sessions: tuple[HeldSession, ...] = ()
    ladders: Mapping[str, tuple[LadderLevel, ...]] = field(default_factory=dict, hash=False)
    """What the levels of each model stand for, by the model's digest."""
    samples: tuple[KeptSample, ...] = field(default=(), repr=False)
    exports: tuple[HeldExport, ...] = ()
    consents: tuple[Consent, ...] = ()
    notices: tuple[NoticeText, ...] = ()
    """Those that were shown, and the current one."""
    receipts: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Of each consent, by its id, as a compact JWS."""
    disclosures: tuple[HeldDisclosure, ...] = ()
    holds: tuple[StoredHold, ...] = ()
    requests: tuple[HeldRequest, ...] = ()
    messages: tuple[Message, ...] = ()
    reads: tuple[Leaf, ...] = ()
    retention: tuple[RetentionRow, ...] = ()
    unreadable: tuple[str, ...] = ()
    """Ids of what is stored and does not open."""

    @property
    def nothing(self) -> bool:
        """Tell whether there is nothing about the person but its requests and their codes."""
        return self.subject is None and not (
            self.sessions or self.samples or self.consents or self.disclosures or self.erasures
        )
