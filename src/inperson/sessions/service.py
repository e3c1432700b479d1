"""The use cases: open a session, give it samples, read its decision, erase a subject.

How a session with samples is decided:

1. The session must be open and inside its time.
2. Every image is examined; those with a usable face count, the others give reason codes.
3. One template is built from the usable samples; samples of different people are refused.
4. `enroll`: the template is sealed under a new key of the subject.
   `authenticate`: the reference is unsealed, compared, and must reach the required level.
5. The verdict, the template and the idempotency record are stored in one transaction: a process
   that is killed before it leaves the session open, one killed after it leaves it decided.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from inperson.core import SessionId, SubjectId, TenantId
from inperson.core.ids import is_id, new_session_id, new_subject_id
from inperson.matching import Template
from inperson.sessions.deciding import SessionEngine
from inperson.sessions.errors import (
    IdempotencyConflict,
    SessionEnded,
    SessionExpired,
    SessionNotFound,
    SubjectAlreadyEnrolled,
    SubjectNotEnrolled,
)
from inperson.sessions.model import (
    Decision,
    LivenessDemand,
    SealedTemplate,
    Session,
    SessionKind,
    SessionState,
    Subject,
    Verdict,
)
from inperson.sessions.policy import admit
from inperson.sessions.ports import Silo, Silos, SiloTransaction
from inperson.sessions.pseudonyms import IdempotencyKey, Pseudonyms
from inperson.sessions.reasons import Reason
from inperson.tenants import Caller
from inperson.vault import KeyDestroyed, Purpose, TenantVault
from inperson.vision import Image

SESSION_TTL = timedelta(minutes=3)
IDEMPOTENCY_KEPT = timedelta(hours=24)
"""Each new session expires what is late and forgets what is older than this: no timer needed."""


class Sessions:
    """Gives each caller its own use cases, bound to its tenant and to its kind of token."""

    def __init__(
        self, engine: SessionEngine, silos: Silos, open_vault: Callable[[TenantId], TenantVault]
    ) -> None:
        self._engine = engine
        self._silos = silos
        self._open_vault = open_vault

    def of(self, caller: Caller) -> "TenantSessions":
        """Return the use cases of one caller.

        Raises:
            SiloUnavailable: if the tenant's data store cannot be opened.
            KeyUnavailable: if the tenant's keys cannot be opened.

        """
        silo, vault = self._silos.open(caller.tenant_id), self._open_vault(caller.tenant_id)
        return TenantSessions(self._engine, caller, silo, vault)


class TenantSessions:
    """The use cases of one caller. Nothing here can reach another tenant or kind of token."""

    def __init__(
        self, engine: SessionEngine, caller: Caller, silo: Silo, vault: TenantVault
    ) -> None:
        self._engine = engine
        self._kind = caller.kind
        self._silo = silo
        self._vault = vault
        self._pseudonyms = Pseudonyms(vault, caller.kind)

    def create(
        self,
        kind: SessionKind,
        subject_ref: str,
        liveness: LivenessDemand | None,
        idempotency: IdempotencyKey | None = None,
    ) -> Session:
        """Open a session for a subject.

        Args:
            kind: what the session is for.
            subject_ref: the tenant's own opaque id of the subject, 1 to 128 visible ASCII
                characters. It is stored as a keyed hash only.
            liveness: what the session asks of liveness.
            idempotency: makes a repeated call return the first call's session.

        Raises:
            InvalidReference: if the reference is malformed.
            LivenessRequired: if the token may not open such a session.
            SubjectAlreadyEnrolled: on `enroll`, if the reference is taken.
            SubjectNotEnrolled: on `authenticate`, if the reference is unknown.
            IdempotencyConflict: if the key was used for another request.

        """
        now = self._engine.clock.now()
        session = Session(
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
                tx.sweep(now=now, keep_since=now - IDEMPOTENCY_KEPT)
                return self._earlier(tx, session.id, idempotency) or self._open(
                    tx, session, idempotency
                )
        except IdempotencyConflict:
            # A request with the same key was faster. If it was a copy of this one, its session
            # is ours; if not, this raises again.
            with self._silo.begin() as tx:
                earlier = self._earlier(tx, session.id, idempotency)
            if earlier is None:
                raise
            return earlier

    def submit(
        self,
        session_id: SessionId,
        images: Sequence[Image],
        idempotency: IdempotencyKey | None = None,
    ) -> Session:
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
        session, decided = self._current(session_id, idempotency)
        if decided:
            return session
        probe = self._engine.probe(images)
        try:
            if not isinstance(probe, Template):
                refused = self._engine.verdict(Decision.REFUSED, *probe)
                return self._end(session, refused, idempotency)
            if session.kind is SessionKind.ENROLL:
                return self._enroll(session, probe, idempotency)
            return self._authenticate(session, probe, idempotency)
        except (SessionEnded, IdempotencyConflict):
            # Another request was faster. If it was a copy of this one, its result is ours.
            return self._current(session_id, idempotency)[0]

    def get(self, session_id: SessionId) -> Session:
        """Return a session as it is now.

        Raises:
            SessionNotFound: if the caller has no such session.

        """
        with self._silo.begin() as tx:
            return self._find(tx, session_id)

    def find_subject(self, subject_ref: str) -> Subject:
        """Return the enrolled subject of a reference.

        Raises:
            InvalidReference: if the reference is malformed.
            SubjectNotEnrolled: if there is none.

        """
        reference = self._pseudonyms.reference(subject_ref)
        with self._silo.begin() as tx:
            return self._own(tx.subject_by_reference(reference))

    def erase_subject(self, subject_id: SubjectId) -> None:
        """Erase a subject: destroy its key, then delete its rows.

        The key goes first. A process killed between the two leaves rows that nothing can open,
        and the next erasure or authentication of the subject finishes the work.

        Raises:
            SubjectNotEnrolled: if the caller has no such subject.

        """
        with self._silo.begin() as tx:
            subject = self._own(tx.subject(subject_id) if is_id(subject_id, "sub") else None)
        self._erase(subject)

    def _open(
        self, tx: SiloTransaction, session: Session, idempotency: IdempotencyKey | None
    ) -> Session:
        subject = tx.subject_by_reference(session.subject)
        if session.kind is SessionKind.ENROLL and subject is not None:
            raise SubjectAlreadyEnrolled("The reference is enrolled; erase it first.")
        if session.kind is SessionKind.AUTHENTICATE:
            self._own(subject)
        tx.add_session(session)
        self._remember(tx, session.id, idempotency)
        return session

    def _enroll(
        self, session: Session, template: Template, idempotency: IdempotencyKey | None
    ) -> Session:
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
                ended = self._ended(session, verdict, subject.id)
            else:
                verdict = self._engine.verdict(Decision.REFUSED, Reason.ALREADY_ENROLLED)
                ended = self._ended(session, verdict, None)
            self._close(tx, ended, idempotency)
        if not enrolled:
            self._vault.destroy_subject_key(subject.id)
        # A failed transaction leaves a key that opens nothing; it is not destroyed here, because
        # a commit whose answer was lost would lose the enrolment with it.
        return ended

    def _authenticate(
        self, session: Session, probe: Template, idempotency: IdempotencyKey | None
    ) -> Session:
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
            self._erase(subject)  # finish an erasure that was cut short
            raise SessionNotFound("The subject of the session was erased.") from error
        verdict = self._engine.compare(Template.from_bytes(reference), probe)
        return self._end(session, verdict, idempotency, subject.id)

    def _current(
        self, session_id: SessionId, idempotency: IdempotencyKey | None
    ) -> tuple[Session, bool]:
        """Return the session, and whether this very request has decided it before."""
        with self._silo.begin() as tx:
            session = self._find(tx, session_id)
            earlier = self._earlier(tx, session.id, idempotency)
        if earlier is not None:
            return earlier, True
        if session.state is SessionState.COMPLETED:
            raise SessionEnded("The session is decided; open a new one.")
        if session.state is SessionState.EXPIRED:
            raise SessionExpired("The session's time is over; open a new one.")
        return session, False

    def _end(
        self,
        session: Session,
        verdict: Verdict,
        idempotency: IdempotencyKey | None,
        subject_id: SubjectId | None = None,
    ) -> Session:
        ended = self._ended(session, verdict, subject_id)
        with self._silo.begin() as tx:
            self._close(tx, ended, idempotency)
        return ended

    def _ended(self, session: Session, verdict: Verdict, subject_id: SubjectId | None) -> Session:
        return replace(
            session,
            state=SessionState.COMPLETED,
            ended_at=self._engine.clock.now(),
            subject_id=subject_id,
            verdict=verdict,
        )

    def _close(
        self, tx: SiloTransaction, ended: Session, idempotency: IdempotencyKey | None
    ) -> None:
        if not tx.end_session(ended):
            raise SessionEnded("The session is decided; open a new one.")
        self._remember(tx, ended.id, idempotency)

    def _find(self, tx: SiloTransaction, session_id: SessionId) -> Session:
        session = tx.session(session_id) if is_id(session_id, "ses") else None
        if session is None or session.token_kind is not self._kind:
            raise SessionNotFound("There is no such session.")
        over = self._engine.clock.now() >= session.expires_at
        if session.state is SessionState.OPEN and over:
            return replace(session, state=SessionState.EXPIRED, ended_at=session.expires_at)
        return session

    def _own(self, subject: Subject | None) -> Subject:
        if subject is None or subject.token_kind is not self._kind:
            raise SubjectNotEnrolled("There is no such subject.")
        return subject

    def _erase(self, subject: Subject) -> None:
        self._vault.destroy_subject_key(subject.id)
        with self._silo.begin() as tx:
            tx.delete_subject(subject.reference)

    def _earlier(
        self, tx: SiloTransaction, session_id: SessionId, idempotency: IdempotencyKey | None
    ) -> Session | None:
        """Return the session that answered this very request before, if one did."""
        record = self._pseudonyms.record(idempotency, session_id, self._engine.clock.now())
        earlier = None if record is None else tx.idempotency(record.key)
        if record is None or earlier is None:
            return None
        if earlier.request != record.request:
            raise IdempotencyConflict("The Idempotency-Key was used for another request.")
        return self._find(tx, earlier.session_id)

    def _remember(
        self, tx: SiloTransaction, session_id: SessionId, idempotency: IdempotencyKey | None
    ) -> None:
        record = self._pseudonyms.record(idempotency, session_id, self._engine.clock.now())
        if record is not None and not tx.add_idempotency(record):
            raise IdempotencyConflict("The Idempotency-Key is in use by another request.")
