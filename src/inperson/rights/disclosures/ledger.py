"""What is known of disclosures, and the only place where one changes its state."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from inperson.audit import Act
from inperson.core import DisclosureId, is_id, new_disclosure_id
from inperson.deliveries import DeliveryKind, EventType, Post
from inperson.desks import Desk
from inperson.rights.disclosures.contents import Approval, Contents
from inperson.rights.disclosures.errors import (
    DisclosureClosed,
    DisclosureInvalid,
    DisclosureNotFound,
)
from inperson.rights.disclosures.model import (
    Disclosure,
    DisclosureBasis,
    DisclosureState,
)
from inperson.rights.disclosures.ports import DisclosureRows
from inperson.sessions import Pseudonym
from inperson.tenants import Transaction

_TELLING = frozenset({Act.DISCLOSURE_DELIVERED, Act.DISCLOSURE_TOLD})


def contents_of(desk: Desk, disclosure: Disclosure) -> Contents:
    """Return what a disclosure says in words.

    Raises:
        SealBroken: if its details are not what was sealed, or another's.

    """
    return Contents.from_json(desk.open(disclosure.id, disclosure.details))


class DisclosureLedger:
    """The disclosures of one tenant and one kind of token, in the name of one actor.

    Args:
        desk: the tenant's.

    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def contents(self, disclosure: Disclosure) -> Contents:
        """Return what a disclosure says in words."""
        return contents_of(self._desk, disclosure)

    def disclosures_of(self, reference: Pseudonym) -> Sequence[Disclosure]:
        """Return those that the subject may know of now, in order: all but those under a gag."""
        now = self._desk.clock.now()
        with self._desk.silo.read() as tx:
            return [
                each
                for each in tx.rows(DisclosureRows).disclosures_of(reference)
                if each.visible(now)
            ]

    def _find(self, tx: Transaction, disclosure_id: DisclosureId) -> Disclosure:
        found = (
            tx.rows(DisclosureRows).disclosure(disclosure_id)
            if is_id(disclosure_id, "dsc")
            else None
        )
        if found is None:
            raise DisclosureNotFound("There is no such disclosure.")
        return found

    def _propose(self, subject_ref: str, basis: DisclosureBasis, contents: Contents) -> Disclosure:
        now, desk = self._desk.clock.now(), self._desk
        if contents.extent.until > now:
            raise DisclosureInvalid("A disclosure is of the past; nothing is recorded for it.")
        disclosure_id = new_disclosure_id(desk.entropy)
        gag = None if contents.request is None else contents.request.gag_until
        with desk.silo.begin() as tx:
            reference = desk.reference(tx, subject_ref)
            for each in tx.rows(DisclosureRows).disclosures_of(reference):
                if each.open_at(now) and self.contents(each).same_proposal(contents):
                    return each
            fresh = Disclosure(
                id=disclosure_id,
                basis=basis,
                token_kind=desk.kind,
                state=DisclosureState.PROPOSED,
                reference=reference,
                proposed_at=now,
                proposed_by=desk.actor,
                details=desk.seal(disclosure_id, contents.to_json()),
                salt=desk.salt(),
                gag_until=gag,
                told_at=now if gag is None or gag <= now else None,
            )
            tx.rows(DisclosureRows).add_disclosure(fresh)
            self._note(tx, Act.DISCLOSURE_PROPOSED, fresh)
        return fresh

    def _require_open(self, found: Disclosure, now: datetime) -> None:
        if not found.open_at(now):
            raise DisclosureClosed("The disclosure is refused, delivered or too old.")

    def _approved(
        self, tx: Transaction, found: Disclosure, by: str, approval: Approval | None
    ) -> Disclosure:
        contents = replace(self.contents(found), approved_by=by, approval=approval)
        later = replace(
            found,
            state=DisclosureState.APPROVED,
            approved_at=self._desk.clock.now(),
            approved_by=by,
            details=self._desk.seal(found.id, contents.to_json()),
        )
        return self._store(tx, found, later, Act.DISCLOSURE_APPROVED)

    def _refused(self, tx: Transaction, found: Disclosure, reason: str) -> Disclosure:
        if found.state is DisclosureState.REFUSED:
            return found
        if found.state is DisclosureState.DELIVERED:
            raise DisclosureClosed("The disclosure is delivered.")
        contents = replace(self.contents(found), refusal=reason)
        later = replace(
            found,
            state=DisclosureState.REFUSED,
            closed_at=self._desk.clock.now(),
            details=self._desk.seal(found.id, contents.to_json()),
        )
        return self._store(tx, found, later, Act.DISCLOSURE_REFUSED, reason=reason)

    def _told(self, tx: Transaction, found: Disclosure) -> Disclosure:
        now = self._desk.clock.now()
        if found.told_at is not None or not found.visible(now):
            return found
        return self._store(tx, found, replace(found, told_at=now), Act.DISCLOSURE_TOLD)

    def _store(
        self, tx: Transaction, was: Disclosure, later: Disclosure, act: Act, **detail: str
    ) -> Disclosure:
        if not tx.rows(DisclosureRows).change_disclosure(later, was.state):
            raise DisclosureClosed("Somebody else was faster.")
        if act in _TELLING:
            self._announce(tx, later)
        self._note(tx, act, later, **detail)
        return later

    def _announce(self, tx: Transaction, about: Disclosure) -> None:
        """Let the tenant's webhook say that something left, so that the tenant tells the subject.

        A gag is for the webhook's readers too: it speaks when that is over.
        """
        if about.state is DisclosureState.DELIVERED and about.visible(self._desk.clock.now()):
            data = {
                "disclosure_id": about.id,
                "basis": about.basis.value,
                "token_kind": about.token_kind.value,
                "delivered_at": about.closed_at,
            }
            post = Post(self._desk.vault, self._desk.clock, self._desk.entropy)
            post.put(tx, DeliveryKind.WEBHOOK, EventType.DISCLOSURE_DELIVERED, data)

    def _note(self, tx: Transaction, act: Act, about: Disclosure, **detail: str) -> None:
        """Put an act on the audit log, last in its transaction.

        Under a gag the leaf names no subject: who may read the log by right, such as the subject,
        would learn of it.
        """
        named = about.visible(self._desk.clock.now())
        self._desk.note(
            act,
            subject_id=self._desk.subject_id(tx, about.reference) if named else None,
            purpose=about.basis.value,
            salt=about.salt,
            disclosure=about.id,
            **detail,
        )
