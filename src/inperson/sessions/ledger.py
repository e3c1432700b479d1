"""What is known of a caller's sessions: which are its own, which is decided, which came twice."""

from dataclasses import dataclass, replace

from inperson.core import Clock, SessionId, is_id
from inperson.sessions.errors import (
    CaptureMoved,
    IdempotencyConflict,
    LivenessRequired,
    SessionEnded,
    SessionExpired,
    SessionNotFound,
)
from inperson.sessions.model import AnySession, LivenessDemand, SessionState
from inperson.sessions.pseudonyms import IdempotencyKey, Pseudonyms
from inperson.sessions.rows import CaptureRows, IdempotencyRows, SessionRows
from inperson.tenants import Transaction


def require_open(session: AnySession) -> None:
    """Let a session, as it was found now, be decided.

    Raises:
        SessionEnded: if it is.
        SessionExpired: if its time is over.

    """
    if session.state is SessionState.COMPLETED:
        raise SessionEnded("The session is decided; open a new one.")
    if session.state is SessionState.EXPIRED:
        raise SessionExpired("The session's time is over; open a new one.")


@dataclass(frozen=True, slots=True)
class SessionLedger:
    """The sessions of one tenant and one kind of token."""

    pseudonyms: Pseudonyms
    clock: Clock

    def find(self, tx: Transaction, session_id: SessionId) -> AnySession:
        """Return a session as it is now: past its time it has expired, stored or not.

        Raises:
            SessionNotFound: if the caller has no such session.

        """
        session = tx.rows(SessionRows).session(session_id) if is_id(session_id, "ses") else None
        if session is None:
            raise SessionNotFound("There is no such session.")
        over = self.clock.now() >= session.expires_at
        if session.state is SessionState.OPEN and over:
            return replace(session, state=SessionState.EXPIRED, ended_at=session.expires_at)
        return session

    def current(
        self, tx: Transaction, session_id: SessionId, idempotency: IdempotencyKey | None
    ) -> tuple[AnySession, bool]:
        """Return a session that takes samples, or the one that this very request has decided.

        Returns:
            The session, and whether it is decided.

        Raises:
            SessionNotFound: if the caller has no such session.
            SessionEnded: if another request decided it.
            SessionExpired: if its time is over.
            IdempotencyConflict: if the key was used for another request.

        """
        session = self.find(tx, session_id)
        earlier = self.earlier(tx, session.id, idempotency)
        if earlier is not None:
            return earlier, True
        require_open(session)
        return session, False

    def require_stills(self, session: AnySession, *, repeated: bool = False) -> None:
        """Let a session take still images.

        Args:
            session: as `find` returned it.
            repeated: whether the request may be a repeat of what ended it.

        Raises:
            LivenessRequired: if it needs a live capture.
            SessionEnded: if it was decided.
            SessionExpired: if its time is over.

        """
        if not repeated:
            require_open(session)
        if session.liveness is LivenessDemand.REQUIRED:
            raise LivenessRequired("The session needs a live capture; still images prove nothing.")

    def close(self, tx: Transaction, ended: AnySession, idempotency: IdempotencyKey | None) -> None:
        """Store the ended form of a session, and what ended it.

        Raises:
            SessionEnded: if another request was faster.
            SessionNotFound: if its subject was erased meanwhile.
            CaptureMoved: if another process holds its capture now.
            IdempotencyConflict: if the key is in use by another request.

        """
        if not tx.rows(SessionRows).end_session(ended, self.pseudonyms.activity, fenced=True):
            if tx.rows(CaptureRows).captures_held([ended.id]):
                raise CaptureMoved("Another process took the capture over.")
            self.find(tx, ended.id)
            raise SessionEnded("The session is decided; open a new one.")
        self.remember(tx, ended.id, idempotency)

    def earlier(
        self, tx: Transaction, session_id: SessionId, idempotency: IdempotencyKey | None
    ) -> AnySession | None:
        """Return the session that answered this very request before, if one did.

        Raises:
            IdempotencyConflict: if the key was used for another request.

        """
        record = self.pseudonyms.record(idempotency, session_id, self.clock.now())
        earlier = None if record is None else tx.rows(IdempotencyRows).idempotency(record.key)
        if record is None or earlier is None:
            return None
        if earlier.request != record.request:
            raise IdempotencyConflict("The Idempotency-Key was used for another request.")
        return self.find(tx, earlier.session_id)

    def remember(
        self, tx: Transaction, session_id: SessionId, idempotency: IdempotencyKey | None
    ) -> None:
        """Remember which session answered a request.

        Raises:
            IdempotencyConflict: if the key is in use by another request.

        """
        record = self.pseudonyms.record(idempotency, session_id, self.clock.now())
        if record is not None and not tx.rows(IdempotencyRows).add_idempotency(record):
            raise IdempotencyConflict("The Idempotency-Key is in use by another request.")
