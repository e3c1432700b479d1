"""The one way by which a record leaves for a third party.

1. Somebody of the tenant proposes: what, of when, for whom, and why it may leave.
2. Another approves: of a legal request a second person, otherwise the subject, who signs.
3. One of the tenant fetches the package, which is built out of the subject's records. In one
   transaction it is still approved and these records are still held, its hash is stored, and the
   audit log takes a leaf; then it is handed out, this once.
4. The subject sees the disclosure from its proposal on, or from the end of a gag.

Nothing of a proposal can be changed: what is approved is what was proposed. One that is not
delivered within thirty days ends.
"""

from dataclasses import dataclass, replace

from inperson.audit import Act
from inperson.core import SUBJECT, DisclosureId
from inperson.rights.disclosures.approvals import require_signature
from inperson.rights.disclosures.contents import Contents, DisclosurePage
from inperson.rights.disclosures.errors import (
    ApprovalInvalid,
    DisclosureClosed,
    DisclosureInvalid,
    DisclosureNotApproved,
)
from inperson.rights.disclosures.model import (
    LIVES,
    LONG,
    OPEN,
    Disclosure,
    DisclosureBasis,
    DisclosureRecipient,
    DisclosureState,
    Extent,
    LegalRequest,
    require_lines,
)
from inperson.rights.disclosures.package import Package, pack, records_of
from inperson.rights.disclosures.people import require_second
from inperson.rights.disclosures.ports import DisclosureRows
from inperson.rights.disclosures.subject_side import SubjectSide
from inperson.rights.disclosures.third_countries import require_ground
from inperson.tenants import Transaction

PAGE = 100
_TRIES = 3
EXPIRED = "expired"
"""Why a proposal ended that nobody delivered in time."""


@dataclass(frozen=True, slots=True)
class DeliveredDisclosure:
    """A disclosure that was delivered."""

    disclosure: Disclosure
    package: Package | None
    """None if it was handed out before: it is not built again."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """What a package is made of; it is handed out if nothing of this changed meanwhile."""

    disclosure: Disclosure
    contents: Contents
    records: bytes | None
    """None if it was handed out before."""


class Disclosures(SubjectSide):
    """The disclosures of one tenant and one kind of token, in the name of one actor.

    Args:
        desk: the tenant's.

    """

    def propose_legal(
        self, subject_ref: str, request: LegalRequest, recipient: DisclosureRecipient
    ) -> Disclosure:
        """Propose a disclosure that the law demands.

        An open proposal of just the same is returned in the place of a second one.

        Args:
            subject_ref: the tenant's own reference; whether it is enrolled makes no difference.
            request: what the authority demands.
            recipient: to whom the package goes.

        Raises:
            InvalidReference: if the reference is malformed.
            DisclosureInvalid: if the order, or its period, is of the future; if it is of a third
                country, the controller in the EU, and nothing says why it is followed.

        """
        if request.received_at > self._desk.clock.now():
            raise DisclosureInvalid("The order was not received yet.", field="received_at")
        require_ground(self._desk, request)
        contents = Contents(recipient, request.extent, request.legal_basis, request)
        return self._propose(subject_ref, DisclosureBasis.LEGAL_REQUEST, contents)

    def propose_approved(
        self, subject_ref: str, extent: Extent, recipient: DisclosureRecipient, why: str
    ) -> Disclosure:
        """Propose a disclosure for the subject to approve; raises what `propose_legal` raises.

        Args:
            subject_ref: the tenant's own reference.
            extent: what is to leave. A template never does.
            recipient: to whom the package goes.
            why: what the recipient needs it for, as the subject reads it.

        """
        contents = Contents(recipient, extent, why)
        return self._propose(subject_ref, DisclosureBasis.USER_APPROVED, contents)

    def approve(self, disclosure_id: DisclosureId) -> Disclosure:
        """Approve a legal request as a second person; doing it again changes nothing.

        Raises:
            DisclosureNotFound: if there is none.
            SecondPersonRequired: if the actor may be who proposed it.
            ApprovalInvalid: if it is the subject's to approve.
            DisclosureClosed: if it is refused, delivered or too old.

        """
        now, roster = self._desk.clock.now(), self._desk.roster()
        with self._desk.silo.begin() as tx:
            found = self._find(tx, disclosure_id)
            if found.basis is not DisclosureBasis.LEGAL_REQUEST:
                raise ApprovalInvalid("This one is the subject's to approve.")
            require_second(found, self._desk.actor, roster, now)
            self._require_open(found, now)
            if found.state is DisclosureState.APPROVED:
                return found
            return self._approved(tx, found, self._desk.actor, None)

    def refuse(self, disclosure_id: DisclosureId, reason: str) -> Disclosure:
        """Refuse a disclosure that is not delivered; doing it again changes nothing.

        Raises:
            DisclosureNotFound: if there is none.
            DisclosureInvalid: if the reason is missing or too long.
            DisclosureClosed: if it is delivered.

        """
        require_lines(LONG, reason=reason)
        with self._desk.silo.begin() as tx:
            return self._refused(tx, self._find(tx, disclosure_id), reason)

    def deliver(self, disclosure_id: DisclosureId) -> DeliveredDisclosure:
        """Build the package, put it on record and return it, this once.

        1. What was approved, and what is held of it, are read.
        2. The package is made and encrypted, which takes 15 ms for each MiB; no transaction is open
           meanwhile, and whoever is killed here leaves nothing.
        3. In one transaction both are read again. If they are the same, the package's hash is
           stored and the log takes a leaf. If not, an erasure or a refusal was in time: anew.

        Raises:
            DisclosureNotFound: if there is none.
            DisclosureNotApproved: if nobody approved it.
            DisclosureClosed: if it is refused or too old, or what is held never stays the same.
            KeyUnavailable: if the tenant's keys cannot be used.

        """
        for _ in range(_TRIES):
            with self._desk.silo.read() as tx:
                ready = self._ready(tx, disclosure_id)
            if ready.records is None:
                return DeliveredDisclosure(ready.disclosure, None)
            package = pack(self._desk, ready.disclosure, ready.contents, ready.records)
            with self._desk.silo.begin() as tx:
                if self._ready(tx, disclosure_id) == ready:
                    return self._delivered(tx, ready.disclosure, package)
        raise DisclosureClosed("What is held changes all the time; try again.")

    def _ready(self, tx: Transaction, disclosure_id: DisclosureId) -> "_Ready":
        found = self._find(tx, disclosure_id)
        contents = self.contents(found)
        if found.state is DisclosureState.DELIVERED:
            return _Ready(found, contents, None)
        self._require_open(found, self._desk.clock.now())
        self._require_approved(found, contents)
        return _Ready(found, contents, records_of(self._desk, tx, found, contents))

    def _delivered(
        self, tx: Transaction, found: Disclosure, package: Package
    ) -> DeliveredDisclosure:
        later = replace(
            found,
            state=DisclosureState.DELIVERED,
            closed_at=self._desk.clock.now(),
            package_sha256=package.sha256,
        )
        sha256 = package.sha256.hex()
        self._store(tx, found, later, Act.DISCLOSURE_DELIVERED, package_sha256=sha256)
        return DeliveredDisclosure(later, package)

    def tell(self, disclosure_id: DisclosureId) -> Disclosure:
        """Put on record that the subject can see a disclosure now, unless a gag goes on.

        Raises:
            DisclosureNotFound: if there is none.

        """
        with self._desk.silo.begin() as tx:
            return self._told(tx, self._find(tx, disclosure_id))

    def run_due(self) -> int:
        """End the proposals that are too old, tell the subjects whose gag is over; return how many.

        Each in a transaction of its own, so that a process that is killed loses nothing.
        """
        now = self._desk.clock.now()
        with self._desk.silo.read() as tx:
            due = tx.rows(DisclosureRows).due_disclosures(self._desk.kind, now - LIVES, now)
        for each in due:
            with self._desk.silo.begin() as tx:
                found = self._find(tx, each.id)
                if found.state in OPEN and not found.open_at(now):
                    found = self._refused(tx, found, EXPIRED)
                self._told(tx, found)
        return len(due)

    def get(self, disclosure_id: DisclosureId) -> Disclosure:
        """Return a disclosure.

        Raises:
            DisclosureNotFound: if there is none.

        """
        with self._desk.silo.read() as tx:
            return self._find(tx, disclosure_id)

    def list(self, after: DisclosureId | None = None, limit: int = PAGE) -> DisclosurePage:
        """Return a page of all disclosures.

        Args:
            after: the last one of the page before.
            limit: how many, at most.

        Raises:
            DisclosureNotFound: if there is none that the page could begin after.

        """
        with self._desk.silo.read() as tx:
            if after is not None:
                self._find(tx, after)
            found = tx.rows(DisclosureRows).disclosures(self._desk.kind, after, limit + 1)
        page = found[:limit]
        cursor = page[-1].id if len(found) > limit else None
        return DisclosurePage(tuple((each, self.contents(each)) for each in page), cursor)

    def _require_approved(self, found: Disclosure, contents: Contents) -> None:
        """Check an approval again, by what is sealed: a writer to the database has no key for it.

        Raises:
            DisclosureNotApproved: if there is none.
            ApprovalInvalid: if the subject's signature is not over this proposal.

        """
        by = contents.approved_by
        if found.state is not DisclosureState.APPROVED or by is None or by != found.approved_by:
            raise DisclosureNotApproved("Nobody approved it; nothing is delivered.")
        if found.basis is DisclosureBasis.LEGAL_REQUEST:
            if contents.request is None or by in {found.proposed_by, SUBJECT}:
                raise DisclosureNotApproved("No second person approved it.")
            return
        if contents.approval is None or by != SUBJECT:
            raise DisclosureNotApproved("The subject did not approve it.")
        approval = contents.approval
        if not approval.act_sha256 or not approval.text.endswith(f"\n{self.approval_text(found)}"):
            raise ApprovalInvalid("What the subject approved is not this proposal.")
        signature = bytes.fromhex(approval.signature)
        require_signature(approval.text.encode(), approval.key, signature)
