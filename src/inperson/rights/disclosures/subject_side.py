"""What a subject does about disclosures of its own records: sees them, approves, refuses."""

from collections.abc import Mapping, Sequence

from inperson.core import DisclosureId
from inperson.rights.disclosures.approvals import (
    ApprovalProof,
    approval_text,
    require_proof,
    require_signature,
)
from inperson.rights.disclosures.contents import Approval
from inperson.rights.disclosures.errors import DisclosureNotFound
from inperson.rights.disclosures.ledger import DisclosureLedger
from inperson.rights.disclosures.model import (
    Disclosure,
    DisclosureBasis,
    DisclosureState,
)
from inperson.rights.disclosures.people import SUBJECT
from inperson.sessions import Pseudonym
from inperson.tenants import Transaction

BY_SUBJECT = "refused by the subject"


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

    def approval_text(self, disclosure: Disclosure) -> bytes:
        """Return what the subject reads and signs, in UTF-8: the same at every call."""
        contents = self.contents(disclosure)
        return approval_text(disclosure.id, disclosure.expires_at, self._desk.tenant_name, contents)

    def approve_by_subject(
        self,
        reference: Pseudonym,
        disclosure_id: DisclosureId,
        proof: ApprovalProof,
        jwk: Mapping[str, object],
        signature: bytes,
    ) -> Disclosure:
        """Approve a disclosure as its subject; doing it again changes nothing.

        Args:
            reference: whose it is.
            disclosure_id: what is approved.
            proof: the session that proved, just now, who signs.
            jwk: the public key on P-256, as WebCrypto exports it.
            signature: over `approval_text`, as WebCrypto returns it, 64 bytes.

        Raises:
            DisclosureNotFound: if the subject has none that it is to approve.
            ApprovalInvalid: if proof, key or signature are not what they should be.
            DisclosureClosed: if it is refused, delivered or too old.

        """
        now = self._desk.clock.now()
        with self._desk.silo.begin() as tx:
            found = self._own(tx, reference, disclosure_id)
            proven_at = require_proof(tx, proof, (reference, self._desk.kind), now)
            text = self.approval_text(found)
            key = require_signature(text, jwk, signature)
            self._require_open(found, now)
            if found.state is DisclosureState.APPROVED:
                return found
            approval = Approval(
                text.decode(), key, signature.hex(), proof.session_id, proven_at, now
            )
            return self._approved(tx, found, SUBJECT, approval)

    def refuse_by_subject(self, reference: Pseudonym, disclosure_id: DisclosureId) -> Disclosure:
        """Refuse a disclosure as its subject, or take the approval back before it is delivered.

        Raises:
            DisclosureNotFound: if the subject has none that it is to approve.
            DisclosureClosed: if it is delivered.

        """
        with self._desk.silo.begin() as tx:
            return self._refused(tx, self._own(tx, reference, disclosure_id), BY_SUBJECT)

    def _own(
        self, tx: Transaction, reference: Pseudonym, disclosure_id: DisclosureId
    ) -> Disclosure:
        found = self._find(tx, disclosure_id)
        if found.reference != reference or found.basis is not DisclosureBasis.USER_APPROVED:
            raise DisclosureNotFound("There is no such disclosure.")
        return found
