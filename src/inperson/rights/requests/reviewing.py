"""Human review: a person at the tenant looks at a decision that went against a subject.

GDPR Art. 22(3). The server has no such person. What it does around one is this:

1. A review is of one decided session of the subject's that was not accepted. Of each there is one;
   one that was refused may be asked for again.
2. While it is open its failed attempt, if it counted, is set aside (`sessions.lockout`): it does
   not count towards a delay or an end, and a delay that ran is over. Of a subject's failures one at
   a time is. Nothing else is paused: what the tenant made of the decision is the tenant's own.
3. The reviewer is shown what is kept: the decision, its reasons, and for 30 days what the cues
   measured. There is no picture: none outlives a decision that went against somebody. Each look is
   on the audit log.
4. Upheld, or the request refused: the attempt counts again. Overturned, or a new attempt offered:
   it never does. The decision stays what it was: nobody is authenticated after the fact, and what
   is offered is a session that the tenant opens.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from inperson.audit import Act
from inperson.core import RequestId, SessionId, is_id
from inperson.desks import Desk
from inperson.rights.requests.casebook import Case, Casebook
from inperson.rights.requests.errors import AlreadyReviewed, PrivacyRequestInvalid, RequestClosed
from inperson.rights.requests.model import (
    PrivacyRequest,
    RequestDetails,
    RequestKind,
    RequestState,
    ReviewOutcome,
)
from inperson.rights.requests.ports import RequestRows
from inperson.sessions import (
    EVIDENCE_KEPT,
    AnySession,
    AttemptRows,
    Pseudonym,
    RecordSealing,
    SessionKind,
    SessionNotFound,
    SessionRows,
    SubjectRows,
)
from inperson.tenants import Transaction

_UNDOING = frozenset({ReviewOutcome.OVERTURNED, ReviewOutcome.NEW_ATTEMPT})


@dataclass(frozen=True, slots=True)
class ReviewEvidence:
    """What a reviewer is shown of a decision."""

    session: AnySession
    measured: Mapping[str, float]
    """What each liveness cue measured; empty once it is forgotten, and where nothing was."""
    measured_until: datetime
    """When that is forgotten."""


def reviewed(requests: Iterable[Case]) -> frozenset[SessionId]:
    """Return whose decisions a person looks at or has looked at, among some requests."""
    return frozenset(
        details.session_id
        for request, details in requests
        if request.state is not RequestState.REFUSED and details.session_id is not None
    )


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews of one desk."""

    desk: Desk

    def begin(
        self, tx: Transaction, request: PrivacyRequest, details: RequestDetails
    ) -> RequestDetails:
        """Set aside what the decision cost, and return the details that say so.

        Raises:
            SessionNotFound: if the subject has no session of that id.
            PrivacyRequestInvalid: if it is not decided, or was accepted.
            AlreadyReviewed: if a person looks at it, or has done so.

        """
        references = self._references(request, details)
        session = self._session(tx, details.session_id, references)
        if not session.went_against:
            raise PrivacyRequestInvalid("A person looks at a decision that went against somebody.")
        aside = self._change(tx, session)  # first, for it makes others wait who ask for the same
        earlier = [each for one in references for each in tx.rows(RequestRows).requests_of(one)]
        book = Casebook(self.desk)
        if session.id in reviewed((each, book.read(each)) for each in earlier):
            raise AlreadyReviewed("A person looks at this decision, or has done so.")
        return replace(details, set_aside=aside)

    def end(self, tx: Transaction, request: PrivacyRequest, details: RequestDetails) -> None:
        """Count the failed attempt again, or never again, as the outcome says; nothing else does.

        Args:
            tx: the one in which the request is closed.
            request: of any kind.
            details: with the outcome; without one it was refused.

        """
        if request.kind is not RequestKind.HUMAN_REVIEW:
            return
        try:
            session = self._session(tx, details.session_id, self._references(request, details))
        except SessionNotFound:  # its time was over, and it is forgotten
            return
        self._change(tx, session, ended=True, undo=details.outcome in _UNDOING)

    def evidence(self, request_id: RequestId) -> ReviewEvidence:
        """Return what may be shown to the person who looks at a decision; it is on the log.

        Raises:
            RequestNotFound: if the desk has no request with this id.
            RequestClosed: if it is no review, or done.
            SessionNotFound: if the session's time was over, and it is forgotten.
            AuditUnavailable: if the look cannot be recorded; nothing is shown then.

        """
        desk = self.desk
        with desk.silo.read() as tx:
            request, details = Casebook(desk).find(tx, request_id)
            if request.kind is not RequestKind.HUMAN_REVIEW or not request.open:
                raise RequestClosed("Nobody looks at a decision for this request.")
            session = self._session(tx, details.session_id, self._references(request, details))
            record = RecordSealing(desk.vault).open(session)
            kept = record.pruned(session.created_at, desk.clock.now())
            desk.note(
                Act.EVIDENCE_SHOWN,
                subject_id=session.subject_id,
                purpose=request.kind.value,
                salt=request.salt,
                request=request.id,
                session=session.id,
            )
        return ReviewEvidence(session, kept.evidence, session.created_at + EVIDENCE_KEPT)

    def _session(
        self, tx: Transaction, session_id: SessionId | None, references: Sequence[Pseudonym]
    ) -> AnySession:
        known = session_id if is_id(session_id or "", "ses") else None
        session = None if known is None else tx.rows(SessionRows).session(known)
        if session is None or session.subject not in references:
            raise SessionNotFound("The subject has no such session.")
        return session

    def _references(self, request: PrivacyRequest, details: RequestDetails) -> Sequence[Pseudonym]:
        return Casebook(self.desk).known_as(request, details.subject_ref)

    def _change(
        self, tx: Transaction, session: AnySession, *, ended: bool = False, undo: bool = False
    ) -> bool:
        """Change the subject's count as a review begins or ends, and tell whether it changed."""
        subject_id, at, verdict = session.subject_id, session.ended_at, session.verdict
        failed = verdict is not None and verdict.failed
        if session.kind is not SessionKind.AUTHENTICATE or not failed:
            return False
        if subject_id is None or at is None or tx.rows(SubjectRows).subject(subject_id) is None:
            return False
        attempts = tx.rows(AttemptRows).attempts(subject_id)
        if not ended:
            later = attempts.put_aside(session.id, at)
        elif undo:
            later = attempts.undone(session.id, at)
        else:
            later = attempts.taken_back(session.id)
        if later != attempts:
            tx.rows(AttemptRows).set_attempts(subject_id, later)
        return later != attempts
