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
from inperson.sessions.captures import OpenCaptures, TenantCaptures
from inperson.sessions.deciding import SessionEngine
from inperson.sessions.device_record import Device
from inperson.sessions.erasure import Erasure
from inperson.sessions.model import (
    AnySession,
    Decision,
    DeveloperSession,
    LivenessDemand,
    LivenessVerdict,
    ProductionSession,
    Session,
    SessionKind,
    SessionState,
    Verdict,
)
from inperson.sessions.pseudonyms import IdempotencyKey
from inperson.sessions.reasons import Reason
from inperson.sessions.service import Sessions
from inperson.sessions.subjects import TenantSubjects
from inperson.sessions.tenant_sessions import TenantSessions
from inperson.sessions.tickets import SessionTicket

__all__ = [
    "AnySession",
    "Decision",
    "DeveloperSession",
    "Device",
    "Erasure",
    "IdempotencyKey",
    "LivenessDemand",
    "LivenessVerdict",
    "OpenCaptures",
    "ProductionSession",
    "Reason",
    "Session",
    "SessionEngine",
    "SessionKind",
    "SessionState",
    "SessionTicket",
    "Sessions",
    "TenantCaptures",
    "TenantSessions",
    "TenantSubjects",
    "UnsafeNoLiveness",
    "Verdict",
]
