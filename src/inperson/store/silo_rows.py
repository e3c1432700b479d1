"""Sessions, subjects and sealed templates as rows of a silo."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from inperson.core import SessionId, SubjectId
from inperson.sessions.lockout import Attempts
from inperson.sessions.model import (
    AnySession,
    IdempotencyRecord,
    Pseudonym,
    SealedRecord,
    SealedTemplate,
    SeenFrames,
    SessionState,
    Subject,
)
from inperson.store.attempts import read_attempts, write_attempts
from inperson.store.capture_rows import CaptureRows, held_as, still_open
from inperson.store.consent_rows import ConsentRows
from inperson.store.inserts import insert_if_free
from inperson.store.privacy_tables import REFERENCES, consents
from inperson.store.request_rows import forget_rights
from inperson.store.retention_rows import free_frames, free_sessions
from inperson.store.seen import count_seen, keep_seen
from inperson.store.session_rows import (
    read_session,
    read_subject,
    record_columns,
    session_row,
)
from inperson.store.statistics_rows import SqlStatisticsRows
from inperson.store.tables import (
    idempotency,
    seen_frames,
    sessions,
    subjects,
    templates,
    tombstones,
)
from inperson.store.tombstones import read_tombstones, tombstone_row
from inperson.store.usage_counting import Ends
from inperson.store.usage_rows import SqlUsageRows
from inperson.usage import Outcome
from inperson.usage.ports import ActivityMarks
from inperson.vault import Tombstone


class SqlSiloTransaction(ConsentRows, CaptureRows, SqlStatisticsRows, SqlUsageRows):
    """Implements `sessions.ports.SiloTransaction`, and what statistics need of a silo."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.deleted = False
        self._ends = Ends()

    def finish(self) -> None:
        """Count what ended, just before the transaction commits."""
        self._ends.write(self._connection)

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
        row = self._first(select(sessions).where(sessions.c.id == session_id))
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
            self._ends.decided(session, subject, marks)
        return ended is not None

    def count_seen(self, keys: Sequence[Pseudonym]) -> int:
        """Return how many of these keyed digests are kept."""
        return count_seen(self._connection, keys)

    def keep_seen(self, frames: SeenFrames) -> int:
        """Keep a capture's digests; return how many were kept before."""
        return keep_seen(self._connection, frames)

    def attempts(self, subject_id: SubjectId) -> Attempts:
        """Return a subject's failed attempts, and keep others from changing them."""
        return read_attempts(self._connection, subject_id)

    def set_attempts(self, subject_id: SubjectId, attempts: Attempts) -> None:
        """Replace a subject's failed attempts."""
        write_attempts(self._connection, subject_id, attempts)

    def add_subject(self, subject: Subject, template: SealedTemplate) -> bool:
        """Store a newly enrolled subject; False if the reference is taken."""
        row = {
            "id": subject.id,
            "reference": subject.reference,
            "token_kind": subject.token_kind.value,
            "enrolled_at": subject.enrolled_at,
            "last_seen_at": subject.enrolled_at,
        }
        if not insert_if_free(self._connection, subjects, row):
            return False
        self._connection.execute(
            insert(templates).values(
                subject_id=template.subject_id,
                model_digest=template.model_digest,
                sealed=template.sealed,
            )
        )
        return True

    def subject_by_reference(self, reference: Pseudonym) -> Subject | None:
        """Return the subject with the reference, or None."""
        row = self._first(select(subjects).where(subjects.c.reference == reference))
        return None if row is None else read_subject(row)

    def subject(self, subject_id: SubjectId) -> Subject | None:
        """Return the subject, or None."""
        row = self._first(select(subjects).where(subjects.c.id == subject_id))
        return None if row is None else read_subject(row)

    def rename(self, old: Pseudonym, new: Pseudonym, marks: ActivityMarks | None = None) -> None:
        """Call the subject of a reference, and all that is its own, by another pseudonym."""
        if marks is not None:
            self._ends.renamed.append((old, new, marks))
        if self.subject_by_reference(new) is not None:
            return
        for column in (subjects.c.reference, sessions.c.subject, *REFERENCES):
            change = update(column.table).where(column == old).values({column: new})
            self._connection.execute(change)

    def template(self, subject_id: SubjectId) -> SealedTemplate | None:
        """Return the subject's sealed template, or None."""
        row = self._first(select(templates).where(templates.c.subject_id == subject_id))
        if row is None:
            return None
        return SealedTemplate(SubjectId(row.subject_id), row.model_digest, bytes(row.sealed))

    def bury(self, tombstone: Tombstone) -> bool:
        """Delete a subject; template, attempts, digests, idempotency records go by cascade."""
        reference, erased_at = tombstone.reference, tombstone.erased_at
        own = (sessions.c.subject == reference) & (sessions.c.created_at <= erased_at)
        there = (sessions.c.state, sessions.c.kind, sessions.c.token_kind)
        for row in self._connection.execute(delete(sessions).where(own).returning(*there)).all():
            if row.state == SessionState.OPEN.value:
                self._ends.add(erased_at, row.kind, Outcome.REFUSED, row.token_kind)
        given = (consents.c.reference == reference) & (consents.c.given_at <= erased_at)
        self._connection.execute(delete(consents).where(given))
        forget_rights(self._connection, reference, erased_at)
        gone = self._connection.execute(
            delete(subjects).where(subjects.c.id == tombstone.subject_id)
        )
        insert_if_free(self._connection, tombstones, tombstone_row(tombstone))
        self.deleted = True
        return gone.rowcount == 1

    def tombstones(self) -> Sequence[Tombstone]:
        """Return all tombstones in order of erasure."""
        return read_tombstones(self._connection, tombstones)

    def forget_tombstones(self, before: datetime) -> int:
        """Delete the tombstones of erasures before a time."""
        old = delete(tombstones).where(tombstones.c.erased_at < before)
        return self._connection.execute(old).rowcount

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

    def add_idempotency(self, record: IdempotencyRecord) -> bool:
        """Remember a request; False if the key is taken."""
        row = {
            "key": record.key,
            "request": record.request,
            "session_id": record.session_id,
            "created_at": record.created_at,
        }
        return insert_if_free(self._connection, idempotency, row)

    def idempotency(self, key: Pseudonym) -> IdempotencyRecord | None:
        """Return what the key stood for, or None."""
        row = self._first(select(idempotency).where(idempotency.c.key == key))
        if row is None:
            return None
        return IdempotencyRecord(
            Pseudonym(bytes(row.key)),
            Pseudonym(bytes(row.request)),
            SessionId(row.session_id),
            row.created_at,
        )

    def sweep(self, *, now: datetime, keep_since: datetime, sessions_since: datetime) -> int:
        """Expire open sessions past their time; forget what is old."""
        expired = self.expire_sessions(now)
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

    def _first(self, query: Any) -> Row[Any] | None:
        row: Row[Any] | None = self._connection.execute(query).first()
        return row
