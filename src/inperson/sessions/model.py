"""Sessions, subjects and their sealed templates as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from inperson.core import SessionId, SubjectId
from inperson.sessions.reasons import Reason
from inperson.tenants import TokenKind

Pseudonym = NewType("Pseudonym", bytes)
"""HMAC-SHA-256 of something the tenant sent, under a key of the tenant's vault, 32 bytes."""


class SessionKind(StrEnum):
    """What a session is for."""

    ENROLL = "enroll"
    AUTHENTICATE = "authenticate"


class LivenessDemand(StrEnum):
    """What a session asks of liveness."""

    UNSAFE_NO_LIVENESS = "unsafe_no_liveness"
    """Nothing: a printed photograph passes. Developer tokens only."""


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
    REFUSED = "refused"
    """The samples could not be used; the reasons say why."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a completed session decided."""

    decision: Decision
    reasons: tuple[Reason, ...]
    """Empty when enrolled or matched."""
    level: int | None
    """Rung of the calibrated FMR ladder that the comparison reached, 0 to 4; None without one."""
    level_required: int | None
    model_digest: str
    """SHA-256 (hex) of the embedding model that decided."""


@dataclass(frozen=True, slots=True)
class Session:
    """One capture of one subject, from its creation to its verdict."""

    id: SessionId
    kind: SessionKind
    token_kind: TokenKind
    liveness: LivenessDemand
    subject: Pseudonym
    """The tenant's own reference of the subject, pseudonymised."""
    created_at: datetime
    expires_at: datetime
    state: SessionState = SessionState.OPEN
    ended_at: datetime | None = None
    subject_id: SubjectId | None = None
    """Known once the subject is enrolled."""
    verdict: Verdict | None = None
    """Present exactly when the session is completed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An enrolled end user: two identifiers that mean nothing outside the tenant's silo."""

    id: SubjectId
    reference: Pseudonym
    token_kind: TokenKind
    enrolled_at: datetime


@dataclass(frozen=True, slots=True)
class SealedTemplate:
    """A subject's reference template as it is stored: encrypted under the subject's own key."""

    subject_id: SubjectId
    model_digest: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class IdempotencyRecord:
    """Remembers which request a key stood for, and which session answered it."""

    key: Pseudonym
    request: Pseudonym
    session_id: SessionId
    created_at: datetime
