"""How a request comes in, in one transaction.

1. The subject is named by its pseudonym, enrolled or not: the same statements run for both.
   What an enrolled subject destroys at its own desk takes a proof, which is used up.
2. An Idempotency-Key that was used for this very request returns what it returned.
3. The request is stored, and what cannot wait is done: a withdrawal withdraws, a restriction
   restricts, and either refuses the open sessions. Whoever calls lets their captures go.
4. The first step is taken: an erasure is planned, a restriction is done, the rest waits.
5. The tenant will be told; the leaves go on the audit log; the receipt that names one is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inperson.audit import Act, Entry
from inperson.core import RequestId, SessionId, new_request_id
from inperson.desks import Desk
from inperson.rights.acts import erasing, proven, withdrawing
from inperson.rights.kept_terms import kept_terms
from inperson.rights.laws import authorities, authority
from inperson.rights.requests.casebook import Case, Casebook, Step, erases_all
from inperson.rights.requests.dates import due
from inperson.rights.requests.erasing import Eraser
from inperson.rights.requests.errors import PrivacyRequestInvalid, RequestNotFound
from inperson.rights.requests.events import tell
from inperson.rights.requests.graves import AskedBy
from inperson.rights.requests.model import (
    ERASING,
    Channel,
    PrivacyRequest,
    RequestDetails,
    RequestKey,
    RequestKind,
    RequestState,
    check_text,
)
from inperson.rights.requests.ports import RequestRows
from inperson.rights.requests.proxies import OnBehalf
from inperson.rights.requests.reviewing import Reviews
from inperson.rights.requests.statements import receipt
from inperson.sessions import (
    ConsentPurpose,
    ConsentRows,
    IdempotencyConflict,
    IdempotencyKey,
    Pseudonym,
)
from inperson.tenants import Transaction

_IN_WORDS = frozenset({RequestKind.COMPLAINT, RequestKind.RECTIFICATION})


@dataclass(frozen=True, slots=True)
class RequestContent:
    """What somebody asks for.

    Raises:
        PrivacyRequestInvalid: unless a withdrawal and nothing else has a purpose, a complaint and a
            rectification have a text, every text is within its bounds, a review and nothing else
            has a session, and a region is a complaint's and has an authority that is known.

    """

    kind: RequestKind
    subject_ref: str | None
    reference: Pseudonym | None
    purpose: ConsentPurpose | None
    text: str | None
    channel: Channel
    proof: SessionId | None = None
    """The live capture that the subject made for it: an erasure or a withdrawal of its own."""
    region: str | None = None
    session_id: SessionId | None = None
    """The session whose decision a person is to look at."""
    asked_by: AskedBy | None = None
    on_behalf: OnBehalf | None = None
    against: RequestId | None = None
    """The request that somebody made for the subject, which objects to it."""

    def __post_init__(self) -> None:
        if (self.subject_ref is None) == (self.reference is None):
            raise PrivacyRequestInvalid("Say whom the request is about, in one way.")
        if (self.purpose is not None) != (self.kind is RequestKind.WITHDRAWAL):
            raise PrivacyRequestInvalid("A withdrawal names the purpose, and nothing else does.")
        if self.kind in _IN_WORDS and self.text is None:
            raise PrivacyRequestInvalid("Say what it is about.")
        if (self.session_id is not None) != (self.kind is RequestKind.HUMAN_REVIEW):
            raise PrivacyRequestInvalid("A review names the session, and nothing else does.")
        if self.against is not None and self.kind is not RequestKind.OBJECTION:
            raise PrivacyRequestInvalid("An objection names a request, and nothing else does.")
        if self.on_behalf is not None and (self.against or self.channel is Channel.SUBJECT):
            raise PrivacyRequestInvalid("The tenant asks for who acts for a subject.")
        check_text(self.text)
        if self.region is not None and self.kind is not RequestKind.COMPLAINT:
            raise PrivacyRequestInvalid("A complaint names a region, and nothing else does.")
        if self.region is not None and authority(self.region) is None:
            raise PrivacyRequestInvalid(f"Authorities are known of {', '.join(authorities())}.")

    def details(self) -> RequestDetails:
        """Return what of it is kept, sealed."""
        asked = RequestDetails(self.subject_ref, self.purpose, self.text, region=self.region)
        asked_by = None if self.asked_by is None else self.asked_by.tenant
        return replace(asked, asked_by=asked_by, on_behalf=self.on_behalf, against=self.against)


@dataclass(frozen=True, slots=True)
class Opening:
    """Takes the requests of one desk in."""

    desk: Desk

    def open(self, wish: RequestContent, idempotency: IdempotencyKey | None) -> Step:
        """Take a request in, and return how far it came.

        Raises:
            IdempotencyConflict: if the key was used for another request.

        """
        try:
            with self.desk.silo.begin() as tx:
                return self._earlier(tx, wish, idempotency) or self._open(tx, wish, idempotency)
        except IdempotencyConflict:
            # A copy of this request may have been faster. If it was another one, this raises.
            with self.desk.silo.read() as tx:
                earlier = self._earlier(tx, wish, idempotency)
            if earlier is None:
                raise
            return earlier

    def _earlier(
        self, tx: Transaction, wish: RequestContent, idempotency: IdempotencyKey | None
    ) -> Step | None:
        asked_by = wish.asked_by
        if asked_by is not None and tx.rows(RequestRows).request(asked_by.id) is not None:
            return Step(Casebook(self.desk).find(tx, asked_by.id))
        if idempotency is None:
            return None
        key, request = self._hashes(idempotency)
        earlier = tx.rows(RequestRows).request_key(key)
        if earlier is None:
            return None
        if earlier.request != request:
            raise IdempotencyConflict("The Idempotency-Key was used for another request.")
        return Step(Casebook(self.desk).find(tx, earlier.request_id))

    def _open(
        self, tx: Transaction, wish: RequestContent, idempotency: IdempotencyKey | None
    ) -> Step:
        desk, now = self.desk, self.desk.clock.now()
        request = PrivacyRequest(
            id=new_request_id(desk.entropy) if wish.asked_by is None else wish.asked_by.id,
            kind=wish.kind,
            token_kind=desk.kind,
            channel=wish.channel,
            state=RequestState.RECEIVED,
            reference=self._reference(tx, wish),
            received_at=now,
            due_at=due(now),
            salt=desk.salt(),
        )
        tx.rows(RequestRows).add_request(request)
        if idempotency is not None:
            key = RequestKey(*self._hashes(idempotency), request.id, now)
            if not tx.rows(RequestRows).add_request_key(key):
                raise IdempotencyConflict("The Idempotency-Key is in use by another request.")
        self._check_acting(tx, request, wish)
        details = replace(wish.details(), act_sha256=self._proven(tx, request, wish))
        if wish.session_id is not None:
            details = Reviews(desk).begin(tx, request, replace(details, session_id=wish.session_id))
        ended = self._at_once(tx, request, details)
        tell(desk, tx, request)
        entries = self._entries(tx, request, details)
        step = first_step(desk, tx, (request, details)) or Step((request, details))
        # after the leaves, because the receipt names one; if this fails, all but they is undone
        leaves, checkpoint = desk.audit.certify(*entries, *step.entries)
        signed = receipt(desk, request, details, leaves[len(entries) - 1], checkpoint)
        stored, told = step.case
        told = replace(told, receipt=signed)
        return Step((Casebook(desk).keep(tx, stored, told), told), (), [*ended, *step.ended])

    def _check_acting(self, tx: Transaction, request: PrivacyRequest, wish: RequestContent) -> None:
        """Hold who acts for a subject to its capacity, and an objection to what it is against.

        Raises:
            CapacityNotEntitled: if the right is not among those of the capacity.
            ActingObjected: if the subject's objection waits.
            RequestNotFound: if nobody made a request of that id for the subject.

        """
        desk, book = self.desk, Casebook(self.desk)
        own = book.known_as(request, wish.subject_ref)
        if wish.on_behalf is not None:
            terms = kept_terms(desk, tx)
            country = None if terms is None else terms.country
            wish.on_behalf.require(request.kind, country, request.received_at)
            book.require_unobjected(tx, own)
        if wish.against is not None:
            theirs, details = book.find(tx, wish.against)
            if details.on_behalf is None or theirs.reference not in own:
                raise RequestNotFound("There is no such privacy request.")

    def _proven(self, tx: Transaction, request: PrivacyRequest, wish: RequestContent) -> str | None:
        """Use up the proof of what destroys something, and return which act it was of.

        Raises:
            ProofRequired: if an enrolled subject asks, at its own desk, without one.
            ProofInvalid: if the session was not made for this.

        """
        if request.kind not in ERASING or request.reference is None:
            return None
        purpose, desk = wish.purpose, self.desk
        act = erasing(desk) if purpose is None else withdrawing(desk, purpose)
        proof = proven(desk, tx, act, request.reference, wish.proof)
        return None if proof is None else proof.act_sha256.hex()

    def _reference(self, tx: Transaction, wish: RequestContent) -> Pseudonym:
        if wish.subject_ref is not None:
            return self.desk.reference(tx, wish.subject_ref)
        if wish.reference is None:
            raise PrivacyRequestInvalid("Say whom the request is about, in one way.")
        return wish.reference

    def _at_once(
        self, tx: Transaction, request: PrivacyRequest, details: RequestDetails
    ) -> Sequence[SessionId]:
        """Do what cannot wait for anybody, and return the sessions that it ended."""
        if request.reference is None:
            return ()
        book, references = Casebook(self.desk), [request.reference]
        if details.subject_ref is not None:
            references = list(book.references(details.subject_ref))
        if request.kind is RequestKind.RESTRICTION:
            tx.rows(RequestRows).restrict(request.reference, request.id, request.received_at)
            for each in references:
                self.desk.subjects.events.stopped(tx, each)
        elif request.kind is RequestKind.WITHDRAWAL and details.purpose is not None:
            both = erases_all(request.kind, details)  # nothing to improve with is left without it
            for each in references:
                for purpose in ConsentPurpose if both else (details.purpose,):
                    if tx.rows(ConsentRows).withdraw(each, purpose, request.received_at):
                        self.desk.subjects.events.withdrawn(tx, each, purpose)
        else:
            return ()
        return book.end_sessions(tx, references)

    def _entries(
        self, tx: Transaction, request: PrivacyRequest, details: RequestDetails
    ) -> list[Entry]:
        """Return what is recorded of its coming, last that it came."""
        desk, reference, entries = self.desk, request.reference, []
        subject_id = None if reference is None else desk.subject_id(tx, reference)
        if request.kind is RequestKind.WITHDRAWAL and details.purpose is not None:
            purpose = details.purpose.value
            entries += [desk.entry(Act.CONSENT_WITHDRAWN, subject_id=subject_id, purpose=purpose)]
        if (acting := details.on_behalf) is not None:
            entries += [
                desk.entry(
                    Act.REQUEST_ON_BEHALF,
                    subject_id=subject_id,
                    purpose=acting.capacity.value,
                    salt=request.salt,
                    request=request.id,
                    **acting.content(),
                )
            ]
        came = desk.entry(
            Act.REQUEST_RECEIVED,
            subject_id=subject_id,
            purpose=request.kind.value,
            salt=request.salt,
            request=request.id,
            received_at=request.received_at.isoformat(),
            due_at=request.due_at.isoformat(),
        )
        return [*entries, came]

    def _hashes(self, idempotency: IdempotencyKey) -> tuple[Pseudonym, Pseudonym]:
        vault, kind = self.desk.vault, self.desk.kind
        return (
            Pseudonym(vault.pseudonym(f"request-key/{kind}", idempotency.key.encode())),
            Pseudonym(vault.pseudonym(f"request-body/{kind}", idempotency.request)),
        )


def first_step(desk: Desk, tx: Transaction, case: Case) -> Step | None:
    """Do for a request what can be done in the transaction; None if that was done before."""
    request, details = case
    if request.kind in ERASING:
        return Eraser(desk).plan(tx, case)
    if request.state is not RequestState.RECEIVED:
        return None
    if request.kind is RequestKind.RESTRICTION:
        done, entry = Casebook(desk).end(tx, request)
        return Step((done, details), [entry])
    return Step((request.waiting(), details))
