"""The use cases of legal holds: place one, release it, list them.

A hold stops deletion and nothing else: its subject may ask, see, object and withdraw as before.
One that has expired holds nothing, and what was due meanwhile goes with the next sweep.
"""

from collections.abc import Sequence
from dataclasses import replace

from inperson.audit import Act
from inperson.core import HoldId, is_id, new_hold_id
from inperson.desks import Desk
from inperson.rights.retention.errors import HoldNotFound, OrderInvalid
from inperson.rights.retention.holding import LONGEST_HOLD, Hold, LegalOrder, StoredHold
from inperson.rights.retention.ports import RetentionRows


class Holds:
    """The legal holds on one tenant's subjects of one kind of token."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def place(self, subject_ref: str, order: LegalOrder) -> Hold:
        """Keep a subject's data from being deleted. It need not be enrolled.

        To renew a hold place another one; both hold until each ends.

        Args:
            subject_ref: the tenant's own reference of the subject.
            order: what obliges the tenant.

        Raises:
            InvalidReference: if the reference is malformed.
            OrderInvalid: if the order ends before now, or more than a year from now.

        """
        desk, now = self._desk, self._desk.clock.now()
        if not now < order.until <= now + LONGEST_HOLD:
            raise OrderInvalid(
                "`until` lies within a year from now; renew the hold then.", field="until"
            )
        hold_id, salt = new_hold_id(desk.entropy), desk.salt()
        with desk.silo.begin() as tx:
            reference = desk.reference(tx, subject_ref)
            stored = StoredHold(
                id=hold_id,
                reference=reference,
                token_kind=desk.kind,
                placed_at=now,
                placed_by=desk.actor,
                until=order.until,
                document_sha256=order.document_sha256,
                details=desk.seal(hold_id, order.content()),
                salt=salt,
            )
            tx.rows(RetentionRows).add_hold(stored)
            desk.note(
                Act.HOLD_PLACED,
                subject_id=desk.subject_id(tx, reference),
                salt=salt,
                **_detail(stored),
            )
        return Hold(stored, order)

    def release(self, hold_id: HoldId) -> Hold:
        """End a hold before its time; doing it again changes nothing.

        Raises:
            HoldNotFound: if the caller has no such hold.

        """
        desk, now = self._desk, self._desk.clock.now()
        with desk.silo.begin() as tx:
            stored = tx.rows(RetentionRows).hold(hold_id) if is_id(hold_id, "hld") else None
            if stored is None:
                raise HoldNotFound("There is no such hold.")
            if tx.rows(RetentionRows).release_hold(stored.id, now):
                stored = replace(stored, released_at=now)
                desk.note(
                    Act.HOLD_RELEASED,
                    subject_id=desk.subject_id(tx, stored.reference),
                    salt=stored.salt,
                    released_at=now.isoformat(),
                    **_detail(stored),
                )
        return self._opened(stored)

    def list(self) -> Sequence[Hold]:
        """Return all holds of this kind of token in the order in which they were placed."""
        with self._desk.silo.read() as tx:
            stored = tx.rows(RetentionRows).holds(self._desk.kind)
        return [self._opened(each) for each in stored]

    def _opened(self, stored: StoredHold) -> Hold:
        return Hold.of(stored, self._desk.open(stored.id, stored.details))


def _detail(hold: StoredHold) -> dict[str, str]:
    return {
        "hold": hold.id,
        "document": hold.document_sha256.hex(),
        "until": hold.until.isoformat(),
    }
