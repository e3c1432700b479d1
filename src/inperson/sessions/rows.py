"""The rows of a silo that sessions read and write, a port for each noun.

The store implements them, and a transaction hands them out: `tx.rows(SessionRows)`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from inperson.core import ProcessId, SessionId, SubjectId
from inperson.sessions.ages import SaidAge
from inperson.sessions.consents import Consent, ConsentPurpose, CurrentNotice
from inperson.sessions.lockout import Attempts
from inperson.sessions.model import (
    AnySession,
    IdempotentRequest,
    Pseudonym,
    SealedRecord,
    SealedTemplate,
    SeenFrames,
    SignIn,
    Subject,
)
from inperson.usage import Activity
from inperson.vault import Tombstone


class SessionRows(Protocol):
    """Sessions, and what is kept of each."""

    def add_session(self, session: AnySession) -> None:
        """Store a new, open session."""
        ...

    def session(self, session_id: SessionId) -> AnySession | None:
        """Return the session, or None."""
        ...

    def end_session(
        self, session: AnySession, marks: Activity | None = None, *, fenced: bool = False
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

    def sessions_of(self, reference: Pseudonym) -> Sequence[AnySession]:
        """Return all sessions of a reference in order."""
        ...

    def sessions_between(
        self, reference: Pseudonym, since: datetime, until: datetime
    ) -> Sequence[AnySession]:
        """Return the sessions of a reference that were opened in a period, in order."""
        ...

    def open_sessions(self, reference: Pseudonym) -> Sequence[AnySession]:
        """Return the sessions of a reference that are open."""
        ...

    def sign_in(self, session_id: SessionId, at: SignIn) -> bool:
        """Note who got an ID token for a session; False if it is not on record."""
        ...

    def end_sign_ins(self, reference: Pseudonym) -> Sequence[SignIn]:
        """Return where a reference is signed in, each once, and forget its names there."""
        ...

    def due_records(self, now: datetime, limit: int) -> Sequence[AnySession]:
        """Return sessions of whose record a field must be forgotten by now."""
        ...

    def set_record(self, session_id: SessionId, record: SealedRecord | None) -> None:
        """Replace the record of a session."""
        ...

    def set_age(self, session_id: SessionId, said: SaidAge) -> None:
        """Store what was said of the age of a session's person."""
        ...

    def sweep(self, *, now: datetime, keep_since: datetime, sessions_since: datetime) -> int:
        """Expire open sessions past their time; forget what is old and not held by an order.

        Args:
            now: sessions that should have ended by then expire, digests of frames go.
            keep_since: idempotency records, and links of checks, before it go.
            sessions_since: sessions before it go.

        Returns:
            How many rows changed or went.

        """
        ...


class CaptureRows(Protocol):
    """Who holds the captures of sessions."""

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


class FrameRows(Protocol):
    """Keyed digests of the frames that were seen."""

    def count_seen(self, keys: Sequence[Pseudonym]) -> int:
        """Return how many of these keyed digests are kept from earlier captures."""
        ...

    def keep_seen(self, frames: SeenFrames) -> int:
        """Keep a capture's digests, those that are new.

        Returns:
            How many were kept before.

        """
        ...


class SubjectRows(Protocol):
    """Enrolled subjects with their templates, and what may not be done with them."""

    def add_subject(self, subject: Subject, template: SealedTemplate) -> bool:
        """Store a newly enrolled subject; False, and nothing changed, if the reference is taken."""
        ...

    def subject(self, subject_id: SubjectId) -> Subject | None:
        """Return the subject, or None."""
        ...

    def subject_by_reference(self, reference: Pseudonym) -> Subject | None:
        """Return the subject with the tenant's (pseudonymised) reference, or None."""
        ...

    def rename(self, old: Pseudonym, new: Pseudonym, marks: Activity | None = None) -> None:
        """Call the subject of a reference, and all that is its own, by another pseudonym.

        Nothing changes where the new one names a subject already, but the subject's mark in the
        periods that are open, so that nobody counts as two.
        """
        ...

    def template(self, subject_id: SubjectId) -> SealedTemplate | None:
        """Return the subject's sealed template, or None."""
        ...

    def restricted(self, reference: Pseudonym) -> bool:
        """Tell whether the data of a reference is to be kept and not used."""
        ...

    def held(self, reference: Pseudonym, now: datetime) -> bool:
        """Tell whether a legal order keeps the data of a reference from being deleted."""
        ...


class AttemptRows(Protocol):
    """Failed attempts of subjects."""

    def attempts(self, subject_id: SubjectId) -> Attempts:
        """Return a subject's failed attempts; nobody else changes them while this goes on."""
        ...

    def set_attempts(self, subject_id: SubjectId, attempts: Attempts) -> None:
        """Replace a subject's failed attempts."""
        ...


class TombstoneRows(Protocol):
    """Erasures, and what is left of the erased."""

    def erase(self, tombstone: Tombstone) -> bool:
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


class ConsentRows(Protocol):
    """Consents, and what they are to."""

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

    def standing(self, since: int) -> int:
        """Return of how many people a consent to a version or a later one is not withdrawn."""
        ...

    def withdraw(self, reference: Pseudonym, purpose: ConsentPurpose, at: datetime) -> int:
        """Mark every consent of a reference to a purpose as withdrawn, and return how many were."""
        ...


class IdempotencyRows(Protocol):
    """What a caller's key stood for."""

    def add_idempotency(self, record: IdempotentRequest) -> bool:
        """Remember a request; False, and nothing changed, if the key is taken."""
        ...

    def idempotency(self, key: Pseudonym) -> IdempotentRequest | None:
        """Return what the key stood for, or None."""
        ...
