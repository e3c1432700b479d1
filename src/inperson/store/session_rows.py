"""Sessions as rows."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isfinite
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from inperson.core import ProcessId, SessionId, SubjectId
from inperson.sessions.model import (
    AnySession,
    Decision,
    LivenessDemand,
    LivenessVerdict,
    Pseudonym,
    SealedRecord,
    SessionKind,
    SessionState,
    Verdict,
    session_type,
)
from inperson.sessions.reasons import Reason
from inperson.store.capture_rows import held_as, still_open
from inperson.store.retention_rows import free_frames, free_sessions
from inperson.store.tables import idempotency, seen_frames, sessions, subjects
from inperson.store.unit import Rows
from inperson.store.usage_counting import expire
from inperson.tenants import TokenKind
from inperson.usage.ports import ActivityMarks


class SqlSessionRows(Rows):
    """Implements `sessions.rows.SessionRows`."""

    def add_session(self, session: AnySession) -> None:
        """Store a new, open session."""
        self._connection.execute(insert(sessions).values(session_row(session)))
        if session.subject is not None:
            seen = subjects.c.last_seen_at
            later = seen.is_(None) | (seen < session.created_at)
            mine = update(subjects).where((subjects.c.reference == session.subject) & later)
            self._connection.execute(mine.values(last_seen_at=session.created_at))

    def session(self, session_id: SessionId) -> AnySession | None:
        """Return the session, or None."""
        row = self._connection.execute(select(sessions).where(sessions.c.id == session_id)).first()
        return None if row is None else read_session(row)

    def end_session(
        self, session: AnySession, marks: ActivityMarks | None = None, *, fenced: bool = False
    ) -> bool:
        """Store the ended form of a session that is still open, and count it for the bill."""
        mine = held_as(session) if fenced else still_open(session.id)
        row = session_row(session)
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
        rows = self._connection.execute(mine.order_by(sessions.c.created_at, sessions.c.id))
        return [read_session(row) for row in rows]

    def sessions_between(
        self, reference: Pseudonym, since: datetime, until: datetime
    ) -> Sequence[AnySession]:
        """Return the sessions of a reference that were opened in a period, in order."""
        opened = sessions.c.created_at
        mine = (sessions.c.subject == reference) & (opened >= since) & (opened < until)
        query = select(sessions).where(mine).order_by(opened, sessions.c.id)
        return [read_session(row) for row in self._connection.execute(query)]

    def open_sessions(self, reference: Pseudonym) -> Sequence[AnySession]:
        """Return the sessions of a reference that are open."""
        mine = (sessions.c.subject == reference) & (sessions.c.state == SessionState.OPEN.value)
        return [read_session(row) for row in self._connection.execute(select(sessions).where(mine))]

    def due_records(self, now: datetime, limit: int) -> Sequence[AnySession]:
        """Return sessions of whose record a field must be forgotten by now."""
        due = (sessions.c.record_due_at <= now) & free_sessions(now)
        query = select(sessions).where(due).limit(limit)
        return [read_session(row) for row in self._connection.execute(query)]

    def set_record(self, session_id: SessionId, record: SealedRecord | None) -> None:
        """Replace the record of a session."""
        change = update(sessions).where(sessions.c.id == session_id)
        self._connection.execute(change.values(**record_columns(record)))

    def sweep(self, *, now: datetime, keep_since: datetime, sessions_since: datetime) -> int:
        """Expire open sessions past their time; forget what is old."""
        expired = expire(self._connection, self._unit.ends, now)
        old = idempotency.c.created_at < keep_since
        forgotten = self._connection.execute(delete(idempotency).where(old))
        frames = self._connection.execute(
            delete(seen_frames).where((seen_frames.c.expires_at <= now) & free_frames(now))
        )
        ended = delete(sessions).where(
            (sessions.c.created_at < sessions_since) & free_sessions(now)
        )
        gone = self._connection.execute(ended)
        return expired + forgotten.rowcount + frames.rowcount + gone.rowcount


def session_row(session: AnySession) -> dict[str, Any]:
    """Return the row of a session."""
    verdict = session.verdict
    return {
        "id": session.id,
        "kind": session.kind.value,
        "token_kind": session.token_kind.value,
        "liveness": session.liveness.value,
        "subject": session.subject,
        "created_at": session.created_at,
        "expires_at": session.expires_at,
        "state": session.state.value,
        "ended_at": session.ended_at,
        "subject_id": session.subject_id,
        "decision": None if verdict is None else verdict.decision.value,
        "reasons": None if verdict is None else " ".join(verdict.reasons),
        "level": None if verdict is None else verdict.level,
        "level_required": None if verdict is None else verdict.level_required,
        "model_digest": None if verdict is None else verdict.model_digest,
        "liveness_verdict": None if verdict is None else verdict.liveness.value,
        "capture_opened_at": session.capture_opened_at,
        "capture_owner": session.capture_owner,
        "capture_restarts": session.capture_restarts,
        "evidence": _evidence(session.evidence),
        **record_columns(session.record),
    }


def record_columns(record: SealedRecord | None) -> dict[str, Any]:
    """Return the columns of a record."""
    return {
        "record": None if record is None else record.sealed,
        "record_due_at": None if record is None else record.due_at,
    }


def read_session(row: Row[Any]) -> AnySession:
    """Read a session from its row."""
    verdict = None
    if row.decision is not None:
        verdict = Verdict(
            decision=Decision(row.decision),
            reasons=tuple(Reason(reason) for reason in row.reasons.split()),
            level=row.level,
            level_required=row.level_required,
            model_digest=row.model_digest,
            liveness=LivenessVerdict(row.liveness_verdict),
        )
    token_kind = TokenKind(row.token_kind)
    record = None if row.record is None else SealedRecord(bytes(row.record), row.record_due_at)
    return session_type(token_kind)(
        id=SessionId(row.id),
        kind=SessionKind(row.kind),
        token_kind=token_kind,
        liveness=LivenessDemand(row.liveness),
        subject=None if row.subject is None else Pseudonym(bytes(row.subject)),
        created_at=row.created_at,
        expires_at=row.expires_at,
        state=SessionState(row.state),
        ended_at=row.ended_at,
        subject_id=None if row.subject_id is None else SubjectId(row.subject_id),
        verdict=verdict,
        record=record,
        capture_opened_at=row.capture_opened_at,
        capture_owner=None if row.capture_owner is None else ProcessId(row.capture_owner),
        capture_restarts=row.capture_restarts,
        evidence={} if row.evidence is None else json.loads(row.evidence),
    )


def _evidence(evidence: Mapping[str, float]) -> str | None:
    """Return the numbers as JSON; what is no finite number is left out."""
    finite = {cue: float(each) for cue, each in evidence.items() if isfinite(each)}
    return json.dumps(finite, separators=(",", ":")) if finite else None
