"""Sessions, subjects and their sealed templates as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from inperson.core import ExportId, ProcessId, RelyingPartyId, SampleId, SessionId, SubjectId
from inperson.liveness import Assurance
from inperson.sessions.ages import SaidAge
from inperson.sessions.reasons import Reason
from inperson.tenants import TokenKind

Pseudonym = NewType("Pseudonym", bytes)
"""HMAC-SHA-256 of something the tenant sent, under a key of the tenant's vault, 32 bytes."""


class SessionKind(StrEnum):
    """What a session is for."""

    ENROLL = "enroll"
    AUTHENTICATE = "authenticate"
    LIVENESS = "liveness"
    """Whether a living person is there, whoever it is."""


class LivenessDemand(StrEnum):
    """What a session asks of liveness."""

    REQUIRED = "required"
    """A live capture, and no acceptance without it."""
    UNSAFE_NO_LIVENESS = "unsafe_no_liveness"
    """Nothing: a printed photograph passes. Developer tokens only."""


class LivenessVerdict(StrEnum):
    """What was found out about liveness."""

    LIVE = "live"
    NOT_LIVE = "not_live"
    NOT_CHECKED = "not_checked"
    """Nothing was looked at, or the capture ended before it could be judged."""


class SessionState(StrEnum):
    """Where a session is. `open` becomes one of the others once, and never changes again."""

    OPEN = "open"
    COMPLETED = "completed"
    EXPIRED = "expired"


class Decision(StrEnum):
    """How a completed session ended."""

    ENROLLED = "enrolled"
    MATCH = "match"
    NO_MATCH = "no_match"
    LIVE = "live"
    NOT_LIVE = "not_live"
    REFUSED = "refused"
    """Nothing was enrolled or compared; the reasons say why."""


ACCEPTED = frozenset({Decision.ENROLLED, Decision.MATCH, Decision.LIVE})
"""The decisions that a session was opened for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a completed session decided."""

    decision: Decision
    reasons: tuple[Reason, ...]
    """Empty when accepted."""
    level: int | None
    """Rung of the calibrated FMR ladder that the comparison reached, 0 to 4; None without one."""
    level_required: int | None
    model_digest: str
    """SHA-256 (hex) of the embedding model that decided."""
    liveness: LivenessVerdict = LivenessVerdict.NOT_CHECKED
    samples: int | None = None
    """How many different pictures its template was made of; None where none was made."""

    @property
    def failed(self) -> bool:
        """Tell whether an authentication that ends so is a failed attempt."""
        return any(reason.counts for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """What a session recorded of its device, and its cues measured, encrypted."""

    sealed: bytes
    due_at: datetime
    """When the next of its fields must be forgotten."""


@dataclass(frozen=True, slots=True)
class Session:
    """One capture of one subject, from its creation to its verdict.

    It is always one of the two kinds below, and what may be done with it is in their types: a
    function that improves the software takes a `DeveloperSession`, and code that would hand it a
    `ProductionSession` does not pass the type checker. A check here and a constraint in the
    database stand behind that.
    """

    id: SessionId
    kind: SessionKind
    token_kind: TokenKind
    liveness: LivenessDemand
    subject: Pseudonym | None
    """The tenant's own reference of the subject, pseudonymised; `liveness` may have none."""
    created_at: datetime
    expires_at: datetime
    state: SessionState = SessionState.OPEN
    ended_at: datetime | None = None
    subject_id: SubjectId | None = None
    """Known once the subject is enrolled."""
    verdict: Verdict | None = None
    """Present exactly when the session is completed."""
    record: SealedRecord | None = None
    """None when its fields are forgotten, or nothing was told of the device."""
    capture_opened_at: datetime | None = None
    """When its one live capture began, for the first time."""
    capture_owner: ProcessId | None = None
    """The process that holds its capture; None before, and where it was let go."""
    capture_restarts: int = 0
    """How often another process began its capture anew."""
    assurance: Assurance = Assurance.PERSPECTIVE
    """What its capture has to rest on."""
    act_sha256: bytes | None = None
    """Of the one act that it was opened for (docs/formats/act.md); None of every login."""
    relying_party: RelyingPartyId | None = None
    """Who got an ID token for it, of those that want to be told when the sign-in is over."""
    signed_in_as: str | None = None
    """The subject's pairwise name there; None once that one was told."""
    said_age: SaidAge | None = None
    """What the tenant said of the person's age; None where its notice has no minimum age."""

    @property
    def went_against(self) -> bool:
        """Tell whether it is decided, and not as it was opened for."""
        return self.verdict is not None and self.verdict.decision not in ACCEPTED

    @property
    def begun(self) -> bool:
        """Tell whether its live capture began."""
        return self.capture_opened_at is not None

    @property
    def reached(self) -> Assurance | None:
        """Return what its decision rests on; None where no capture was found live."""
        live = self.verdict is not None and self.verdict.liveness is LivenessVerdict.LIVE
        return self.assurance if live else None

    def __post_init__(self) -> None:
        expected = _KINDS.get(type(self))
        if expected is None or self.token_kind is not expected:
            msg = "a session is a DeveloperSession or a ProductionSession, as its token says"
            raise TypeError(msg)


@dataclass(frozen=True, slots=True)
class DeveloperSession(Session):
    """A session of a developer token: with a recorded consent it may improve the software."""


@dataclass(frozen=True, slots=True)
class ProductionSession(Session):
    """A session of a production token: it confirms identity and liveness, and nothing else."""


_KINDS: dict[type[Session], TokenKind] = {
    DeveloperSession: TokenKind.DEVELOPER,
    ProductionSession: TokenKind.PRODUCTION,
}
AnySession = DeveloperSession | ProductionSession


def session_type(kind: TokenKind) -> type[DeveloperSession] | type[ProductionSession]:
    """Return the type of a token's sessions."""
    return DeveloperSession if kind is TokenKind.DEVELOPER else ProductionSession


@dataclass(frozen=True, slots=True)
class Subject:
    """An enrolled end user: two identifiers that mean nothing outside the tenant's silo."""

    id: SubjectId
    reference: Pseudonym
    token_kind: TokenKind
    enrolled_at: datetime


@dataclass(frozen=True, slots=True)
class SeenFrames:
    """Keyed digests of the frames of one capture, kept so that a replay is known again."""

    keys: tuple[Pseudonym, ...]
    session_id: SessionId
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where a subject is signed in by a face, and under which name."""

    relying_party: RelyingPartyId
    sub: str
    """Pairwise: it means nothing anywhere else."""


@dataclass(frozen=True, slots=True)
class SealedTemplate:
    """A subject's reference template as it is stored: encrypted under the subject's own key."""

    subject_id: SubjectId
    model_digest: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class KeptSample:
    """An image of a subject in the improvement set, opened."""

    id: SampleId
    session_id: SessionId
    taken_at: datetime
    about: Mapping[str, Any] = field(hash=False)
    """What was recorded with it: kind, time, decision and level of its session, and the device."""
    jpeg: bytes | None = field(repr=False)
    """None if it does not open."""


@dataclass(frozen=True, slots=True)
class ExportedTo:
    """How much of a subject left with one export of the improvement set."""

    number: int
    exported_at: datetime
    names: tuple[str, ...]
    """Of its files there."""
    export_id: ExportId
    details: bytes = field(repr=False)
    """To whom and what for, sealed under that id."""


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """Remembers which request a key stood for, and which session answered it."""

    key: Pseudonym
    request: Pseudonym
    session_id: SessionId
    created_at: datetime
