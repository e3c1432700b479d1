"""What the use cases need of the world: a silo, a pair of eyes and a pen.

A silo is opened through a handle bound to one tenant; no other method takes a tenant's id, so
there is no call that could reach the wrong one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from inperson.core import ProcessId, SessionId, SubjectId, TenantId
from inperson.sessions.consents import (
    Consent,
    ConsentPurpose,
    CurrentNotice,
    GivenConsent,
)
from inperson.sessions.lockout import Attempts
from inperson.sessions.model import (
    AnySession,
    DeveloperSession,
    IdempotencyRecord,
    KeptSample,
    Pseudonym,
    SealedRecord,
    SealedTemplate,
    SeenFrames,
    Subject,
)
from inperson.sessions.tickets import SessionTicket
from inperson.usage.devices import SessionFacts
from inperson.usage.ports import ActivityMarks
from inperson.vault import Tombstone
from inperson.vision import Examination, Image


class SiloTransaction(Protocol):
    """One atomic, durable unit of work in a silo. An exception inside it undoes all of it."""

    def add_session(self, session: AnySession) -> None:
        """Store a new, open session."""
        ...

    def session(self, session_id: SessionId) -> AnySession | None:
        """Return the session, or None."""
        ...

    def end_session(
        self, session: AnySession, marks: ActivityMarks | None = None, *, fenced: bool = False
    ) -> bool:
        """Store the ended form of a session that is still open, and count it for the bill.

        It is counted as the last thing in the transaction, with which the count stands or falls.

        Args:
            session: as it ended.
            marks: makes the mark of its subject, if it has one and is decided; None counts no
                subject.
            fenced: only if its capture is still held as the session says. A process that was
                paused while another one took its capture over decides nothing.

        Returns:
            False, and nothing changed, if it is not stored or no longer open: of several
            processes that try, exactly one gets True.

        """
        ...

    def claim_capture(
        self, session: AnySession, owner: ProcessId, opened_at: datetime, expires_at: datetime
    ) -> bool:
        """Give the capture of an open session to a process, and let the session end later.

        Args:
            session: as it was read. If its capture had begun, it begins anew, and that is counted.
            owner: the process.
            opened_at: now; the time of an earlier beginning stays.
            expires_at: when the session ends.

        Returns:
            False, and nothing changed, if it is not open, or its capture is not held as the
            session says: of several processes that try, exactly one gets True.

        """
        ...

    def release_capture(self, session: AnySession) -> bool:
        """Let go of a capture that is held as the session says; False if it is not."""
        ...

    def captures_held(
        self, session_ids: Sequence[SessionId]
    ) -> Mapping[SessionId, tuple[ProcessId | None, int]]:
        """Return who holds the captures of those sessions that are open, and how often anew."""
        ...

    def count_seen(self, keys: Sequence[Pseudonym]) -> int:
        """Return how many of these keyed digests are kept from earlier captures."""
        ...

    def keep_seen(self, frames: SeenFrames) -> int:
        """Keep a capture's digests, those that are new.

        Returns:
            How many were kept before.

        """
        ...

    def attempts(self, subject_id: SubjectId) -> Attempts:
        """Return a subject's failed attempts; nobody else changes them while this goes on."""
        ...

    def set_attempts(self, subject_id: SubjectId, attempts: Attempts) -> None:
        """Replace a subject's failed attempts."""
        ...

    def add_subject(self, subject: Subject, template: SealedTemplate) -> bool:
        """Store a newly enrolled subject; False, and nothing changed, if the reference is taken."""
        ...

    def subject_by_reference(self, reference: Pseudonym) -> Subject | None:
        """Return the subject with the tenant's (pseudonymised) reference, or None."""
        ...

    def subject(self, subject_id: SubjectId) -> Subject | None:
        """Return the subject, or None."""
        ...

    def rename(self, old: Pseudonym, new: Pseudonym, marks: ActivityMarks | None = None) -> None:
        """Call the subject of a reference, and all that is its own, by another pseudonym.

        Nothing changes where the new one names a subject already, but the subject's mark in the
        periods that are open, so that nobody counts as two.
        """
        ...

    def template(self, subject_id: SubjectId) -> SealedTemplate | None:
        """Return the subject's sealed template, or None."""
        ...

    def bury(self, tombstone: Tombstone) -> bool:
        """Delete a subject with all that is its own, and leave its tombstone.

        Its template and attempts, and of its reference every session with its digests of frames
        and idempotency record, and every consent, up to the erasure; a later enrolment of the same
        reference stays. Doing it again changes nothing. A session that was open ends by it, and
        is counted as refused; what was counted before stays counted.

        Returns:
            True if a subject was deleted.

        """
        ...

    def tombstones(self) -> Sequence[Tombstone]:
        """Return all tombstones in order of erasure."""
        ...

    def forget_tombstones(self, before: datetime) -> int:
        """Delete the tombstones of erasures before a time, and return how many went."""
        ...

    def notice(self) -> CurrentNotice | None:
        """Return what decides whether a consent holds, or None before a notice is published."""
        ...

    def add_consent(self, consent: Consent) -> None:
        """Store a consent; earlier ones stay on record."""
        ...

    def consent(self, about: Pseudonym | SessionId, purpose: ConsentPurpose) -> Consent | None:
        """Return the latest consent of a reference or session, withdrawn or not, or None."""
        ...

    def consents(self, reference: Pseudonym) -> Sequence[Consent]:
        """Return all consents of a reference in order."""
        ...

    def withdraw(self, reference: Pseudonym, purpose: ConsentPurpose, at: datetime) -> int:
        """Mark every consent of a reference to a purpose as withdrawn, and return how many were."""
        ...

    def restricted(self, reference: Pseudonym) -> bool:
        """Tell whether the data of a reference is to be kept and not used."""
        ...

    def held(self, reference: Pseudonym, now: datetime) -> bool:
        """Tell whether a legal order keeps the data of a reference from being deleted."""
        ...

    def open_sessions(self, reference: Pseudonym) -> Sequence[AnySession]:
        """Return the sessions of a reference that are open."""
        ...

    def due_records(self, now: datetime, limit: int) -> Sequence[AnySession]:
        """Return sessions of whose record a field must be forgotten by now."""
        ...

    def put_facts(self, session_id: SessionId, facts: SessionFacts) -> None:
        """Store what is kept of a new session's device for statistics."""
        ...

    def put_sdk(self, session_id: SessionId, sdk: str) -> None:
        """Replace the SDK in it by what the capture's client told, as statistics know it."""
        ...

    def facts_of(self, session_id: SessionId) -> SessionFacts | None:
        """Return what is kept of a session's device for statistics, or None."""
        ...

    def set_record(self, session_id: SessionId, record: SealedRecord | None) -> None:
        """Replace the record of a session."""
        ...

    def add_idempotency(self, record: IdempotencyRecord) -> bool:
        """Remember a request; False, and nothing changed, if the key is taken."""
        ...

    def idempotency(self, key: Pseudonym) -> IdempotencyRecord | None:
        """Return what the key stood for, or None."""
        ...

    def expire_sessions(self, now: datetime) -> int:
        """End and count the open sessions whose time is over, and return how many."""
        ...

    def sweep(self, *, now: datetime, keep_since: datetime, sessions_since: datetime) -> int:
        """Expire open sessions past their time; forget what is old and not held by an order.

        Args:
            now: sessions that should have ended by then expire, digests of frames go.
            keep_since: idempotency records before it go.
            sessions_since: sessions before it go.

        Returns:
            How many rows changed or went.

        """
        ...


class Silo(Protocol):
    """One tenant's data store."""

    def begin(self) -> AbstractContextManager[SiloTransaction]:
        """Open a transaction that commits when the block ends and rolls back when it raises."""
        ...


class Silos(Protocol):
    """Gives each tenant's silo."""

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's silo; do nothing if there is one."""
        ...

    def open(self, tenant_id: TenantId) -> Silo:
        """Return the silo, bound to this tenant.

        Raises:
            SiloUnavailable: if it was not created or cannot be opened.

        """
        ...


class FaceExaminer(Protocol):
    """Finds, judges and embeds the face in each image; `vision.FacePipeline` is the real one."""

    @property
    def model_digest(self) -> str:
        """Return the SHA-256 (hex) of the embedding model."""
        ...

    def examine(
        self, images: Sequence[Image], *, accept_poor: bool = False
    ) -> tuple[Examination, ...]:
        """Examine images, one finding each, in order."""
        ...


class ConsentGate(Protocol):
    """Lets a session pass where its purpose is agreed to; `privacy.ConsentRule` is the real one."""

    def at_opening(
        self,
        tx: SiloTransaction,
        session: AnySession,
        given: GivenConsent | None,
        *,
        improvement: bool,
    ) -> None:
        """Record what was agreed to, and check what is needed before a session is stored.

        A session that takes still images needs the consent now; one with a live capture may get
        it at the capture, where the person sees the notice.

        Raises:
            NoticeMissing: if the tenant has no notice that covers the session.
            NoticeChanged: if another notice was shown than the current one, or it has changed.
            ConsentRequired: if nobody agreed, or the consent was withdrawn.
            SubjectRestricted: if the subject asked that its data not be used.

        """
        ...

    def at_capture(
        self, tx: SiloTransaction, session: AnySession, given: GivenConsent | None
    ) -> None:
        """Record what was agreed to, and check that it is, before a capture is claimed.

        Raises what `at_opening` raises.
        """
        ...


class SessionEvents(Protocol):
    """Hears what a tenant may be told; `deliveries.WebhookEvents` is the real one."""

    def decided(self, tx: SiloTransaction, session: AnySession) -> None:
        """Note that a session is decided, in the transaction that ends it.

        Args:
            tx: the transaction: what is noted in it stands or falls with the decision.
            session: the session as it ended.

        """
        ...

    def erased(self, tx: SiloTransaction, subject: Subject, at: datetime) -> None:
        """Note that a subject is erased, in the transaction that deletes its rows."""
        ...

    def agreed(self, tx: SiloTransaction, consent: Consent) -> None:
        """Note that somebody has agreed, in the transaction that records it."""
        ...

    def withdrawn(self, tx: SiloTransaction, reference: Pseudonym, purpose: ConsentPurpose) -> None:
        """Note that a consent was withdrawn, in the transaction that records it."""
        ...


class SampleKeeper(Protocol):
    """One tenant's improvement set, as sessions see it. It takes developer sessions only."""

    def keep(
        self,
        session: DeveloperSession,
        consent: Consent,
        device: Mapping[str, str],
        images: Sequence[Image],
    ) -> None:
        """Keep the images of a decided session that a consent covers.

        Raises:
            ImprovementNotAllowed: if the session is of another kind, or the consent withdrawn.

        """
        ...

    def samples_of(self, subject_id: SubjectId) -> Iterator[KeptSample]:
        """Yield all samples of a subject, opened, in the order in which they were taken.

        Raises:
            KeyUnavailable: if the tenant's keys cannot be used.

        """
        ...

    def remove(self, subject_id: SubjectId) -> int:
        """Remove all samples of a subject, and return how many went."""
        ...

    def count(self, subject_id: SubjectId) -> int:
        """Return how many samples of a subject there are."""
        ...

    def purge(self, before: datetime, spared: Collection[SubjectId] = ()) -> int:
        """Remove the samples taken before a time, but those of some subjects.

        Returns:
            How many went.

        """
        ...

    def overdue(
        self, before: datetime, spared: Collection[SubjectId] = ()
    ) -> tuple[int, datetime | None]:
        """Return how many samples `purge` would remove, and when the earliest was taken."""
        ...


class StatementSigner(Protocol):
    """Signs decisions so that a tenant's back end can check where they came from."""

    def sign(self, claims: Mapping[str, Any], kind: str = "decision") -> str:
        """Return a compact JWS (Ed25519) over the claims.

        Args:
            claims: what is stated.
            kind: what kind of statement it is, `decision`, `receipt`, `certificate`, `manifest`
                and so on: it stands in the header's `typ`, so that none passes for another.

        """
        ...

    def jwks(self) -> Mapping[str, Any]:
        """Return the public keys as a JWK set (RFC 7517)."""
        ...


class SessionTokens(Protocol):
    """Writes and reads session tokens. They are never statements, and statements never tokens."""

    def issue(self, ticket: SessionTicket) -> str:
        """Return the ticket as a signed token."""
        ...

    def read(self, token: str, now: datetime) -> SessionTicket:
        """Check a token that a client sent.

        Args:
            token: what was sent.
            now: the server's own time; there is no leeway.

        Raises:
            SessionTokenInvalid: if it is malformed, not signed here, or no session token.
            SessionTokenExpired: if its time is over.

        """
        ...
