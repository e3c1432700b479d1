"""Records consents that were given outside of a session, finds them, and proves them."""

from collections.abc import Sequence
from dataclasses import dataclass

from inperson.desks import Desk
from inperson.rights.consents.before_session import ConsentRule
from inperson.rights.consents.receipt import receipt
from inperson.rights.notices import NoticeRows
from inperson.sessions import (
    AgeClaim,
    Consent,
    ConsentPurpose,
    ConsentRows,
    CurrentNotice,
    GivenConsent,
)

KIND = "receipt"
"""What a receipt's signature says that it is: `typ` is `inperson-receipt+jwt`."""


@dataclass(frozen=True, slots=True)
class Consents:
    """The consents of a desk's subjects, enrolled or not."""

    desk: Desk

    def give(
        self,
        subject_ref: str,
        given: GivenConsent,
        purpose: ConsentPurpose,
        age: AgeClaim | None = None,
    ) -> Consent:
        """Record what a subject agreed to; the consent that stands, if it did so before.

        Args:
            subject_ref: the tenant's own reference; the subject need not be enrolled.
            given: what it was shown, and how it agreed.
            purpose: what to.
            age: on which side of the notice's minimum age the subject is, if it has one.

        Raises:
            InvalidReference: if the reference is malformed.
            NoticeMissing: if the tenant has no notice that tells of the purpose.
            AgeUnknown, BelowMinimumAge, GuardianMissing: if the notice's minimum age forbids it.
            NoticeChanged: if another notice was shown than the current one.
            ImprovementNotAllowed: if it is to improvement, and the desk is for production.

        """
        rule = ConsentRule(self.desk.subjects, self.desk.clock, self.desk.entropy)
        with self.desk.silo.begin() as tx:
            return rule.give(tx, self.desk.reference(tx, subject_ref), given, purpose, age)

    def of(self, subject_ref: str) -> Sequence[Consent]:
        """Return all consents of a subject in order, withdrawn ones too; none of an unknown one.

        Raises:
            InvalidReference: if the reference is malformed.

        """
        with self.desk.look(subject_ref) as tx:
            return tx.rows(ConsentRows).consents(self.desk.reference(tx, subject_ref))

    def notice(self) -> CurrentNotice | None:
        """Return what decides whether a consent holds now."""
        with self.desk.silo.read() as tx:
            return tx.rows(ConsentRows).notice()

    def receipt(self, consent: Consent) -> str:
        """Return the receipt of a consent as a compact JWS (Ed25519). It is always the same."""
        with self.desk.silo.read() as tx:
            shown = tx.rows(NoticeRows).notice_by_hash(consent.notice_sha256)
        return self.desk.signer.sign(receipt(consent, shown, self.desk.tenant_id), KIND)
