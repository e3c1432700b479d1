"""The privacy centre: how a person gets in without a name, a password or the tenant's help.

A code lets in, which the tenant passes on. The tenant knows who its subject is and how to reach it,
and whoever is not enrolled, or was erased, gets in like everybody else: `codes` says why nobody
guesses one. Nobody comes in by a face: a centre that opened sessions for names would tell who is
enrolled, one that took a face without a name would search everybody's, and one that took a login's
session let the tenant's back end in with it.

So who is there is who the tenant says it is, and that is enough to see what is held, to complain or
to restrict. It is not enough to approve, erase, withdraw or take a copy: each of these takes a live
capture of its own (`rights.acts`).

What a person gets is a ticket for fifteen minutes, of a visit that ends when she leaves. It names
the subject by a reference that is sealed: whoever finds a browser's cookies reads nothing in them.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from inperson.core import CentreVisitId, new_centre_visit_id
from inperson.desks import Desk
from inperson.rights.requests.codes import (
    HANDLE,
    LONGEST_TTL,
    TRIES,
    WrongCodes,
    keys_of,
    new_code,
    read_code,
)
from inperson.rights.requests.errors import (
    CentreEntryRefused,
    CentreTicketInvalid,
    PrivacyRequestInvalid,
)
from inperson.rights.requests.ports import RequestRows
from inperson.rights.requests.visits import CentreCode, CentreInvitation, CentreTicket
from inperson.tenants import TokenKind, Transaction

TICKET_TTL = timedelta(minutes=15)
_WRONG = "The code does not work. Ask for another one."


@dataclass(frozen=True, slots=True)
class Centre:
    """The door of one tenant's privacy centre."""

    desk: Desk

    def invite(self, subject_ref: str, ttl: timedelta = LONGEST_TTL) -> CentreInvitation:
        """Make a code for a subject, enrolled or not, which the tenant passes on.

        Args:
            subject_ref: the tenant's own reference of the subject.
            ttl: how long it works, 24 hours at most.

        Raises:
            InvalidReference: if the reference is malformed.
            PrivacyRequestInvalid: if the time is too long, or over.

        """
        if not timedelta(0) < ttl <= LONGEST_TTL:
            raise PrivacyRequestInvalid("A code works for 24 hours at most.")
        desk, now = self.desk, self.desk.clock.now()
        with desk.silo.begin() as tx:
            reference = desk.reference(tx, subject_ref)
            code = new_code(desk.entropy)
            while (
                tx.rows(RequestRows).centre_code((key := keys_of(code, desk.vault)[0])[:HANDLE])
                is not None
            ):
                code = new_code(desk.entropy)  # two codes with one first group: never both
            sealed = desk.seal(_record(key), {"subject_ref": subject_ref, "tries": 0})
            tx.rows(RequestRows).add_centre_code(
                CentreCode(key, desk.kind, reference, sealed, now, now + ttl)
            )
        return CentreInvitation(code, now + ttl)

    def enter_by_code(self, text: str) -> CentreTicket:
        """Let in who knows a code, and end the code.

        The desk may be of either kind of token: the code knows its own.

        Raises:
            CentreEntryRefused: if it is not one, or used, over, or tried too often. One answer
                for all.
            CentreBusy: if too many wrong codes were tried of late.

        """
        code = read_code(text)
        if code is None:  # no try, so nothing is counted, and nothing written
            raise CentreEntryRefused(_WRONG)
        wrong = WrongCodes(self.desk.silo, self.desk.clock)
        wrong.check()
        with self.desk.silo.begin() as tx:
            ticket = self._spend(tx, code)
        if ticket is None:  # outside of the transaction, which counted the try
            wrong.count()
            raise CentreEntryRefused(_WRONG)
        return ticket

    def who(self, ticket: CentreTicket) -> str:
        """Return the tenant's own reference of who holds a ticket.

        Raises:
            CentreTicketInvalid: if the visit is over, because its time is or because she left.

        """
        with self.desk.silo.read() as tx:
            if not tx.rows(RequestRows).visiting(ticket.visit_id, self.desk.clock.now()):
                raise CentreTicketInvalid("The visit is over.")
        return str(self.desk.open(_sealed_as(ticket.visit_id), ticket.sealed_ref)["subject_ref"])

    def leave(self, ticket: CentreTicket) -> None:
        """End a visit: whoever kept its cookie is nobody from now on."""
        with self.desk.silo.begin() as tx:
            tx.rows(RequestRows).end_visit(ticket.visit_id)

    def _spend(self, tx: Transaction, code: str) -> CentreTicket | None:
        now = self.desk.clock.now()
        for key in keys_of(code, self.desk.vault):
            found = tx.rows(RequestRows).centre_code(key[:HANDLE])
            if found is None or found.used_at is not None:
                continue
            kept = self.desk.open(_record(found.key), found.sealed)
            # made in the future: the clock was moved back, and the code would work too long
            if not found.created_at <= now < found.expires_at or kept["tries"] >= TRIES:
                continue
            if hmac.compare_digest(key, found.key):
                tx.rows(RequestRows).set_centre_code(
                    replace(found, used_at=now, sealed=self._sealed(found, {}))
                )
                return self._ticket(tx, found.token_kind, str(kept["subject_ref"]))
            tried = {**kept, "tries": kept["tries"] + 1}
            tx.rows(RequestRows).set_centre_code(replace(found, sealed=self._sealed(found, tried)))
        return None

    def _sealed(self, code: CentreCode, content: Mapping[str, Any]) -> bytes:
        return self.desk.seal(_record(code.key), content)

    def _ticket(self, tx: Transaction, kind: TokenKind, subject_ref: str) -> CentreTicket:
        now, visit_id = self.desk.clock.now(), new_centre_visit_id(self.desk.entropy)
        sealed = self.desk.seal(_sealed_as(visit_id), {"subject_ref": subject_ref})
        ticket = CentreTicket(self.desk.tenant_id, kind, visit_id, sealed, now, now + TICKET_TTL)
        tx.rows(RequestRows).add_visit(visit_id, ticket.expires_at)
        return ticket


def _record(key: bytes) -> str:
    return f"centre-code/{key.hex()}"


def _sealed_as(visit_id: CentreVisitId) -> str:
    return f"centre-ticket/{visit_id}"
