"""The privacy centre: how a person gets in without a name, a password or the tenant's help.

There are two ways, and each is enough:

1. A code that the tenant passes on. The tenant knows who its subject is and how to reach it, and
   whoever is not enrolled, or was erased, gets in like everybody else: `codes` says why nobody
   guesses one.
2. A live face: an authentication of the tenant's own, decided `match` and `live` less than ten
   minutes ago, which is used for this once. Nobody can ask for one here: a centre that opened
   sessions for names would tell who is enrolled, and one that took a face without a name would
   search everybody's. So the tenant's back end opens the session, as for every login, and its page
   hands over what only the browser has that made the capture: the session and its token. It tells
   the tenant's reference as well, which must be the session's own pseudonym: so a request made
   here can be passed on to another server.

What a person gets is a ticket for fifteen minutes. It names the subject by a reference that is
sealed, so whoever finds a browser's cookies reads nothing in them.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from inperson.core import SessionId, is_id
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
from inperson.rights.requests.errors import CentreEntryRefused, PrivacyRequestInvalid
from inperson.rights.requests.model import CentreCode, CentreInvitation, CentreTicket
from inperson.rights.requests.ports import RequestRows
from inperson.sessions import AnySession, Decision, LivenessVerdict, SessionKind, SessionRows
from inperson.tenants import TokenKind, Transaction

TICKET_TTL = timedelta(minutes=15)
FACE_FRESH = timedelta(minutes=10)
_TICKET = "centre-ticket"


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
        wrong = WrongCodes(self.desk.silo, self.desk.clock)
        wrong.check()
        code = read_code(text)
        ticket = None
        if code is not None:
            with self.desk.silo.begin() as tx:
                ticket = self._spend(tx, code)
        if ticket is None:  # outside of the transaction, which counted the try
            wrong.count()
            raise CentreEntryRefused("The code does not work. Ask for another one.")
        return ticket

    def enter_by_face(self, session_id: SessionId, subject_ref: str) -> CentreTicket:
        """Let in who was just recognised, alive, in a session of this kind of token.

        Args:
            session_id: the authentication. Whoever calls has checked its token.
            subject_ref: the tenant's own reference of the subject.

        Raises:
            CentreEntryRefused: if the session is not that, of another subject, or was used.
            InvalidReference: if the reference is malformed.

        """
        desk, now = self.desk, self.desk.clock.now()
        with desk.silo.begin() as tx:
            reference = desk.reference(tx, subject_ref)
            session = tx.rows(SessionRows).session(session_id) if is_id(session_id, "ses") else None
            if session is None or not self._proves(session, now) or session.subject != reference:
                raise CentreEntryRefused("The session does not prove who is there.")
            key = desk.vault.pseudonym("centre-face", session_id.encode())
            used = CentreCode(key, desk.kind, reference, b"", now, now + LONGEST_TTL, now)
            if not tx.rows(RequestRows).add_centre_code(used):
                raise CentreEntryRefused("The session was used before.")
        return self._ticket(desk.kind, subject_ref, session_id)

    def who(self, ticket: CentreTicket) -> str:
        """Return the tenant's own reference of who holds a ticket."""
        return str(self.desk.open(_TICKET, ticket.sealed_ref)["subject_ref"])

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
                return self._ticket(found.token_kind, str(kept["subject_ref"]), None)
            tried = {**kept, "tries": kept["tries"] + 1}
            tx.rows(RequestRows).set_centre_code(replace(found, sealed=self._sealed(found, tried)))
        return None

    def _sealed(self, code: CentreCode, content: Mapping[str, Any]) -> bytes:
        return self.desk.seal(_record(code.key), content)

    def _proves(self, session: AnySession, now: datetime) -> bool:
        verdict, ended_at = session.verdict, session.ended_at
        return (
            session.kind is SessionKind.AUTHENTICATE
            and verdict is not None
            and verdict.decision is Decision.MATCH
            and verdict.liveness is LivenessVerdict.LIVE
            and ended_at is not None
            and timedelta(0) <= now - ended_at < FACE_FRESH
        )

    def _ticket(
        self, kind: TokenKind, subject_ref: str, session_id: SessionId | None
    ) -> CentreTicket:
        now = self.desk.clock.now()
        sealed = self.desk.seal(_TICKET, {"subject_ref": subject_ref})
        return CentreTicket(self.desk.tenant_id, kind, sealed, now, now + TICKET_TTL, session_id)


def _record(key: bytes) -> str:
    return f"centre-code/{key.hex()}"
