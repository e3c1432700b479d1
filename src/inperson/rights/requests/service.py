"""The use cases about privacy requests: open, read, extend, refuse, answer, and get them done."""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from inperson.audit import Act
from inperson.core import InpersonError, RequestId, SessionId
from inperson.deliveries import EventType
from inperson.desks import Desk
from inperson.rights.requests.casebook import Casebook, Step
from inperson.rights.requests.cursors import after, cursor_of
from inperson.rights.requests.dates import extended_due
from inperson.rights.requests.erasing import Eraser
from inperson.rights.requests.errors import (
    ExtensionNotAllowed,
    OutcomeNotOfKind,
    RefusalNotAllowed,
    RequestClosed,
)
from inperson.rights.requests.events import tell
from inperson.rights.requests.graves import AskedBy
from inperson.rights.requests.model import (
    ANSWERED,
    LIFTED,
    Channel,
    Justification,
    PrivacyRequest,
    RequestDetails,
    RequestKind,
    RequestPage,
    RequestState,
    ReviewOutcome,
    check_text,
)
from inperson.rights.requests.opening import Opening, RequestContent, first_step
from inperson.rights.requests.ports import RequestRows
from inperson.rights.requests.proxies import OnBehalf
from inperson.rights.requests.reviewing import Reviews
from inperson.rights.requests.running import RunReport
from inperson.sessions import ConsentPurpose, IdempotencyKey, Pseudonym
from inperson.tenants import Transaction

PAGE, LARGEST_PAGE = 50, 200
KEYS_KEPT = timedelta(hours=24)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Requests:
    """The privacy requests of one desk."""

    desk: Desk

    def open(
        self,
        kind: RequestKind,
        subject_ref: str | None = None,
        *,
        reference: Pseudonym | None = None,
        purpose: ConsentPurpose | None = None,
        text: str | None = None,
        channel: Channel = Channel.TENANT,
        idempotency: IdempotencyKey | None = None,
        proof: SessionId | None = None,
        region: str | None = None,
        session_id: SessionId | None = None,
        asked_by: AskedBy | None = None,
        on_behalf: OnBehalf | None = None,
        against: RequestId | None = None,
    ) -> PrivacyRequest:
        """Take a request in, and do what the server can do for it.

        Args:
            kind: what is asked for.
            subject_ref: the tenant's own reference of the subject, enrolled or not.
            reference: its pseudonym, where the reference itself is not known. Another server
                cannot be asked then.
            purpose: of a withdrawal.
            text: what the subject says, 4,000 characters at most.
            channel: who asks.
            idempotency: makes a repeated call return the first call's request.
            proof: the live capture that the subject itself made for this act. It is used up.
            region: of a complaint, where the subject lives or works or where it happened: a code
                such as `FR`, or `DE-BY` where a state has an authority of its own.
            session_id: of a review, the session whose decision a person is to look at.
            asked_by: the other server's request, if that passed it on. It goes back to that server
                never, and for as long as it is kept, to open it again opens nothing.
            on_behalf: who acts for the subject, if somebody does.
            against: of an objection, the request that somebody made for the subject.

        Raises:
            PrivacyRequestInvalid: if the request lacks what its kind needs.
            ProofRequired: if it destroys something, and an enrolled subject asks without one.
            ProofInvalid: if that session was not made for this.
            SessionNotFound: if the subject has no session of that id.
            AlreadyReviewed: if a person looks at its decision, or has done so.
            CapacityNotEntitled: if who acts for the subject does not have this right.
            ActingObjected: if the subject objects that somebody acts for it.
            InvalidReference: if the reference is malformed.
            IdempotencyConflict: if the key was used for another request.
            AuditUnavailable: if it cannot be recorded; nothing was done.

        """
        wish = RequestContent(
            kind,
            subject_ref,
            reference,
            purpose,
            text,
            channel,
            proof,
            region,
            session_id,
            asked_by,
            on_behalf,
            against,
        )
        return self._go_on(Opening(self.desk).open(wish, idempotency))

    def get(self, request_id: RequestId) -> PrivacyRequest:
        """Return a request.

        Raises:
            RequestNotFound: if the desk has none with this id.

        """
        with self.desk.silo.read() as tx:
            return Casebook(self.desk).find(tx, request_id)[0]

    def details(self, request: PrivacyRequest) -> RequestDetails:
        """Return what a request says in words, and its statements."""
        return Casebook(self.desk).read(request)

    def list(
        self,
        state: RequestState | None = None,
        cursor: str | None = None,
        limit: int = PAGE,
    ) -> RequestPage:
        """Return a page of requests, those due first in front.

        Args:
            state: of the requests; None for all.
            cursor: where the page before ended; None for the first page.
            limit: how many, 200 at most.

        Raises:
            CursorInvalid: if the cursor is none of ours.

        """
        start = None if cursor is None else after(cursor)
        limit = max(1, min(limit, LARGEST_PAGE))
        with self.desk.silo.read() as tx:
            found = tx.rows(RequestRows).requests(self.desk.kind, state, start, limit + 1)
        book, page = Casebook(self.desk), found[:limit]
        more = cursor_of(page[-1]) if len(found) > limit else None
        return RequestPage(tuple((each, book.read(each)) for each in page), more)

    def extend(self, request_id: RequestId, reason: str) -> PrivacyRequest:
        """Let a request take two months longer, once, and say why.

        Raises:
            RequestNotFound: if the desk has none with this id.
            RequestClosed: if it is done.
            ExtensionNotAllowed: if it was extended before, or is overdue.
            RequestInvalid: without a reason.

        """
        check_text(reason)
        with self.desk.silo.begin() as tx:
            request, details = self._open_one(tx, request_id)
            now = self.desk.clock.now()
            if not request.extendable(now):
                raise ExtensionNotAllowed("A request is extended once, before it is due.")
            later = replace(request, extended_at=now, due_at=extended_due(request.received_at))
            kept = Casebook(self.desk).keep(tx, later, replace(details, extension=reason))
            tell(self.desk, tx, kept, EventType.REQUEST_EXTENDED)
            self._note(tx, Act.REQUEST_EXTENDED, kept, due_at=kept.due_at.isoformat())
        return kept

    def refuse(
        self, request_id: RequestId, justification: Justification, reason: str
    ) -> PrivacyRequest:
        """Refuse a request, for one of the reasons that there are, and say it in words.

        Raises:
            RequestNotFound: if the desk has none with this id.
            RequestClosed: if it is done, or an erasure has begun.
            RefusalNotAllowed: if it is a withdrawal.
            RequestInvalid: without a reason.

        """
        check_text(reason)
        with self.desk.silo.begin() as tx:
            request, details = self._open_one(tx, request_id)
            if request.kind is RequestKind.WITHDRAWAL:
                raise RefusalNotAllowed("A withdrawal of consent is never refused.")
            if details.erasing is not None:
                raise RequestClosed("The erasure has begun.")
            answered = replace(details, answer=reason)
            Reviews(self.desk).end(tx, request, answered)
            return Casebook(self.desk).close(tx, request, answered, justification)

    def answer(
        self, request_id: RequestId, text: str, outcome: ReviewOutcome | None = None
    ) -> PrivacyRequest:
        """Answer a complaint, a rectification, an objection or a review; lift a restriction.

        A restriction is lifted by telling the subject so (GDPR Art. 18(3)): its request, though
        closed, takes this one answer. So does an erasure that an order refused.

        Args:
            request_id: which one.
            text: what the subject is told; of a review, the reasons.
            outcome: of a review, what the person found.

        Raises:
            RequestNotFound: if the desk has none with this id.
            RequestClosed: if it is done, or nobody has to answer it.
            PrivacyRequestInvalid: without a text.
            OutcomeNotOfKind: unless a review, and nothing else, has an outcome.

        """
        check_text(text)
        with self.desk.silo.begin() as tx:
            request, details = Casebook(self.desk).find(tx, request_id)
            answered = replace(details, answer=text, outcome=outcome)
            if (outcome is not None) != (request.kind is RequestKind.HUMAN_REVIEW):
                raise OutcomeNotOfKind(
                    "A review has an outcome, and nothing else does.", field="outcome"
                )
            if request.kind in LIFTED and tx.rows(RequestRows).lift(request.id):
                kept = Casebook(self.desk).keep(tx, request, answered)
                self._note(tx, Act.REQUEST_COMPLETED, kept, lifted="true")
                return kept
            if not request.open or request.kind not in ANSWERED:
                raise RequestClosed("There is nothing to answer.")
            Reviews(self.desk).end(tx, request, answered)
            return Casebook(self.desk).close(tx, request, answered)

    def advance(self, request_id: RequestId) -> PrivacyRequest:
        """Do what the server can do for a request; doing it again changes nothing.

        Raises:
            RequestNotFound: if the desk has none with this id.

        """
        with self.desk.silo.begin() as tx:
            case = Casebook(self.desk).find(tx, request_id)
            step = first_step(self.desk, tx, case)
            if step is not None:
                if step.entries:
                    self.desk.audit.append(*step.entries)
                Casebook(self.desk).keep(tx, *step.case)
        return self._go_on(step or Step(case))

    def _go_on(self, step: Step) -> PrivacyRequest:
        self.desk.captures.stop(step.ended)
        return Eraser(self.desk).go_on(step.case)

    def run_due(self) -> RunReport:
        """Go on with every open request, and forget what was kept for a while only.

        Run at the start of a server, from its upkeep, and by hand. What fails is left for the next
        run and keeps nothing else from being done.
        """
        now = self.desk.clock.now()
        with self.desk.silo.begin() as tx:
            tx.rows(RequestRows).forget_request_keys(now - KEYS_KEPT, now)
            waiting = tx.rows(RequestRows).open_requests(self.desk.kind)
        closed, failed = [], {}
        for request_id in waiting:
            try:
                if not self.advance(request_id).open:
                    closed.append(request_id)
            except InpersonError as error:
                _log.warning("request not gone on with: %s", error.code)
                failed[request_id] = error.code
        return RunReport(tuple(closed), failed)

    def _open_one(
        self, tx: Transaction, request_id: RequestId
    ) -> tuple[PrivacyRequest, RequestDetails]:
        request, details = Casebook(self.desk).find(tx, request_id)
        if not request.open:
            raise RequestClosed("The request is done.")
        return request, details

    def _note(self, tx: Transaction, act: Act, request: PrivacyRequest, **detail: str) -> None:
        reference = request.reference
        self.desk.note(
            act,
            subject_id=None if reference is None else self.desk.subject_id(tx, reference),
            purpose=request.kind.value,
            salt=request.salt,
            request=request.id,
            **detail,
        )
