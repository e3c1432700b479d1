"""The use cases: open a session, give it samples, read its decision.

How a session with samples is decided:

1. The session must be open and inside its time.
2. Every image is examined; those with a usable face count, the others give reason codes.
3. One template is built from the usable samples; samples of different people are refused.
4. `enroll`: the template is sealed under a new key of the subject.
   `authenticate`: the reference is unsealed, compared, and must reach the required level.
5. The verdict, the template and the idempotency record are stored in one transaction: a process
   that is killed before it leaves the session open, one killed after it leaves it decided.
6. Only then, and only of a developer session under a consent, the images go to the improvement
   set. The type of the port takes nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from inperson.core import SessionId, TenantId
from inperson.core.ids import new_session_id, new_subject_id
from inperson.matching import Template
from inperson.sessions.deciding import SessionEngine
from inperson.sessions.errors import (
    IdempotencyConflict,
    ImprovementNotAllowed,
    SessionEnded,
    SessionNotFound,
    SubjectAlreadyEnrolled,
)
from inperson.sessions.ledger import Ledger
from inperson.sessions.model import (
    AnySession,
    Decision,
    DeveloperSession,
    ImprovementConsent,
    LivenessDemand,
    SealedTemplate,
    SessionKind,
    SessionState,
    Subject,
    Verdict,
    session_type,
)
from inperson.sessions.policy import admit
from inperson.sessions.ports import SampleKeeper, Silos, SiloTransaction
from inperson.sessions.pseudonyms import IdempotencyKey, Pseudonyms
from inperson.sessions.reasons import Reason
from inperson.sessions.record import KEPT_DAYS, Device, DeviceRecord
from inperson.sessions.records import Records
from inperson.sessions.subjects import TenantSubjects
from inperson.tenants import Caller, TokenKind
from inperson.vault import KeyDestroyed, Purpose, TenantVault
from inperson.vision import Image

SESSION_TTL = timedelta(minutes=3)
IDEMPOTENCY_KEPT = timedelta(hours=24)
_TIDIED_AT_ONCE = 20
_NOTHING_TOLD = Device()


class Sessions:
    """Gives each caller its own use cases, bound to its tenant and to its kind of token."""

    def __init__(
        self,
        engine: SessionEngine,
        silos: Silos,
        open_vault: Callable[[TenantId], TenantVault],
        open_keeper: Callable[[TenantId], SampleKeeper],
    ) -> None:
        self._engine = engine
        self._silos = silos
        self._open_vault = open_vault
        self._open_keeper = open_keeper

    def of(self, caller: Caller) -> "TenantSessions":
        """Return the use cases of one caller.

        Raises:
            SiloUnavailable: if the tenant's data store cannot be opened.
            KeyUnavailable: if the tenant's keys cannot be opened.

        """
        return TenantSessions(self._engine, caller, self.subjects_of(caller))

    def subjects_of(self, caller: Caller) -> TenantSubjects:
        """Return the use cases about one caller's enrolled subjects; raises what `of` raises."""
        return TenantSubjects(
            kind=caller.kind,
            silo=self._silos.open(caller.tenant_id),
            vault=self._open_vault(caller.tenant_id),
            keeper=self._open_keeper(caller.tenant_id),
            clock=self._engine.clock,
            key_backup=self._engine.key_backup,
        )


class TenantSessions:
    """The use cases of one caller. Nothing here can reach another tenant or kind of token."""

    def __init__(self, engine: SessionEngine, caller: Caller, subjects: TenantSubjects) -> None:
        self._engine = engine
        self._kind = caller.kind
        self._limits = caller.limits
        self.subjects = subjects
        self._silo = subjects.silo
        self._vault = subjects.vault
        self._pseudonyms = Pseudonyms(subjects.vault, caller.kind)
        self._records = Records(subjects.vault)
        self._ledger = Ledger(caller.kind, subjects.silo, self._pseudonyms, engine.clock)

    def create(
        self,
        kind: SessionKind,
        subject_ref: str,
        liveness: LivenessDemand | None,
        idempotency: IdempotencyKey | None = None,
        *,
        device: Device = _NOTHING_TOLD,
        improvement: bool = False,
    ) -> AnySession:
        """Open a session for a subject.

        Args:
            kind: what the session is for.
            subject_ref: the tenant's own opaque id of the subject, 1 to 128 visible ASCII
                characters. It is stored as a keyed hash only.
            liveness: what the session asks of liveness.
            idempotency: makes a repeated call return the first call's session.
            device: where the session comes from.
            improvement: the subject consents that the session may improve the software.

        Raises:
            OriginNotAllowed: if the token is limited to other pages and apps.
            ImprovementNotAllowed: if a production session is to improve the software.
            InvalidReference: if the reference is malformed.
            LivenessRequired: if the token may not open such a session.
            SubjectAlreadyEnrolled: on `enroll`, if the reference is taken.
            SubjectNotEnrolled: on `authenticate`, if the reference is unknown.
            IdempotencyConflict: if the key was used for another request.

        """
        self._limits.admit(device.page_origin, device.package_name)
        if improvement and self._kind is not TokenKind.DEVELOPER:
            raise ImprovementNotAllowed("A production session only confirms identity.")
        now = self._engine.clock.now()
        session = session_type(self._kind)(
            id=new_session_id(self._engine.entropy),
            kind=kind,
            token_kind=self._kind,
            liveness=admit(liveness, self._kind),
            subject=self._pseudonyms.reference(subject_ref),
            created_at=now,
            expires_at=now + SESSION_TTL,
        )
        try:
            with self._silo.begin() as tx:
                self._tidy(tx, now)
                self._pseudonyms.settle(tx, subject_ref)
                earlier = self._ledger.earlier(tx, session.id, idempotency)
                if earlier is not None:
                    return earlier
                if improvement:
                    tx.give_improvement(ImprovementConsent(session.subject, now))
                return self._open(tx, session, device, idempotency)
        except IdempotencyConflict:
            # A request with the same key was faster. If it was a copy of this one, its session
            # is ours; if not, this raises again.
            with self._silo.begin() as tx:
                earlier = self._ledger.earlier(tx, session.id, idempotency)
            if earlier is None:
                raise
            return earlier

    def submit(
        self,
        session_id: SessionId,
        images: Sequence[Image],
        idempotency: IdempotencyKey | None = None,
    ) -> AnySession:
        """Give an open session its samples and let it decide.

        Args:
            session_id: a session of this caller.
            images: 1 to 8 images of one person, (H, W, 3) uint8 RGB each.
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
        session, decided = self._ledger.current(session_id, idempotency)
        if decided:
            return session
        probe = self._engine.probe(images)
        try:
            ended = self._decide(session, probe, idempotency)
        except (SessionEnded, IdempotencyConflict):
            # Another request was faster. If it was a copy of this one, its result is ours.
            return self._ledger.current(session_id, idempotency)[0]
        if isinstance(ended, DeveloperSession):
            self._improve(ended, images)
        return ended

    def get(self, session_id: SessionId) -> AnySession:
        """Return a session as it is now.

        Raises:
            SessionNotFound: if the caller has no such session.

        """
        with self._silo.begin() as tx:
            return self._ledger.find(tx, session_id)

    def record(self, session_id: SessionId) -> Mapping[str, str]:
        """Return what is kept of the session's device: the fields whose time is not over.

        Raises:
            SessionNotFound: if the caller has no such session.

        """
        session = self.get(session_id)
        kept = self._records.open(session).pruned(session.created_at, self._engine.clock.now())
        return kept.values

    def _tidy(self, tx: SiloTransaction, now: datetime) -> None:
        """Expire and forget what is due; each new session does a little, so no timer is needed."""
        tx.sweep(
            now=now,
            keep_since=now - IDEMPOTENCY_KEPT,
            sessions_since=now - timedelta(days=KEPT_DAYS),
        )
        for session in tx.due_records(now, _TIDIED_AT_ONCE):
            kept = self._records.open(session).pruned(session.created_at, now)
            tx.set_record(session.id, self._records.seal(kept, session))

    def _open(
        self,
        tx: SiloTransaction,
        session: AnySession,
        device: Device,
        idempotency: IdempotencyKey | None,
    ) -> AnySession:
        subject = tx.subject_by_reference(session.subject)
        if session.kind is SessionKind.ENROLL and subject is not None:
            raise SubjectAlreadyEnrolled("The reference is enrolled; erase it first.")
        if session.kind is SessionKind.AUTHENTICATE:
            session = replace(session, subject_id=self.subjects.own(subject).id)
        record = DeviceRecord.of(device, self._kind, self._pseudonyms.device)
        session = replace(session, record=self._records.seal(record, session))
        tx.add_session(session)
        self._ledger.remember(tx, session.id, idempotency)
        return session

    def _decide(
        self,
        session: AnySession,
        probe: Template | tuple[Reason, ...],
        idempotency: IdempotencyKey | None,
    ) -> AnySession:
        if not isinstance(probe, Template):
            return self._end(session, self._engine.verdict(Decision.REFUSED, *probe), idempotency)
        if session.kind is SessionKind.ENROLL:
            return self._enroll(session, probe, idempotency)
        return self._authenticate(session, probe, idempotency)

    def _improve(self, session: DeveloperSession, images: Sequence[Image]) -> None:
        verdict = session.verdict
        if verdict is None or verdict.decision not in {Decision.ENROLLED, Decision.MATCH}:
            return  # who did not match may be somebody who consented to nothing
        with self._silo.begin() as tx:
            consent = tx.improvement(session.subject)
        if session.subject_id is not None and consent is not None and not consent.withdrawn_at:
            device = self._records.open(session).values
            self.subjects.keeper.keep(session, consent, device, images)

    def _enroll(
        self, session: AnySession, template: Template, idempotency: IdempotencyKey | None
    ) -> AnySession:
        now, digest = self._engine.clock.now(), template.model_digest
        subject = Subject(new_subject_id(self._engine.entropy), session.subject, self._kind, now)
        self._vault.create_subject_key(subject.id)
        sealed = self._vault.seal(
            subject.id, Purpose.REFERENCE_TEMPLATE, digest, template.to_bytes()
        )
        with self._silo.begin() as tx:
            enrolled = tx.add_subject(subject, SealedTemplate(subject.id, digest, sealed))
            if enrolled:
                verdict = self._engine.verdict(Decision.ENROLLED)
                record = self._records.open(session)
                ended = self._ended(replace(session, subject_id=subject.id), verdict)
                # from here on the record is the subject's own, and is shredded with it
                ended = replace(ended, record=self._records.seal(record, ended))
            else:
                verdict = self._engine.verdict(Decision.REFUSED, Reason.ALREADY_ENROLLED)
                ended = self._ended(session, verdict)
            self._ledger.close(tx, ended, idempotency)
        if not enrolled:
            self._vault.discard_subject_key(subject.id)
        # A failed transaction leaves a key that opens nothing; it is not destroyed here, because
        # a commit whose answer was lost would lose the enrolment with it.
        return ended

    def _authenticate(
        self, session: AnySession, probe: Template, idempotency: IdempotencyKey | None
    ) -> AnySession:
        with self._silo.begin() as tx:
            subject = tx.subject_by_reference(session.subject)
            stored = None if subject is None else tx.template(subject.id)
        if subject is None or stored is None:
            raise SessionNotFound("The subject of the session was erased.")
        try:
            reference = self._vault.open(
                subject.id, Purpose.REFERENCE_TEMPLATE, stored.model_digest, stored.sealed
            )
        except KeyDestroyed as error:
            self.subjects.bury(subject)  # finish an erasure that was cut short
            raise SessionNotFound("The subject of the session was erased.") from error
        verdict = self._engine.compare(Template.from_bytes(reference), probe)
        return self._end(session, verdict, idempotency)

    def _end(
        self,
        session: AnySession,
        verdict: Verdict,
        idempotency: IdempotencyKey | None,
    ) -> AnySession:
        ended = self._ended(session, verdict)
        with self._silo.begin() as tx:
            self._ledger.close(tx, ended, idempotency)
        return ended

    def _ended(self, session: AnySession, verdict: Verdict) -> AnySession:
        return replace(
            session,
            state=SessionState.COMPLETED,
            ended_at=self._engine.clock.now(),
            verdict=verdict,
        )
