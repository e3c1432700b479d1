"""Makes the copy that a person asked for."""

import hashlib
from dataclasses import replace

from inperson.audit import Act
from inperson.core import RequestId, SessionId
from inperson.desks import Desk
from inperson.rights.acts import copying, proven
from inperson.rights.copies.allowance import give_back, take_place
from inperson.rights.copies.collect import collect
from inperson.rights.copies.model import AccessCopy
from inperson.rights.copies.write import Archive, write
from inperson.rights.packages import AgeRecipient, encrypt
from inperson.rights.requests import (
    COPYING,
    Casebook,
    Channel,
    PrivacyRequest,
    RequestClosed,
    RequestKind,
    RequestRows,
    Requests,
    RequestState,
)
from inperson.sessions import Pseudonym
from inperson.workers import WorkersBusy


class AccessCopies:
    """The copies that one tenant's desk makes.

    Args:
        desk: the tenant's, of the kind of token whose subjects ask.

    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def take(
        self,
        subject_ref: str,
        recipient: AgeRecipient,
        session_id: SessionId | None,
        language: str = "en",
    ) -> AccessCopy:
        """Make the copy that a subject takes itself, and complete its request, an open one or new.

        Args:
            subject_ref: the tenant's own reference of the subject.
            recipient: who alone can open the copy.
            session_id: the live capture that the subject made for this. It is used up.
            language: of the copy's page, one of `LANGUAGES`.

        Raises:
            ProofRequired: if it is enrolled, and there is none.
            ProofInvalid: if that session was not made for this.
            CopiesSpent: if the person was made too many today.

        """
        desk = self._desk
        with desk.silo.begin() as tx:
            reference = desk.reference(tx, subject_ref)
            proven(desk, tx, copying(desk), reference, session_id)
            own = tx.rows(RequestRows).requests_of(reference)
        book = Casebook(desk)
        waiting = [each for each in own if each.open and each.kind is RequestKind.ACCESS]
        # what somebody asked for her is answered to that one, and is not hers
        waiting = [each for each in waiting if book.read(each).on_behalf is None]
        if not waiting:
            asked = Requests(desk).open
            waiting = [asked(RequestKind.ACCESS, subject_ref, channel=Channel.SUBJECT)]
        return self._deliver(waiting[0].id, reference, recipient, language)

    def deliver(
        self, request_id: RequestId, recipient: AgeRecipient, language: str = "en"
    ) -> AccessCopy:
        """Make the copy of an access request for whoever asked, and complete the request.

        A copy that got lost on its way may be made again, a few times a day. Each one is on the
        audit log before it is completed.

        Args:
            request_id: of an access or portability request.
            recipient: who alone can open the copy.
            language: of the copy's page, one of `LANGUAGES`.

        Raises:
            ProofRequired: at the desk of an enrolled subject, who is to `take` it.
            RequestNotFound: if the desk has none with this id.
            RequestClosed: if it was refused, or is of another kind.
            ActingObjected: if somebody asked for the subject, which objects to that.
            CopiesSpent: if the person was made too many today.

        """
        with self._desk.silo.begin() as tx:
            book = Casebook(self._desk)
            request, details = book.find(tx, request_id)
            reference = _reference(request)
            if details.on_behalf is not None:
                book.require_unobjected(tx, book.known_as(request, details.subject_ref))
            proven(self._desk, tx, copying(self._desk), reference, None)
        return self._deliver(request_id, reference, recipient, language)

    def _deliver(
        self, request_id: RequestId, reference: Pseudonym, recipient: AgeRecipient, language: str
    ) -> AccessCopy:
        cases = Casebook(self._desk)
        with self._desk.silo.begin() as tx:
            place = take_place(self._desk, tx, reference, request_id)
        try:
            copy = self.build(reference, recipient, request_id=request_id, language=language)
        except WorkersBusy:  # nothing was made; another time it will be
            with self._desk.silo.begin() as tx:
                give_back(tx, place)
            raise
        with self._desk.silo.begin() as tx:
            request, details = cases.find(tx, request_id)
            _reference(request)
            details = replace(details, copy_sha256=copy.sha256.hex())
            if request.open:
                cases.close(tx, request, details)
            else:
                cases.keep(tx, request, details)
        return copy

    def build(
        self,
        reference: Pseudonym,
        recipient: AgeRecipient,
        *,
        request_id: str,
        language: str = "en",
    ) -> AccessCopy:
        """Return a copy of everything that is held of a person, which the recipient alone opens.

        1. All is read in one transaction, so that the copy is of one moment.
        2. The archive is written in memory and encrypted, under a passphrase in a worker; no
           transaction is open meanwhile, and it is nowhere in clear but there.
        3. The audit log takes a leaf; without it there is no copy.

        Whoever is not enrolled gets an archive of the same form. Doing it again makes another copy,
        of what is held then.

        Args:
            reference: the person's pseudonym.
            recipient: who opens it.
            request_id: of the privacy request that it answers.
            language: of its page.

        Raises:
            KeyUnavailable: if the tenant's keys cannot be used.
            AuditUnavailable: if the copy cannot be recorded.
            CopyTooLarge: if it does not fit into an archive.
            PackageTooLarge: if it is too much for a passphrase.
            WorkersBusy: if too many copies wait to be encrypted.
            WorkStopped: if the worker that encrypts it died.

        """
        made_at = self._desk.clock.now()
        archive = self._archive(reference, request_id, language)
        data = encrypt(archive.data, recipient, self._desk.workers, owner=self._desk.tenant_id)
        with self._desk.silo.begin() as tx:
            subject_id = self._desk.subject_id(tx, reference)
            self._desk.note(Act.COPY_DELIVERED, subject_id=subject_id, purpose="access")
        return AccessCopy(data, hashlib.sha256(data).digest(), archive.files, made_at)

    def _archive(self, reference: Pseudonym, request_id: str, language: str) -> Archive:
        with self._desk.silo.read() as tx:
            held = collect(self._desk, tx, reference)
        return write(held, self._desk.signer, request_id=request_id, language=language)


def _reference(request: PrivacyRequest) -> Pseudonym:
    refused = request.state is RequestState.REFUSED
    if request.kind not in COPYING or refused or request.reference is None:
        raise RequestClosed("There is no copy to deliver.")
    return request.reference
