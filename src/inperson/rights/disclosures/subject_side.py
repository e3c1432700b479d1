"""What a subject does about disclosures of its own records: sees them, approves, refuses."""

from collections.abc import Mapping, Sequence

from inperson.core import SUBJECT, DisclosureId, SessionId
from inperson.rights.acts import PersonalAct, approving, prove
from inperson.rights.disclosures.approvals import approval_text, require_signature
from inperson.rights.disclosures.contents import Approval
from inperson.rights.disclosures.errors import DisclosureNotFound
from inperson.rights.disclosures.ledger import DisclosureLedger
from inperson.rights.disclosures.model import (
    Disclosure,
    DisclosureBasis,
    DisclosureState,
)
from inperson.sessions import Pseudonym
from inperson.tenants import Transaction

BY_SUBJECT = "refused in the privacy centre"


class SubjectSide(DisclosureLedger):
    """The use cases of the privacy centre. Each takes whose they are, and reaches nobody else's."""

    def pending_for(self, reference: Pseudonym) -> Sequence[Disclosure]:
        """Return the proposals that wait for the subject's approval, in order."""
        now, waits = self._desk.clock.now(), DisclosureState.PROPOSED
        return [
            each
            for each in self.disclosures_of(reference)
            if each.basis is DisclosureBasis.USER_APPROVED
            and each.state is waits
            and each.open_at(now)
        ]

    def approval_text(self, disclosure: Disclosure) -> str:
        """Return what the subject reads of a proposal: the same at every call."""
        contents = self.contents(disclosure)
        return approval_text(disclosure.id, disclosure.expires_at, self._desk.tenant_name, contents)

    def approving(self, reference: Pseudonym, disclosure_id: DisclosureId) -> PersonalAct:
        """Return the act of approving a disclosure, for its subject to read.

        Raises:
            DisclosureNotFound: if the subject has none that it is to approve.
            DisclosureClosed: if it is refused, delivered or too old.

        """
        with self._desk.silo.begin() as tx:
            found = self._own(tx, reference, disclosure_id)
        self._require_open(found, self._desk.clock.now())
        return self._act(found)

    def approve_by_subject(
        self,
        reference: Pseudonym,
        disclosure_id: DisclosureId,
        session_id: SessionId,
        jwk: Mapping[str, object],
        signature: bytes,
    ) -> Disclosure:
        """Approve a disclosure as its subject; doing it again changes nothing.

        Args:
            reference: whose it is.
            disclosure_id: what is approved.
            session_id: the live capture that was opened for this act. It is used up.
            jwk: the public key on P-256, as WebCrypto exports it.
            signature: over the text that was shown, as WebCrypto returns it, 64 bytes.

        Raises:
            DisclosureNotFound: if the subject has none that it is to approve.
            ProofInvalid: if the session does not prove that the subject wants this.
            ApprovalInvalid: if key or signature are not what they should be.
            DisclosureClosed: if it is refused, delivered or too old.

        """
        now = self._desk.clock.now()
        with self._desk.silo.begin() as tx:
            found = self._own(tx, reference, disclosure_id)
            self._require_open(found, now)
            if found.state is DisclosureState.APPROVED:
                return found
            proof = prove(self._desk, tx, self._act(found), reference, session_id)
            key = require_signature(proof.text.encode(), jwk, signature)
            return self._approved(tx, found, SUBJECT, Approval.of(proof, key, signature, now))

    def refuse_by_subject(self, reference: Pseudonym, disclosure_id: DisclosureId) -> Disclosure:
        """Refuse a disclosure as its subject, or take the approval back before it is delivered.

        Raises:
            DisclosureNotFound: if the subject has none that it is to approve.
            DisclosureClosed: if it is delivered.

        """
        with self._desk.silo.begin() as tx:
            return self._refused(tx, self._own(tx, reference, disclosure_id), BY_SUBJECT)

    def _act(self, found: Disclosure) -> PersonalAct:
        return approving(self._desk, found.id, self.approval_text(found))

    def _own(
        self, tx: Transaction, reference: Pseudonym, disclosure_id: DisclosureId
    ) -> Disclosure:
        found = self._find(tx, disclosure_id)
        if found.reference != reference or found.basis is not DisclosureBasis.USER_APPROVED:
            raise DisclosureNotFound("There is no such disclosure.")
        return found
