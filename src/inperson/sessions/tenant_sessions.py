"""The use cases: open a session, give it samples, read its decision.

How a session with still images, which a developer token alone may open, is decided:

1. The session must be open and inside its time: before an image is decoded.
2. Every image is examined, one at a time; those with a usable face count, the others give reason
   codes.
3. One template is built from the usable samples; samples of different people are refused.
4. It is decided and stored as `decisions` says.
5. Only then, and only of a developer session under a consent, the images go to the improvement
   set. The type of the port takes nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from inperson.core import SessionId, new_session_id
from inperson.liveness import Assurance
from inperson.sessions.admission import UnsafeNoLiveness, admit, admit_improvement
from inperson.sessions.ages import AgeClaim
from inperson.sessions.consents import ConsentPurpose, GivenConsent, to_ask
from inperson.sessions.deciding import SessionEngine
from inperson.sessions.decisions import Decisions
from inperson.sessions.errors import (
    IdempotencyConflict,
    SessionEnded,
    SubjectAlreadyEnrolled,
    SubjectRefMissing,
)
from inperson.sessions.findings import Findings, found_in, keeping
from inperson.sessions.ledger import SessionLedger
from inperson.sessions.model import (
    AnySession,
    LivenessDemand,
    LivenessVerdict,
    SessionKind,
    SessionState,
    session_type,
)
from inperson.sessions.ports import ConsentGate
from inperson.sessions.pseudonyms import IdempotencyKey, Pseudonyms
from inperson.sessions.record_sealing import RecordSealing
from inperson.sessions.rows import AttemptRows, ConsentRows, SessionRows, SubjectRows
from inperson.sessions.session_record import Device, SessionRecord
from inperson.sessions.subjects import TenantSubjects
from inperson.sessions.tickets import SessionTicket
from inperson.sessions.tidying import Tidying
from inperson.tenants import Caller, Transaction
from inperson.usage import FactRows, SessionFacts, device_class, known_sdk
from inperson.vision import Image

SESSION_TTL = timedelta(minutes=3)
_NOTHING_TOLD = Device()


class TenantSessions:
    """The use cases of one caller. Nothing here can reach another tenant or kind of token."""

    def __init__(
        self,
        engine: SessionEngine,
        caller: Caller,
        subjects: TenantSubjects,
        gate: ConsentGate,
        tidying: Tidying,
    ) -> None:
        self._gate = gate
        self._tidying = tidying
        self._engine = engine
        self._caller = caller
        self._kind = caller.kind
        self._limits = caller.limits
        self.subjects = subjects
        self._silo = subjects.silo
        self._vault = subjects.vault
        self._pseudonyms = Pseudonyms(subjects.vault, caller.kind)
        self._records = RecordSealing(subjects.vault)
        self._ledger = SessionLedger(self._pseudonyms, engine.clock)
        self._decisions = Decisions(engine, subjects, self._ledger, self._records)

    def create(
        self,
        kind: SessionKind,
        subject_ref: str | None,
        liveness: LivenessDemand | None,
        idempotency: IdempotencyKey | None = None,
        *,
        device: Device = _NOTHING_TOLD,
        improvement: bool = False,
        consent: GivenConsent | None = None,
        age: AgeClaim | None = None,
        act_sha256: bytes | None = None,
        lasts: timedelta = SESSION_TTL,
        assurance: Assurance = Assurance.PERSPECTIVE,
    ) -> AnySession:
        """Open a session for a subject.

        Args:
            kind: what the session is for.
            subject_ref: the tenant's own opaque id of the subject, 1 to 128 visible ASCII
                characters. It is stored as a keyed hash only. `liveness` needs none.
            liveness: what the session asks of liveness; None for what is required.
            idempotency: makes a repeated call return the first call's session.
            device: where the session comes from.
            improvement: the subject consents that the session may improve the software.
            consent: what the subject was shown and how it agreed; None if that is on record, or
                comes with the live capture.
            age: on which side of the notice's minimum age the person is; None if that is on record.
            act_sha256: of the one act that the person opens it for. It needs no consent: what is
                agreed to is the act.
            lasts: for how long it is open.
            assurance: what its capture has to rest on.

        Raises:
            AssuranceUnavailable: if nothing here, or no still image, can show that.
            OriginNotAllowed: if the token is limited to other pages and apps.
            ImprovementNotAllowed: if a production session is to improve the software.
            InvalidReference: if the reference is malformed.
            PersonalReference: if somebody is to be enrolled by an e-mail address or phone number.
            NoticeMissing: if the tenant has published no notice that covers the session.
            NoticeChanged: if another notice was shown, or it has changed since the consent.
            ConsentRequired: if nobody agreed to the purpose.
            AgeUnknown, BelowMinimumAge, GuardianMissing: if the notice's minimum age forbids it.
            SubjectRestricted: if the subject's data is to be kept and not used.
            SubjectRefMissing: if there is none, and the session is about a subject.
            LivenessRequired, LivenessUnavailable: if the token or the server opens none such.
            SubjectAlreadyEnrolled: on `enroll`, if the reference is taken.
            SubjectNotEnrolled: on `authenticate`, if the reference is unknown.
            SubjectLocked, SubjectDisabled: on `authenticate`, after too many failures.
            IdempotencyConflict: if the key was used for another request.

        """
        self._limits.admit(device.page_origin, device.package_name)
        admit_improvement(self._kind, kind, asked=improvement)
        ready = self._engine.liveness is not None
        admitted = admit(liveness, self._kind, kind, assurance, ready=ready)
        session = self._drawn(kind, subject_ref, admitted, lasts)
        session = replace(session, act_sha256=act_sha256, assurance=assurance)
        try:
            with self._silo.begin() as tx:
                self._tidying.run(tx, self._caller.authority, self._records, session.created_at)
                if subject_ref is not None:
                    self._pseudonyms.settle(tx, subject_ref)
                earlier = self._ledger.earlier(tx, session.id, idempotency)
                if earlier is not None:
                    return earlier
                opened = self._open(tx, session, device, idempotency)
                if act_sha256 is not None:  # a right is everybody's, however young
                    return opened
                return self._gate.at_opening(tx, opened, consent, age, improvement=improvement)
        except IdempotencyConflict:
            # Another request was faster; if it was a copy of this one, its session is ours.
            with self._silo.read() as tx:
                earlier = self._ledger.earlier(tx, session.id, idempotency)
            if earlier is None:
                raise
            return earlier

    def require_stills(self, session_id: SessionId, *, repeated: bool) -> None:
        """Raise what `submit` raises before it asks for an image; it may be a repeat of itself."""
        UnsafeNoLiveness().admit(self._kind)
        with self._silo.read() as tx:
            self._ledger.require_stills(self._ledger.find(tx, session_id), repeated=repeated)

    def submit(
        self,
        session_id: SessionId,
        images: Iterable[Image],
        idempotency: IdempotencyKey | None = None,
    ) -> AnySession:
        """Give an open session its samples and let it decide.

        Args:
            session_id: a session of this caller.
            images: 1 to 8 images of one person, (H, W, 3) uint8 RGB each. None is asked for before
                the session was found to take it.
            idempotency: makes a repeated call return the decided session.

        Raises:
            SessionNotFound: if the caller has no such session.
            SessionEnded: if another request decided it.
            SessionExpired: if its time is over.
            NoSamples: without an image.
            TooManySamples: with more than 8.
            ModelChanged: if the reference was made by another model.
            IdempotencyConflict: if the key was used for another request.

        """
        with self._silo.read() as tx:
            session, decided = self._ledger.current(tx, session_id, idempotency)
            if decided:
                return session
            self._ledger.require_stills(session)
            known = self._decisions.known(tx, session)
        kept: list[Image] = []
        if known.improvement is not None:
            images = keeping(images, kept)
        seen = found_in(self._engine.probe(images), LivenessVerdict.NOT_CHECKED)
        found = Findings(seen, known=known, idempotency=idempotency)
        try:
            ended = self._decisions.decide(session, found)
        except (SessionEnded, IdempotencyConflict):
            # Another request was faster. If it was a copy of this one, its result is ours.
            with self._silo.read() as tx:
                return self._ledger.current(tx, session_id, idempotency)[0]
        self._decisions.improve(ended, known, kept)
        return ended

    def get(self, session_id: SessionId) -> AnySession:
        """Return a session as it is now.

        Raises:
            SessionNotFound: if the caller has no such session.

        """
        with self._silo.read() as tx:
            return self._ledger.find(tx, session_id)

    def record(self, session_id: SessionId) -> Mapping[str, str]:
        """Return what is kept of the session's device: the fields whose time is not over.

        Raises:
            SessionNotFound: if the caller has no such session.

        """
        session = self.get(session_id)
        kept = self._records.open(session).pruned(session.created_at, self._engine.clock.now())
        return kept.values

    def ticket(self, session: AnySession, device: Device = _NOTHING_TOLD) -> SessionTicket | None:
        """Return the right to make a session's capture; None if it takes none any more.

        Args:
            session: a session of this caller.
            device: where it comes from, as `create` was told.

        """
        if (
            session.state is not SessionState.OPEN
            or session.liveness is LivenessDemand.UNSAFE_NO_LIVENESS
        ):
            return None
        now = self._engine.clock.now()
        with self._silo.read() as tx:
            consents = tx.rows(ConsentRows)
            notice = consents.notice()
            consent = consents.consent(session.subject or session.id, ConsentPurpose.IDENTITY)
        asks = notice is not None and session.act_sha256 is None
        ask = to_ask(consent, notice, session.said_age) if notice is not None and asks else None
        return SessionTicket.of(session, self._caller, device, now, notice, ask)

    def _drawn(
        self,
        kind: SessionKind,
        subject_ref: str | None,
        liveness: LivenessDemand,
        lasts: timedelta,
    ) -> AnySession:
        """Return a new session of this kind of token, which is not stored yet."""
        now, known = self._engine.clock.now(), kind is SessionKind.AUTHENTICATE
        called = self._pseudonyms.reference if known else self._pseudonyms.new_reference
        return session_type(self._kind)(
            id=new_session_id(self._engine.entropy),
            kind=kind,
            token_kind=self._kind,
            liveness=liveness,
            subject=None if subject_ref is None else called(subject_ref),
            created_at=now,
            expires_at=now + lasts,
        )

    def _open(
        self,
        tx: Transaction,
        session: AnySession,
        device: Device,
        idempotency: IdempotencyKey | None,
    ) -> AnySession:
        if session.subject is not None and session.kind is not SessionKind.LIVENESS:
            subject = tx.rows(SubjectRows).subject_by_reference(session.subject)
            if session.kind is SessionKind.ENROLL and subject is not None:
                raise SubjectAlreadyEnrolled("The reference is enrolled; erase it first.")
            if session.kind is SessionKind.AUTHENTICATE:
                own = self.subjects.own(subject)
                tx.rows(AttemptRows).attempts(own.id).check(session.created_at)
                session = replace(session, subject_id=own.id)
        elif session.kind is not SessionKind.LIVENESS:
            raise SubjectRefMissing("Say whom the session is about.")
        record = SessionRecord.of(device, self._kind, self._pseudonyms.device)
        session = replace(session, record=self._records.seal(record, session))
        tx.rows(SessionRows).add_session(session)
        # now, while they are in clear: later it would be a read of the sealed record
        kind, sdk = device_class(device.os, device.phone_model), known_sdk(device.sdk_version)
        tx.rows(FactRows).put_facts(session.id, SessionFacts(kind, sdk))
        self._ledger.remember(tx, session.id, idempotency)
        return session
