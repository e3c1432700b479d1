"""Sessions as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from inperson.core import SessionId
from inperson.sessions import (
    AnySession,
    Pseudonym,
    SaidAge,
    SealedRecord,
    Session,
    SessionKind,
    SessionState,
    SignIn,
    session_type,
)
from inperson.store.capture_rows import held_as, still_open
from inperson.store.check_tables import checks
from inperson.store.converting import Converter
from inperson.store.retention_rows import free_frames, free_sessions
from inperson.store.tables import idempotency, seen_frames, sessions, subjects
from inperson.store.unit import Rows
from inperson.store.usage_counting import expire
from inperson.tenants import TokenKind
from inperson.usage import Activity


def _session(token_kind: TokenKind, **others: Any) -> AnySession:
    return session_type(token_kind)(token_kind=token_kind, **others)


SESSIONS = Converter(
    _session,
    sessions,
    {
        "verdict.liveness": "liveness_verdict",
        "record.sealed": "record",
        "record.due_at": "record_due_at",
    },
    of=Session,
)


class SqlSessionRows(Rows):
    """Implements `sessions.rows.SessionRows`."""

    def add_session(self, session: AnySession) -> None:
        """Store a new, open session."""
        SESSIONS.add(self._connection, session)
        # nobody is enrolled yet of whom an enrolment is
        if session.subject is not None and session.kind is not SessionKind.ENROLL:
            seen = subjects.c.last_seen_at
            later = seen.is_(None) | (seen < session.created_at)
            mine = update(subjects).where((subjects.c.reference == session.subject) & later)
            self._connection.execute(mine.values(last_seen_at=session.created_at))

    def session(self, session_id: SessionId) -> AnySession | None:
        """Return the session, or None."""
        mine = select(sessions).where(sessions.c.id == session_id)
        return SESSIONS.first(self._connection, mine)

    def end_session(
        self, session: AnySession, marks: Activity | None = None, *, fenced: bool = False
    ) -> bool:
        """Store the ended form of a session that is still open, and count it for the bill."""
        mine = held_as(session) if fenced else still_open(session.id)
        row = SESSIONS.row(session)
        del row["subject"]  # which may be called otherwise by now
        ending = update(sessions).where(mine).values(row).returning(sessions.c.subject)
        ended = self._connection.execute(ending).first()
        if ended is not None:
            subject = None if ended.subject is None else bytes(ended.subject)
            self._unit.ends.decided(session, subject, marks)
        return ended is not None

    def sessions_of(self, reference: Pseudonym) -> Sequence[AnySession]:
        """Return all sessions of a reference in order."""
        mine = select(sessions).where(sessions.c.subject == reference)
        query = mine.order_by(sessions.c.created_at, sessions.c.id)
        return SESSIONS.all(self._connection, query)

    def sessions_between(
        self, reference: Pseudonym, since: datetime, until: datetime
    ) -> Sequence[AnySession]:
        """Return the sessions of a reference that were opened in a period, in order."""
        opened = sessions.c.created_at
        mine = (sessions.c.subject == reference) & (opened >= since) & (opened < until)
        query = select(sessions).where(mine).order_by(opened, sessions.c.id)
        return SESSIONS.all(self._connection, query)

    def open_sessions(self, reference: Pseudonym) -> Sequence[AnySession]:
        """Return the sessions of a reference that are open."""
        mine = (sessions.c.subject == reference) & (sessions.c.state == SessionState.OPEN.value)
        return SESSIONS.all(self._connection, select(sessions).where(mine))

    def sign_in(self, session_id: SessionId, at: SignIn) -> bool:
        """Note who got an ID token for a session; False if it is not on record."""
        mine = update(sessions).where(sessions.c.id == session_id)
        named = mine.values(relying_party=at.relying_party, signed_in_as=at.sub)
        return self._connection.execute(named).rowcount == 1

    def end_sign_ins(self, reference: Pseudonym) -> Sequence[SignIn]:
        """Return where a reference is signed in, each once, and forget its names there."""
        there = (sessions.c.subject == reference) & sessions.c.signed_in_as.is_not(None)
        names = sessions.c.relying_party, sessions.c.signed_in_as
        ending = select(*names).where(there).distinct().order_by(*names)
        ended = [SignIn(*each) for each in self._connection.execute(ending)]
        if ended:
            self._connection.execute(update(sessions).where(there).values(signed_in_as=None))
        return ended

    def due_records(self, now: datetime, limit: int) -> Sequence[AnySession]:
        """Return sessions of whose record a field must be forgotten by now."""
        due = (sessions.c.record_due_at <= now) & free_sessions(now)
        query = select(sessions).where(due).limit(limit)
        return SESSIONS.all(self._connection, query)

    def set_record(self, session_id: SessionId, record: SealedRecord | None) -> None:
        """Replace the record of a session."""
        change = update(sessions).where(sessions.c.id == session_id)
        self._connection.execute(change.values(SESSIONS.columns("record", record)))

    def set_age(self, session_id: SessionId, said: SaidAge) -> None:
        """Store what was said of the age of a session's person."""
        change = update(sessions).where(sessions.c.id == session_id)
        self._connection.execute(change.values(SESSIONS.columns("said_age", said)))

    def sweep(self, *, now: datetime, keep_since: datetime, sessions_since: datetime) -> int:
        """Expire open sessions past their time; forget what is old."""
        expired = expire(self._connection, self._unit.ends, now)
        old = idempotency.c.created_at < keep_since
        forgotten = self._connection.execute(delete(idempotency).where(old))
        earlier = select(sessions.c.id).where(sessions.c.created_at < keep_since)
        links = self._connection.execute(delete(checks).where(checks.c.session_id.in_(earlier)))
        frames = self._connection.execute(
            delete(seen_frames).where((seen_frames.c.expires_at <= now) & free_frames(now))
        )
        ended = delete(sessions).where(
            (sessions.c.created_at < sessions_since) & free_sessions(now)
        )
        gone = self._connection.execute(ended)
        return sum((expired, *(each.rowcount for each in (forgotten, links, frames, gone))))
