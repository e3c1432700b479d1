"""How requests are found, kept and closed: what every use case about them shares."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from inperson.audit import Act, Entry
from inperson.core import RequestId, SessionId, is_id
from inperson.desks import Desk
from inperson.rights.requests.errors import ActingObjected, RequestNotFound
from inperson.rights.requests.events import tell
from inperson.rights.requests.model import (
    Justification,
    PrivacyRequest,
    RequestDetails,
    RequestKind,
    ReviewOutcome,
)
from inperson.rights.requests.ports import RequestRows
from inperson.sessions import (
    AnySession,
    ConsentPurpose,
    Decision,
    LivenessVerdict,
    Pseudonym,
    Reason,
    SessionRows,
    SessionState,
    Verdict,
)
from inperson.tenants import Transaction

Case = tuple[PrivacyRequest, RequestDetails]


@dataclass(frozen=True, slots=True)
class Step:
    """What a request becomes: whoever takes the step records the entries, then keeps the case."""

    case: Case
    entries: Sequence[Entry] = ()
    ended: Sequence[SessionId] = ()
    """The sessions that it ended."""


@dataclass(frozen=True, slots=True)
class Casebook:
    """The requests of one desk."""

    desk: Desk

    def find(self, tx: Transaction, request_id: RequestId) -> Case:
        """Return a request; nobody else changes it while the transaction goes on.

        Raises:
            RequestNotFound: if the desk's kind of token has none with this id.

        """
        found = tx.rows(RequestRows).request(request_id) if is_id(request_id, "prq") else None
        if found is None:
            raise RequestNotFound("There is no such privacy request.")
        return found, self.read(found)

    def read(self, request: PrivacyRequest) -> RequestDetails:
        """Return what a request says in words; nothing where it was forgotten."""
        if request.details is None:
            return RequestDetails()
        return RequestDetails.parse(self.desk.open(request.id, request.details))

    def keep(
        self, tx: Transaction, request: PrivacyRequest, details: RequestDetails
    ) -> PrivacyRequest:
        """Store the later form of a request, and return it."""
        sealed = self.desk.seal(request.id, details.content())
        kept = replace(request, details=sealed)
        tx.rows(RequestRows).set_request(kept)
        return kept

    def close(
        self,
        tx: Transaction,
        request: PrivacyRequest,
        details: RequestDetails,
        why: Justification | None = None,
    ) -> PrivacyRequest:
        """Complete a request, or refuse it, and put that on the log."""
        closed, entry = self.end(tx, request, why, details.outcome)
        self.desk.audit.append(entry)
        return self.keep(tx, closed, details)

    def end(
        self,
        tx: Transaction,
        request: PrivacyRequest,
        why: Justification | None = None,
        outcome: ReviewOutcome | None = None,
    ) -> tuple[PrivacyRequest, Entry]:
        """Return a request completed, or refused, and tell the tenant.

        Whoever calls keeps it, and puts the entry on the log before the transaction ends.
        """
        desk = self.desk
        closed = request.close(max(desk.clock.now(), request.received_at), why)
        tell(desk, tx, closed)
        subject_id = None
        if request.reference is not None:
            subject_id = desk.subject_id(tx, request.reference)
        entry = desk.entry(
            Act.REQUEST_COMPLETED if why is None else Act.REQUEST_REFUSED,
            subject_id=subject_id,
            purpose=request.kind.value,
            salt=request.salt,
            request=request.id,
            state=closed.state.value,
            justification="" if why is None else why.value,
            **({} if outcome is None else {"outcome": outcome.value}),
        )
        return closed, entry

    def references(self, subject_ref: str) -> Sequence[Pseudonym]:
        """Return every pseudonym of a subject, the current one first, then earlier keys' ones."""
        desk = self.desk
        value, domain = subject_ref.encode("ascii"), f"subject/{desk.kind}"
        earlier = desk.vault.earlier_pseudonyms(domain, value)
        return (desk.pseudonyms.reference(subject_ref), *(Pseudonym(each) for each in earlier))

    def known_as(self, request: PrivacyRequest, subject_ref: str | None) -> Sequence[Pseudonym]:
        """Return every pseudonym of whom a request is about that can be told."""
        if subject_ref is not None:
            return self.references(subject_ref)
        return () if request.reference is None else (request.reference,)

    def objected(self, tx: Transaction, references: Sequence[Pseudonym]) -> bool:
        """Tell whether a subject's objection waits that somebody acts for it."""
        own = [each for one in references for each in tx.rows(RequestRows).requests_of(one)]
        waiting = [each for each in own if each.open and each.kind is RequestKind.OBJECTION]
        return any(self.read(each).against is not None for each in waiting)

    def require_unobjected(self, tx: Transaction, references: Sequence[Pseudonym]) -> None:
        """Let nobody act for a subject while it objects to that.

        Raises:
            ActingObjected: if its objection waits.

        """
        if self.objected(tx, references):
            raise ActingObjected("Answer the subject's objection first.")

    def end_sessions(self, tx: Transaction, references: Sequence[Pseudonym]) -> Sequence[SessionId]:
        """Refuse the open sessions of some pseudonyms, and return which they were."""
        now = self.desk.clock.now()
        ended = [
            session.id
            for reference in references
            for session in tx.rows(SessionRows).open_sessions(reference)
            if tx.rows(SessionRows).end_session(
                _refused(session, now), self.desk.pseudonyms.activity
            )
        ]
        return tuple(ended)


def erases_all(kind: RequestKind, details: RequestDetails) -> bool:
    """Tell whether a request ends with everything of its subject deleted."""
    if kind is RequestKind.ERASURE:
        return True
    return kind is RequestKind.WITHDRAWAL and details.purpose is ConsentPurpose.IDENTITY


def _refused(session: AnySession, now: datetime) -> AnySession:
    verdict = Verdict(
        decision=Decision.REFUSED,
        reasons=(Reason.CONSENT_WITHDRAWN,),
        level=None,
        level_required=None,
        # no model looked at anything
        model_digest="",
        liveness=LivenessVerdict.NOT_CHECKED,
    )
    return replace(session, state=SessionState.COMPLETED, ended_at=now, verdict=verdict)
