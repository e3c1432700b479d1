"""The use cases about enrolled subjects: find one, erase it, end its consent to improvement."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from inperson.audit import Act, AuditLog, Entry
from inperson.core import Clock, SubjectId, is_id
from inperson.sessions.consents import ConsentPurpose
from inperson.sessions.erasure import Erasure, erase_subject
from inperson.sessions.errors import SubjectHeld, SubjectNotEnrolled
from inperson.sessions.lockout import Attempts
from inperson.sessions.model import Subject
from inperson.sessions.ports import SampleKeeper, SessionEvents
from inperson.sessions.pseudonyms import Pseudonyms
from inperson.sessions.rows import AttemptRows, ConsentRows, SubjectRows
from inperson.tenants import Authority, Silo, TokenKind
from inperson.vault import TenantVault, Tombstone


@dataclass(frozen=True, slots=True)
class TenantSubjects:
    """The subjects of one tenant and one kind of token, in the name of one actor."""

    kind: TokenKind
    actor: str
    silo: Silo
    vault: TenantVault
    audit: AuditLog
    keeper: SampleKeeper
    events: SessionEvents
    clock: Clock
    key_backup: timedelta

    def find(self, subject_ref: str) -> Subject:
        """Return the enrolled subject of a reference.

        Raises:
            InvalidReference: if the reference is malformed.
            SubjectNotEnrolled: if there is none.

        """
        pseudonyms = Pseudonyms(self.vault, self.kind)
        reference = pseudonyms.reference(subject_ref)
        looking = self.silo.read if pseudonyms.settled(subject_ref) else self.silo.begin
        with looking() as tx:
            pseudonyms.settle(tx, subject_ref)
            return self.own(tx.rows(SubjectRows).subject_by_reference(reference))

    def erase(self, subject_id: SubjectId) -> Erasure:
        """Erase a subject.

        Raises:
            SubjectNotEnrolled: if the caller has no such subject.
            SubjectHeld: if a legal order keeps its data.

        """
        subject = self._get(subject_id)
        with self.silo.read() as tx:
            if tx.rows(SubjectRows).held(subject.reference, self.clock.now()):
                raise SubjectHeld("A legal order keeps the subject's data.")
        return self.erase_found(subject)

    def withdraw_improvement(self, subject_id: SubjectId) -> int:
        """End the subject's consent to improvement, and remove its samples.

        Returns:
            How many samples went.

        Raises:
            SubjectNotEnrolled: if the caller has no such subject.

        """
        subject = self._get(subject_id)
        with self.silo.begin() as tx:
            if tx.rows(ConsentRows).withdraw(
                subject.reference, ConsentPurpose.IMPROVEMENT, self.clock.now()
            ):
                self.events.withdrawn(tx, subject.reference, ConsentPurpose.IMPROVEMENT)
                self.note(Act.CONSENT_WITHDRAWN, subject.id, ConsentPurpose.IMPROVEMENT)
            if tx.rows(SubjectRows).held(subject.reference, self.clock.now()):
                return 0  # they are used no more, and go with the first sweep after the order
        return self.keeper.remove(subject.id)

    def attempts(self, subject_id: SubjectId) -> Attempts:
        """Return how often authentications of the subject failed of late.

        Raises:
            SubjectNotEnrolled: if the caller has no such subject.

        """
        self._get(subject_id)
        with self.silo.read() as tx:
            return tx.rows(AttemptRows).attempts(subject_id)

    def enable(self, subject_id: SubjectId) -> Subject:
        """Forget the subject's failed attempts, so that it may try again.

        Raises:
            SubjectNotEnrolled: if the caller has no such subject.

        """
        subject = self._get(subject_id)
        with self.silo.begin() as tx:
            tx.rows(AttemptRows).set_attempts(subject.id, Attempts())
            self.note(Act.SUBJECT_ENABLED, subject.id)
        return subject

    def own(self, subject: Subject | None) -> Subject:
        """Return the subject that was found.

        Raises:
            SubjectNotEnrolled: if there is none.

        """
        if subject is None:
            raise SubjectNotEnrolled("There is no such subject.")
        return subject

    def erase_found(self, subject: Subject) -> Erasure:
        """Erase a subject that was found."""
        self.note(Act.SUBJECT_ERASED, subject.id)
        tombstone = Tombstone(subject.id, subject.reference, self.clock.now())
        erase_subject(tombstone, self.silo, self.vault, self.keeper, self.events)
        until = tombstone.erased_at + self.key_backup
        return Erasure(subject.id, tombstone.erased_at, until)

    def note(
        self, act: Act, subject_id: SubjectId | None = None, purpose: str | None = None
    ) -> None:
        """Put an act on the audit log; within a transaction, so that it fails if this does."""
        tag = None if subject_id is None else self.vault.tag(subject_id)
        self.audit.append(Entry(act, self.actor, tag, purpose))

    def _get(self, subject_id: SubjectId) -> Subject:
        with self.silo.read() as tx:
            return self.own(
                tx.rows(SubjectRows).subject(subject_id) if is_id(subject_id, "sub") else None
            )


OpenSubjects = Callable[[Authority], TenantSubjects]
"""Opens the subjects that an authority reaches.

It raises `SiloUnavailable` and `KeyUnavailable` where the tenant's stores cannot be opened."""
