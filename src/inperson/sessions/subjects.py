"""The use cases about enrolled subjects: find one, erase it, end its consent to improvement.

How a subject is erased:

1. Its key is destroyed, and a tombstone written, in one transaction of the key store.
2. Its samples in the improvement set are removed.
3. Its rows are deleted, and the tombstone written again, in one transaction of the silo.

A process killed in between leaves rows that nothing opens; the next erasure, authentication or
start of the server finishes the work. The tombstones of either store make a restored backup of the
other forget again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inperson.core import Clock, SubjectId
from inperson.core.ids import is_id
from inperson.sessions.errors import SubjectNotEnrolled
from inperson.sessions.lockout import Attempts
from inperson.sessions.model import Subject
from inperson.sessions.ports import SampleKeeper, Silo
from inperson.sessions.pseudonyms import Pseudonyms
from inperson.tenants import TokenKind
from inperson.vault import TenantVault, Tombstone


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is said of an erasure."""

    subject_id: SubjectId
    erased_at: datetime
    keys_in_backups_until: datetime
    """Until then a backup of the key store may hold the subject's key, and restoring it replays
    the erasure."""


@dataclass(frozen=True, slots=True)
class TenantSubjects:
    """The subjects of one tenant and one kind of token."""

    kind: TokenKind
    silo: Silo
    vault: TenantVault
    keeper: SampleKeeper
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
        with self.silo.begin() as tx:
            pseudonyms.settle(tx, subject_ref)
            return self.own(tx.subject_by_reference(reference))

    def erase(self, subject_id: SubjectId) -> Erasure:
        """Erase a subject.

        Raises:
            SubjectNotEnrolled: if the caller has no such subject.

        """
        return self.bury(self._get(subject_id))

    def withdraw_improvement(self, subject_id: SubjectId) -> int:
        """End the subject's consent to improvement, and remove its samples.

        Returns:
            How many samples went.

        Raises:
            SubjectNotEnrolled: if the caller has no such subject.

        """
        subject = self._get(subject_id)
        with self.silo.begin() as tx:
            consent = tx.improvement(subject.reference)
            if consent is not None and consent.withdrawn_at is None:
                tx.give_improvement(replace(consent, withdrawn_at=self.clock.now()))
        return self.keeper.remove(subject.id)

    def attempts(self, subject_id: SubjectId) -> Attempts:
        """Return how often authentications of the subject failed of late.

        Raises:
            SubjectNotEnrolled: if the caller has no such subject.

        """
        self._get(subject_id)
        with self.silo.begin() as tx:
            return tx.attempts(subject_id)

    def enable(self, subject_id: SubjectId) -> Subject:
        """Forget the subject's failed attempts, so that it may try again.

        Raises:
            SubjectNotEnrolled: if the caller has no such subject.

        """
        subject = self._get(subject_id)
        with self.silo.begin() as tx:
            tx.set_attempts(subject.id, Attempts())
        return subject

    def own(self, subject: Subject | None) -> Subject:
        """Return the subject if it is this kind of token's own.

        Raises:
            SubjectNotEnrolled: if it is not.

        """
        if subject is None or subject.token_kind is not self.kind:
            raise SubjectNotEnrolled("There is no such subject.")
        return subject

    def bury(self, subject: Subject) -> Erasure:
        """Erase a subject that was found."""
        tombstone = Tombstone(subject.id, subject.reference, self.clock.now())
        bury(tombstone, self.silo, self.vault, self.keeper)
        until = tombstone.erased_at + self.key_backup
        return Erasure(subject.id, tombstone.erased_at, until)

    def _get(self, subject_id: SubjectId) -> Subject:
        with self.silo.begin() as tx:
            return self.own(tx.subject(subject_id) if is_id(subject_id, "sub") else None)


def bury(tombstone: Tombstone, silo: Silo, vault: TenantVault, keeper: SampleKeeper) -> None:
    """Destroy the key, remove the samples, delete the rows; doing it again changes nothing."""
    vault.destroy_subject_key(tombstone)
    keeper.remove(tombstone.subject_id)
    with silo.begin() as tx:
        tx.bury(tombstone)


def replay_erasures(silo: Silo, vault: TenantVault, keeper: SampleKeeper) -> int:
    """Erase again whom either store remembers as erased and the other does not.

    Run before a server serves: after a backup of the data or of the keys was restored, subjects
    that were erased since are back in it.

    Returns:
        How many erasures were replayed.

    """
    with silo.begin() as tx:
        in_data = set(tx.tombstones())
    in_keys = set(vault.tombstones())
    for tombstone in _in_order(in_data ^ in_keys):
        bury(tombstone, silo, vault, keeper)
    for tombstone in in_data & in_keys:  # the improvement set may have been restored alone
        keeper.remove(tombstone.subject_id)
    return len(in_data ^ in_keys)


def _in_order(tombstones: Iterable[Tombstone]) -> list[Tombstone]:
    return sorted(tombstones, key=lambda each: (each.erased_at, each.subject_id))
