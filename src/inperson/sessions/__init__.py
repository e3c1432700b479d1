"""Sessions: the use cases that enrol a face, authenticate it and check that it lives.

A session is one capture of one subject. It is opened with an app token, takes its samples once,
decides, and keeps the decision; the samples and the probe's embedding end with it. A
`TenantSessions` is bound to one tenant and one kind of token, so no argument can reach another;
a `TenantCaptures` is bound to one session::

    mine = sessions.of(caller)
    session = mine.create(SessionKind.ENROLL, "customer-17", LivenessDemand.REQUIRED)
    capture = sessions.captures_of(mine.ticket(session)).open(session.id, STANDARD)
    while not (answer := capture.see(frame, now_s)[0]).finished: ...
    capture.finish()
    mine.get(session.id).verdict.decision        # Decision.ENROLLED, or REFUSED with reasons

A wanted "no" (no match, no face) is a verdict with reason codes. What raises is a request that
cannot be served. Whatever a process is killed in the middle of, a session is either still open
with nothing stored, or decided with everything stored.
"""

from inperson.sessions.admission import UnsafeNoLiveness
from inperson.sessions.ages import AgeClaim, AgeClass, AgeGate, BelowAge, GuardianEvidence, SaidAge
from inperson.sessions.capture import OpenCapture
from inperson.sessions.capture_ownership import CaptureOwnership
from inperson.sessions.captures import OpenCaptures, TenantCaptures
from inperson.sessions.consents import (
    Ask,
    Consent,
    ConsentMethod,
    ConsentPurpose,
    CurrentNotice,
    GivenConsent,
    require_consent,
)
from inperson.sessions.deciding import MAX_SAMPLES, SessionEngine
from inperson.sessions.device_classes import device_classes
from inperson.sessions.erasure import Erasure, erase_restored_key, erase_subject, replay_erasures
from inperson.sessions.errors import (
    CaptureEnded,
    CaptureMoved,
    ConsentWithdrawn,
    IdempotencyConflict,
    ImprovementNotAllowed,
    InvalidReference,
    NoticeMissing,
    ServerFull,
    SessionEnded,
    SessionExpired,
    SessionNotFound,
    SessionTokenExpired,
    SessionTokenInvalid,
    SiloUnavailable,
    SubjectLocked,
    SubjectNotEnrolled,
    SubjectRestricted,
)
from inperson.sessions.footage import FilmFrame, Footage
from inperson.sessions.ledger import require_open
from inperson.sessions.lockout import Attempts
from inperson.sessions.model import (
    ACCEPTED,
    AnySession,
    Decision,
    DeveloperSession,
    ExportedTo,
    IdempotentRequest,
    KeptSample,
    LivenessDemand,
    LivenessVerdict,
    ProductionSession,
    Pseudonym,
    SealedRecord,
    SealedTemplate,
    SeenFrames,
    Session,
    SessionKind,
    SessionState,
    SignIn,
    Subject,
    Verdict,
    session_type,
)
from inperson.sessions.outcomes import CaptureOutcome
from inperson.sessions.ports import (
    ConsentGate,
    FaceExaminer,
    FootageKeeper,
    SampleKeeper,
    SessionEvents,
    SessionTokens,
)
from inperson.sessions.processes import Processes
from inperson.sessions.pseudonyms import IdempotencyKey, Pseudonyms
from inperson.sessions.reasons import Reason
from inperson.sessions.record_sealing import RecordSealing
from inperson.sessions.rows import (
    AttemptRows,
    CaptureRows,
    ConsentRows,
    FrameRows,
    IdempotencyRows,
    SessionRows,
    SubjectRows,
    TombstoneRows,
)
from inperson.sessions.service import Sessions
from inperson.sessions.session_record import (
    EVIDENCE,
    EVIDENCE_KEPT,
    FIELDS,
    FRAMES_KEPT,
    KEPT_DAYS,
    OUTCOME_FIELDS,
    Device,
    KeptField,
    SessionRecord,
)
from inperson.sessions.subjects import OpenSubjects, TenantSubjects
from inperson.sessions.tenant_sessions import SESSION_TTL, TenantSessions
from inperson.sessions.tickets import SessionTicket

__all__ = [
    "ACCEPTED",
    "EVIDENCE",
    "EVIDENCE_KEPT",
    "FIELDS",
    "FRAMES_KEPT",
    "KEPT_DAYS",
    "MAX_SAMPLES",
    "OUTCOME_FIELDS",
    "SESSION_TTL",
    "AgeClaim",
    "AgeClass",
    "AgeGate",
    "AnySession",
    "Ask",
    "AttemptRows",
    "Attempts",
    "BelowAge",
    "CaptureEnded",
    "CaptureMoved",
    "CaptureOutcome",
    "CaptureOwnership",
    "CaptureRows",
    "Consent",
    "ConsentGate",
    "ConsentMethod",
    "ConsentPurpose",
    "ConsentRows",
    "ConsentWithdrawn",
    "CurrentNotice",
    "Decision",
    "DeveloperSession",
    "Device",
    "Erasure",
    "ExportedTo",
    "FaceExaminer",
    "FilmFrame",
    "Footage",
    "FootageKeeper",
    "FrameRows",
    "GivenConsent",
    "GuardianEvidence",
    "IdempotencyConflict",
    "IdempotencyKey",
    "IdempotencyRows",
    "IdempotentRequest",
    "ImprovementNotAllowed",
    "InvalidReference",
    "KeptField",
    "KeptSample",
    "LivenessDemand",
    "LivenessVerdict",
    "NoticeMissing",
    "OpenCapture",
    "OpenCaptures",
    "OpenSubjects",
    "Processes",
    "ProductionSession",
    "Pseudonym",
    "Pseudonyms",
    "Reason",
    "RecordSealing",
    "SaidAge",
    "SampleKeeper",
    "SealedRecord",
    "SealedTemplate",
    "SeenFrames",
    "ServerFull",
    "Session",
    "SessionEnded",
    "SessionEngine",
    "SessionEvents",
    "SessionExpired",
    "SessionKind",
    "SessionNotFound",
    "SessionRecord",
    "SessionRows",
    "SessionState",
    "SessionTicket",
    "SessionTokenExpired",
    "SessionTokenInvalid",
    "SessionTokens",
    "Sessions",
    "SignIn",
    "SiloUnavailable",
    "Subject",
    "SubjectLocked",
    "SubjectNotEnrolled",
    "SubjectRestricted",
    "SubjectRows",
    "TenantCaptures",
    "TenantSessions",
    "TenantSubjects",
    "TombstoneRows",
    "UnsafeNoLiveness",
    "Verdict",
    "device_classes",
    "erase_restored_key",
    "erase_subject",
    "replay_erasures",
    "require_consent",
    "require_open",
    "session_type",
]
