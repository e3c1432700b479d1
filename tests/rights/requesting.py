"""A tenant with a subject, and what its privacy requests say."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.jwk import KeySet

from inperson.core import HoldId, SubjectId, TenantId
from inperson.deliveries import EventType, Outbox, Webhooks
from inperson.desks import Desk
from inperson.liveness import STANDARD
from inperson.rights.copies.ports import CopyRows
from inperson.rights.requests.model import PrivacyRequest, RequestDetails, RequestKind
from inperson.rights.requests.ports import RequestRows
from inperson.rights.requests.service import Requests
from inperson.rights.retention.holding import LegalOrder
from inperson.rights.retention.holds import Holds
from inperson.sessions import AnySession, LivenessDemand, SessionKind, TenantSessions
from inperson.sessions.capture import OpenCapture
from inperson.sessions.consents import ConsentPurpose
from inperson.sessions.rows import ConsentRows, SessionRows, SubjectRows
from inperson.tenants import Caller, TokenKind
from tests.camera import look
from tests.scene import Scene, open_scene, picture

REF, NOBODY = "subject-1", "subject-9"
UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS
WITHDRAWALS = {"purpose": ConsentPurpose.IDENTITY}
NEEDS: dict[RequestKind, dict[str, Any]] = {
    RequestKind.WITHDRAWAL: WITHDRAWALS,
    RequestKind.COMPLAINT: {"text": "I was refused three times."},
    RequestKind.RECTIFICATION: {"text": "I have grown a beard."},
}


@dataclass
class House:
    """One tenant's developers, their subject, and its requests."""

    scene: Scene
    tenant: TenantId
    caller: Caller
    kind: TokenKind = TokenKind.DEVELOPER

    @property
    def mine(self) -> TenantSessions:
        return self.scene.sessions.of(self.caller)

    @property
    def desk(self) -> Desk:
        return self.scene.desk(self.tenant, self.kind)

    @property
    def office(self) -> Desk:
        """The desk of who governs the tenant."""
        return self.scene.desk(self.tenant)

    @property
    def requests(self) -> Requests:
        return Requests(self.desk)

    def open(self, kind: RequestKind, ref: str = REF, **more: Any) -> PrivacyRequest:
        return self.requests.open(kind, ref, **(NEEDS.get(kind, {}) | more))

    def details(self, request: PrivacyRequest) -> RequestDetails:
        return self.requests.details(request)

    def claims(self, statement: str | None, kind: str) -> dict[str, Any]:
        """Check a statement as anybody can, and return what it claims."""
        assert statement is not None
        keys = KeySet.import_key_set(self.scene.services.signer.jwks())  # type: ignore[arg-type]
        read = jws.deserialize_compact(statement, keys, algorithms=["Ed25519"])
        assert read.headers()["typ"] == f"inperson-{kind}+jwt"
        claims: dict[str, Any] = json.loads(read.payload)
        proof = self.desk.audit.prove(claims["audit"]["leaf"])
        assert json.loads(proof.body)["act"].startswith("request_")
        size = int(claims["audit"]["checkpoint"].split("\n")[1])
        assert claims["audit"]["leaf"] < size
        return claims

    def enrol(self, ref: str = REF, person: int = 1) -> SubjectId:
        session = self.mine.create(SessionKind.ENROLL, ref, UNSAFE)
        subject_id = self.mine.submit(session.id, [picture(person)]).subject_id
        assert subject_id is not None
        return subject_id

    def session(self, ref: str = REF) -> AnySession:
        return self.mine.create(SessionKind.AUTHENTICATE, ref, UNSAFE)

    def capture(self, ref: str = REF, kind: SessionKind = SessionKind.AUTHENTICATE) -> OpenCapture:
        session = self.mine.create(kind, ref, None)
        ticket = self.mine.ticket(session)
        assert ticket is not None
        return self.scene.sessions.captures_of(ticket).open(session.id, STANDARD)

    def recognised(self, ref: str = REF, person: int = 1, start: int = 0) -> AnySession:
        """Authenticate, alive."""
        return self.watched(self.capture(ref), person, start)

    def watched(
        self, capture: OpenCapture, person: int = 1, start: int = 0, wrong: str = ""
    ) -> AnySession:
        """Show a living person to a capture, or something else, and return its session."""
        for serial in range(start, start + 6):
            capture.see(look(person, wrong, serial), 0.0)
        capture.finish()
        return capture.session

    def review(self, ref: str = REF) -> PrivacyRequest:
        """Ask that a person looks at a check that went against somebody, enrolled or not."""
        session = self.watched(self.capture(ref, SessionKind.LIVENESS), wrong="print")
        return self.open(RequestKind.HUMAN_REVIEW, ref, session_id=session.id)

    def listen(self) -> None:
        """Set a webhook, so that events are put."""
        Webhooks(self.office).set("https://shop.example/hooks", EventType)

    def events(self) -> list[dict[str, Any]]:
        """Return what the tenant will be told."""
        desk = self.office
        return [desk.open(each.id, each.payload or b"") for each in Outbox(desk).pending()]

    def hold(self, ref: str = REF) -> HoldId:
        """Place a legal hold of a hundred days, and return its id."""
        until = self.scene.clock.now() + timedelta(days=100)
        order = LegalOrder("Court of Freedonia", "Order 1/26", "Code 1", b"\xab" * 32, until)
        return Holds(self.desk).place(ref, order).stored.id

    def acts(self) -> list[str]:
        return [leaf.entry.act.value for leaf in self.desk.audit.tail(1000)]

    def held(self, ref: str = REF) -> list[object]:
        """Return every row that names a reference, under its current pseudonym."""
        with self.desk.silo.begin() as tx:
            reference = self.desk.reference(tx, ref)
            subject = tx.rows(SubjectRows).subject_by_reference(reference)
            return [
                *tx.rows(SessionRows).sessions_of(reference),
                *tx.rows(ConsentRows).consents(reference),
                *tx.rows(RequestRows).requests_of(reference),
                *tx.rows(CopyRows).centre_entries(reference),
                *([] if subject is None else [subject]),
                *([True] if tx.rows(SubjectRows).restricted(reference) else []),
            ]


def house(scene: Scene, kind: TokenKind = TokenKind.DEVELOPER) -> House:
    tenant = scene.add_tenant("one")
    return House(scene, tenant, scene.caller(tenant, kind), kind)


def open_house(folder: Path, **more: Any) -> House:
    return house(open_scene(folder, **more))
