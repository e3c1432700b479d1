"""A person of whom everything is held that can be held, and somebody else beside."""

import io
import json
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import pyrage

from inperson.core import RequestId, SubjectId, SystemEntropy, TenantId
from inperson.core.ids import new_hold_id, new_request_id, new_session_id
from inperson.desks import Desk
from inperson.liveness import STANDARD
from inperson.rights import ConsentRule
from inperson.rights.copies.model import AccessCopy
from inperson.rights.copies.service import AccessCopies
from inperson.rights.disclosures import DisclosureRecipient, DisclosureScope, Extent, LegalRequest
from inperson.rights.disclosures.service import Disclosures
from inperson.rights.packages import AgeRecipient
from inperson.rights.requests.model import (
    Channel,
    PrivacyRequest,
    RequestDetails,
    RequestKey,
    RequestKind,
    RequestState,
)
from inperson.rights.requests.ports import RequestRows
from inperson.rights.requests.visits import CentreCode
from inperson.rights.retention.holding import StoredHold
from inperson.rights.retention.ports import RetentionRows
from inperson.sessions import (
    AnySession,
    Decision,
    Device,
    LivenessDemand,
    LivenessVerdict,
    Reason,
    SessionKind,
    SessionState,
    TenantSessions,
    Verdict,
)
from inperson.sessions.consents import ConsentPurpose
from inperson.sessions.model import Pseudonym, SeenFrames, session_type
from inperson.sessions.record_sealing import RecordSealing
from inperson.sessions.rows import ConsentRows, FrameRows, SessionRows
from inperson.sessions.session_record import FRAMES_KEPT, SessionRecord
from inperson.tenants import TokenKind
from tests.camera import look
from tests.rights.exporting import approved, exports
from tests.scene import MODEL, Scene, agreed, picture

REF, OTHER, NOBODY = "subject-1", "subject-2", "subject-9"
REQUEST = "prq_" + "a" * 26
UNSAFE = LivenessDemand.UNSAFE_NO_LIVENESS
DEVICE = Device(
    ip="198.51.100.7",
    os="Android",
    os_version="16",
    sdk_version="0.1.0",
    phone_model="Pixel 10",
    device_id="device-of-hers",
    page_origin="https://bank.example",
)
EVIDENCE = {
    "depth.head_depth": 0.02134567,
    "depth.unbent": 0.01234567,
    "range.range_ratio": 2.1345678,
    "freshness.seen_before": 0.0123456,
}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEY = pyrage.x25519.Identity.generate()
MINE = AgeRecipient(str(KEY.to_public()))


@dataclass(frozen=True)
class Opened:
    """A copy, decrypted and unpacked."""

    data: bytes
    files: dict[str, bytes]

    @classmethod
    def of(cls, copy: AccessCopy) -> "Opened":
        return cls.unpack(pyrage.decrypt(copy.data, [KEY]))

    @classmethod
    def unpack(cls, data: bytes) -> "Opened":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            return cls(data, {name: archive.read(name) for name in archive.namelist()})

    def json(self, name: str) -> Any:
        return json.loads(self.files[name])

    @property
    def page(self) -> str:
        return self.files["index.html"].decode()


@dataclass(frozen=True)
class Person:
    """One subject's life with a tenant."""

    scene: Scene
    tenant: TenantId
    ref: str = REF
    kind: TokenKind = TokenKind.DEVELOPER

    @cached_property
    def desk(self) -> Desk:
        return self.scene.desk(self.tenant, self.kind)

    @cached_property
    def mine(self) -> TenantSessions:
        return self.scene.sessions.of(self.scene.caller(self.tenant, self.kind))

    @cached_property
    def reference(self) -> Pseudonym:
        return self.desk.pseudonyms.reference(self.ref)

    @property
    def subject_id(self) -> SubjectId:
        return self.mine.subjects.find(self.ref).id

    def copy(self, language: str = "en") -> AccessCopy:
        copies = AccessCopies(self.desk)
        return copies.build(self.reference, MINE, request_id=REQUEST, language=language)

    def opened(self, language: str = "en") -> Opened:
        return Opened.of(self.copy(language))

    def later(self, time: timedelta = HOUR) -> datetime:
        self.scene.clock.advance(time.total_seconds())
        return self.scene.clock.now()

    def enrol(self, person: int = 1, *, improvement: bool = True) -> AnySession:
        made = self.mine.create(
            SessionKind.ENROLL, self.ref, UNSAFE, device=DEVICE, improvement=improvement
        )
        self.later(timedelta(seconds=7))
        return self.mine.submit(made.id, [picture(person), picture(person, 1)])

    def check(self, person: int) -> AnySession:
        self.later()
        made = self.mine.create(SessionKind.AUTHENTICATE, self.ref, UNSAFE, device=DEVICE)
        return self.mine.submit(made.id, [picture(person)])

    def live(self, person: int = 1, kind: SessionKind = SessionKind.AUTHENTICATE) -> AnySession:
        """Make a live capture."""
        self.later()
        session = self.mine.create(kind, self.ref, None, device=DEVICE)
        ticket = self.mine.ticket(session)
        assert ticket is not None
        capture = self.scene.sessions.captures_of(ticket).open(session.id, STANDARD)
        for serial in range(6):
            capture.see(look(person, "", serial), serial / 10)
        capture.finish()
        return self.mine.get(session.id)

    def session(
        self, kind: SessionKind, decision: Decision | None, *reasons: Reason, **more: Any
    ) -> AnySession:
        """Store a session as a live capture would leave it."""
        now = self.later()
        accepted = decision in {Decision.MATCH, Decision.LIVE}
        verdict = decision and Verdict(
            decision,
            reasons,
            None if decision in {Decision.LIVE, Decision.NOT_LIVE} else 4 if accepted else 1,
            None if decision in {Decision.LIVE, Decision.NOT_LIVE} else 3,
            MODEL,
            LivenessVerdict.LIVE if accepted else LivenessVerdict.NOT_LIVE,
        )
        made = session_type(self.kind)(
            id=new_session_id(SystemEntropy()),
            kind=kind,
            token_kind=self.kind,
            liveness=LivenessDemand.REQUIRED,
            subject=self.reference,
            created_at=now,
            expires_at=now + timedelta(minutes=3),
            capture_opened_at=now + timedelta(seconds=2),
            subject_id=self.subject_id if kind is SessionKind.AUTHENTICATE else None,
        )
        record = SessionRecord.of(DEVICE, self.kind, self.desk.pseudonyms.device)
        made = replace(made, record=RecordSealing(self.desk.vault).seal(record, made))
        measured = record.with_evidence(EVIDENCE if verdict else {})
        ended = replace(
            made,
            state=SessionState.COMPLETED if verdict else SessionState.EXPIRED,
            ended_at=now + timedelta(seconds=9),
            verdict=verdict,
            record=RecordSealing(self.desk.vault).seal(measured, made),
            **more,
        )
        with self.desk.silo.begin() as tx:
            tx.rows(SessionRows).add_session(made)
            tx.rows(SessionRows).end_session(ended)
            keys = tuple(self.desk.pseudonyms.frames([made.id.encode() + b"1", b"2" + bytes(9)]))
            tx.rows(FrameRows).keep_seen(SeenFrames(keys[:1], made.id, now + FRAMES_KEPT))
        return ended

    def extent(self) -> Extent:
        now = self.scene.clock.now()
        scope = frozenset({DisclosureScope.DECISIONS, DisclosureScope.CONSENTS})
        return Extent(scope, now - DAY, now)

    def disclose(self, gag_until: datetime | None = None, instrument: str = "12 Gs 345/26") -> str:
        """Give records to an authority, and return the disclosure's id."""
        self.later()
        tokens = [
            self.scene.tenants.issue_token(self.tenant, self.kind, label, None).token
            for label in ("Alice", "Bob")
        ]
        first, second = (
            Disclosures(self.scene.desk(self.tenant, self.kind, each.id)) for each in tokens
        )
        order = LegalRequest(
            authority="District court of Freedonia",
            country="DE",
            instrument=instrument,
            legal_basis="section 100j StPO",
            extent=self.extent(),
            received_at=self.scene.clock.now(),
            document_sha256=instrument.encode().ljust(32)[:32],
            gag_until=gag_until,
        )
        recipient = DisclosureRecipient("Police of Freedonia", "police.example", MINE.key or "")
        proposed = first.propose_legal(self.ref, order, recipient)
        self.later(timedelta(seconds=3))
        second.approve(proposed.id)
        self.later()
        delivered = second.deliver(proposed.id)
        assert delivered.package is not None
        self.later()
        return proposed.id

    def ask(
        self, kind: RequestKind, text: str | None = None, answer: str | None = None
    ) -> RequestId:
        now, request_id = self.later(), new_request_id(SystemEntropy())
        details = RequestDetails(subject_ref=self.ref, text=text, answer=answer, receipt="a.b.c")
        asked = PrivacyRequest(
            id=request_id,
            kind=kind,
            token_kind=self.kind,
            channel=Channel.SUBJECT,
            state=RequestState.COMPLETED if answer else RequestState.IN_PROGRESS,
            reference=self.reference,
            received_at=now,
            due_at=now + timedelta(days=31),
            salt=self.desk.salt(),
            details=self.desk.seal(request_id, details.content()),
            closed_at=now + timedelta(days=2) if answer else None,
        )
        with self.desk.silo.begin() as tx:
            tx.rows(RequestRows).add_request(asked)
            key = Pseudonym(request_id.encode().ljust(32)[:32])
            tx.rows(RequestRows).add_request_key(RequestKey(key, key, request_id, now))
        return request_id

    def hold(self, document: bytes = b"another order") -> str:
        hold_id, now = new_hold_id(SystemEntropy()), self.later()
        order = {"authority": "A court", "instrument": "7 O 1/26", "basis": "section 1"}
        with self.desk.silo.begin() as tx:
            tx.rows(RetentionRows).add_hold(
                StoredHold(
                    id=hold_id,
                    reference=self.reference,
                    token_kind=self.kind,
                    placed_at=now,
                    placed_by="operator:mallory",
                    until=now + timedelta(days=90),
                    document_sha256=document.ljust(32)[:32],
                    details=self.desk.seal(hold_id, order),
                    salt=self.desk.salt(),
                )
            )
        return hold_id

    def code(self) -> None:
        now, key = self.later(), self.desk.entropy.bytes(32)
        sealed = self.desk.seal(key.hex(), {"subject_ref": self.ref})
        with self.desk.silo.begin() as tx:
            tx.rows(RequestRows).add_centre_code(
                CentreCode(key, self.kind, self.reference, sealed, now, now + DAY)
            )

    def restrict(self) -> None:
        request_id = self.ask(RequestKind.RESTRICTION, "Until it is settled.")
        with self.desk.silo.begin() as tx:
            tx.rows(RequestRows).restrict(self.reference, request_id, self.later())

    def export(self) -> None:
        """Let the improvement set leave, with the pictures of this person."""
        proposed = approved(self.scene, self.tenant)
        exports(self.scene, self.tenant).export(proposed.id, self.scene.folder / proposed.id)

    def withdraw(self, purpose: ConsentPurpose) -> None:
        with self.desk.silo.begin() as tx:
            tx.rows(ConsentRows).withdraw(self.reference, purpose, self.later())

    def agree(self, purpose: ConsentPurpose) -> None:
        self.later()
        rule = ConsentRule(self.mine.subjects, self.scene.clock, SystemEntropy())
        with self.desk.silo.begin() as tx:
            rule.give(tx, self.reference, agreed(tx), purpose)


def everything(person: Person) -> Person:
    """Let everything happen to a person that leaves a trace."""
    person.enrol()
    person.mine.subjects.erase(person.subject_id)
    person.later()
    person.enrol()
    person.check(1)
    person.check(2)
    person.live()
    person.session(SessionKind.LIVENESS, Decision.LIVE)
    person.session(SessionKind.LIVENESS, Decision.NOT_LIVE, Reason.NOT_LIVE, Reason.LIVENESS_DEPTH)
    person.session(SessionKind.AUTHENTICATE, Decision.MATCH)
    person.session(SessionKind.AUTHENTICATE, Decision.NO_MATCH, Reason.BELOW_LEVEL)
    person.session(SessionKind.AUTHENTICATE, Decision.REFUSED, Reason.TOO_DARK, Reason.BLURRED)
    person.session(SessionKind.ENROLL, Decision.REFUSED, Reason.CANCELLED)
    person.session(SessionKind.AUTHENTICATE, None)
    person.check(3)
    person.withdraw(ConsentPurpose.IMPROVEMENT)
    person.agree(ConsentPurpose.IMPROVEMENT)
    person.disclose()
    person.hold()
    person.ask(RequestKind.ACCESS)
    person.ask(RequestKind.COMPLAINT, "Your camera <b>stared</b> at me.", "We are sorry.")
    person.code()
    person.export()
    person.restrict()
    return person
