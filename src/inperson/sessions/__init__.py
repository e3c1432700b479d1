"""Sessions: the use cases that enrol a face and authenticate it.

A session is one capture of one subject. It is opened with an app token, takes its samples once,
decides, and keeps the decision; the samples and the probe's embedding end with the call. A
`TenantSessions` is bound to one tenant and one kind of token, so no argument can reach another::

    mine = sessions.of(caller)
    session = mine.create(SessionKind.ENROLL, "customer-17", LivenessDemand.UNSAFE_NO_LIVENESS)
    session = mine.submit(session.id, [decode_image(photo)])
    session.verdict.decision        # Decision.ENROLLED, or REFUSED with reasons

A wanted "no" (no match, no face) is a verdict with reason codes. What raises is a request that
cannot be served. Whatever a process is killed in the middle of, a session is either still open
with nothing stored, or decided with everything stored.
"""

from inperson.sessions.deciding import SessionEngine
from inperson.sessions.model import (
    AnySession,
    Decision,
    DeveloperSession,
    LivenessDemand,
    ProductionSession,
    Session,
    SessionKind,
    SessionState,
    Verdict,
)
from inperson.sessions.policy import UnsafeNoLiveness
from inperson.sessions.pseudonyms import IdempotencyKey
from inperson.sessions.reasons import Reason
from inperson.sessions.record import Device
from inperson.sessions.service import Sessions, TenantSessions
from inperson.sessions.subjects import Erasure, TenantSubjects

__all__ = [
    "AnySession",
    "Decision",
    "DeveloperSession",
    "Device",
    "Erasure",
    "IdempotencyKey",
    "LivenessDemand",
    "ProductionSession",
    "Reason",
    "Session",
    "SessionEngine",
    "SessionKind",
    "SessionState",
    "Sessions",
    "TenantSessions",
    "TenantSubjects",
    "UnsafeNoLiveness",
    "Verdict",
]
