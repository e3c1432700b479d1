"""Erasure: what a request for it does, step by step, so that it may be killed at each.

1. In one transaction: a legal order that holds the data ends it here, and what is kept for it
   alone is restricted (GDPR Art. 18). Otherwise what is to be done is fixed and kept with the
   request: the time, and whose data. Consents are withdrawn, open sessions refused; requests that
   waited for the tenant are refused, for nothing will be left to do them to. The recipients of
   disclosures have to be told (GDPR Art. 19); the other server, if the tenant set one, is asked
   for the same. The audit log takes a leaf, or nothing happens.
2. Captures of this process are let go.
3. Each subject's key is destroyed, its samples are removed, its rows deleted (`sessions.erasure`).
4. In one transaction the request forgets whom it was about and, once the other server's certificate
   is there, if it was asked, is completed with a certificate of its own.

What is kept with the request says which step is next, and to take one again changes nothing; so
whoever goes on with the request takes the next.
Nobody being enrolled changes none of it: a pseudonym has sessions and consents of its own, and a
tombstone, so that neither the answer nor a restored backup tells who was a subject and who not.

A withdrawal of the consent to identity is such an erasure. A withdrawal of that to improvement
removes the samples and nothing else.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from inperson.audit import Act, Entry
from inperson.core import RequestId, SessionId, new_subject_id
from inperson.desks import Desk
from inperson.rights.requests.casebook import Case, Casebook, Step, erases_all
from inperson.rights.requests.elsewhere import ask_elsewhere
from inperson.rights.requests.events import tell_recipients
from inperson.rights.requests.graves import Erasing, Grave
from inperson.rights.requests.model import (
    ERASING,
    Justification,
    PrivacyRequest,
    RequestKind,
)
from inperson.rights.requests.ports import RequestRows
from inperson.rights.requests.statements import certificate
from inperson.sessions import (
    ConsentPurpose,
    ConsentRows,
    Pseudonym,
    SessionRows,
    SubjectRows,
    erase_subject,
)
from inperson.tenants import TokenKind, Transaction
from inperson.vault import Tombstone


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases what a desk's requests ask for."""

    desk: Desk

    def plan(self, tx: Transaction, case: Case) -> Step | None:
        """Stop all use, and note what is to be deleted: the first step, in one transaction.

        Returns:
            None where it is planned already.

        """
        request, details = case
        if not request.open or details.erasing is not None:
            return None
        references = self._references(tx, case)
        acting = details.on_behalf is not None
        if acting and Casebook(self.desk).objected(tx, references):  # since a hold delayed it
            return None
        now = self.desk.clock.now()
        if any(tx.rows(SubjectRows).held(each, now) for each in references):
            return self._held(tx, case, references)
        everything = erases_all(request.kind, details)
        graves = _graves(self.desk, tx, references if everything else references[:1])
        entries = self._entries(request, graves, everything=everything)
        at, told = self._latest(tx, references, request), list[str]()
        ended: Sequence[SessionId] = ()
        if everything:
            ended = self._stop_using(tx, references, at)
            entries += self._refuse_others(tx, references, at)
            for grave in graves:
                told += tell_recipients(self.desk, tx, request, grave)
        exports = _exported(self.desk, graves)
        erasing = Erasing(at, graves, to_tell=tuple(told), exports=tuple(exports.items()))
        erasing = ask_elsewhere(self.desk, tx, request, details, erasing)
        planned = replace(details, subject_ref=None, erasing=erasing)
        return Step((request.waiting(), planned), entries, ended)

    def go_on(self, case: Case) -> PrivacyRequest:
        """Take the steps that are left: delete, then complete. Raises what the stores raise.

        Args:
            case: as it was planned, and committed. Deleting again changes nothing.

        """
        request, details = case
        erasing = details.erasing
        if not request.open or erasing is None:
            return request
        everything = erases_all(request.kind, details)
        if not erasing.buried:
            self._delete(erasing, everything=everything)
        with self.desk.silo.begin() as tx:
            return self._complete(tx, request.id, everything=everything)

    def _delete(self, erasing: Erasing, *, everything: bool) -> None:
        subjects = self.desk.subjects
        for grave in erasing.graves:
            if everything:
                tombstone = Tombstone(grave.subject_id, grave.reference, erasing.at)
                erase_subject(tombstone, subjects.silo, self.desk.vault, subjects.keeper)
            else:
                subjects.keeper.remove(grave.subject_id)

    def _complete(
        self, tx: Transaction, request_id: RequestId, *, everything: bool
    ) -> PrivacyRequest:
        """Note that all is deleted, and close the request unless others have to answer first.

        The leaf comes before the last statement of the transaction, because the certificate names
        it. What fails after it undoes the transaction, and the next try writes another leaf.
        """
        desk, book = self.desk, Casebook(self.desk)
        request, details = book.find(tx, request_id)
        erasing = details.erasing
        if not request.open or erasing is None:
            return request
        done = replace(erasing, buried=True, graves=())
        request = replace(request, reference=None if everything else request.reference)
        details = replace(details, erasing=done)
        if not done.finished:
            return request if erasing.buried else book.keep(tx, request, details)
        request, entry = book.end(tx, request)
        (leaf,), checkpoint = desk.audit.certify(entry)
        signed = certificate(desk, request, details, leaf, checkpoint)
        details = replace(details, certificate=signed, erasing=None)
        return book.keep(tx, request, details.nameless() if everything else details)

    def _references(self, tx: Transaction, case: Case) -> Sequence[Pseudonym]:
        """Return every pseudonym that the subject has rows under."""
        request, details = case
        if details.subject_ref is not None:
            self.desk.reference(tx, details.subject_ref)
            return Casebook(self.desk).references(details.subject_ref)
        return () if request.reference is None else (request.reference,)

    def _held(self, tx: Transaction, case: Case, references: Sequence[Pseudonym]) -> Step:
        """Refuse an erasure, let a withdrawal wait, and end the use of what is merely kept."""
        request, details = case
        ended: Sequence[SessionId] = ()
        if erases_all(request.kind, details):
            tx.rows(RequestRows).restrict(references[0], request.id, self.desk.clock.now())
            ended = Casebook(self.desk).end_sessions(tx, references)
        if request.kind is not RequestKind.ERASURE:
            return Step((request.waiting(), details), (), ended)
        refused, entry = Casebook(self.desk).end(tx, request, Justification.LEGAL_OBLIGATION)
        return Step((refused, details), [entry], ended)

    def _latest(
        self, tx: Transaction, references: Sequence[Pseudonym], request: PrivacyRequest
    ) -> datetime:
        """Return the time up to which all is deleted: now, or later if the clock went back."""
        times = [self.desk.clock.now(), request.received_at]
        for each in references:
            times += [session.created_at for session in tx.rows(SessionRows).sessions_of(each)]
            times += [consent.given_at for consent in tx.rows(ConsentRows).consents(each)]
            times += [other.received_at for other in tx.rows(RequestRows).requests_of(each)]
        return max(times)

    def _stop_using(
        self, tx: Transaction, references: Sequence[Pseudonym], at: datetime
    ) -> Sequence[SessionId]:
        for each in references:
            for purpose in ConsentPurpose:
                tx.rows(ConsentRows).withdraw(each, purpose, at)
        return Casebook(self.desk).end_sessions(tx, references)

    def _refuse_others(
        self, tx: Transaction, references: Sequence[Pseudonym], at: datetime
    ) -> list[Entry]:
        book, entries = Casebook(self.desk), []
        for other in [each for one in references for each in tx.rows(RequestRows).requests_of(one)]:
            if other.open and other.kind not in ERASING and other.received_at <= at:
                nothing = replace(book.read(other).nameless(), certificate=None)
                refused, entry = book.end(tx, other, Justification.IMPOSSIBLE)
                book.keep(tx, refused, nothing)
                entries.append(entry)
        return entries

    def _entries(
        self, request: PrivacyRequest, graves: Sequence[Grave], *, everything: bool
    ) -> list[Entry]:
        return [
            self.desk.entry(
                Act.SUBJECT_ERASED if everything else Act.SAMPLES_REMOVED,
                subject_id=grave.subject_id,
                purpose=request.kind.value,
                salt=request.salt,
                request=request.id,
            )
            for grave in graves
        ]


def _exported(desk: Desk, graves: Sequence[Grave]) -> Mapping[int, int]:
    """Return which exports show somebody, and in how many files, which are about to be recalled."""
    if desk.kind is not TokenKind.DEVELOPER:  # of whom there is no picture
        return {}
    found = [each for grave in graves for each in desk.subjects.keeper.exported(grave.subject_id)]
    counts: Counter[int] = Counter()
    for each in found:
        counts[each.number] += len(each.names)
    return counts


def _graves(desk: Desk, tx: Transaction, references: Sequence[Pseudonym]) -> tuple[Grave, ...]:
    return tuple(
        Grave(desk.subject_id(tx, each) or new_subject_id(desk.entropy), each)
        for each in references
    )
