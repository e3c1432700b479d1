"""Silos in SQL: each tenant's sessions, subjects and sealed templates in a store of their own."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from inperson.adapters.sql.attempts import read_attempts, write_attempts
from inperson.adapters.sql.databases import Database, transaction
from inperson.adapters.sql.inserts import insert_if_free
from inperson.adapters.sql.migrations import upgrade
from inperson.adapters.sql.seen import count_seen, keep_seen
from inperson.adapters.sql.session_rows import read_session, record_columns, session_row
from inperson.adapters.sql.tables import (
    idempotency,
    improvement_consents,
    seen_frames,
    sessions,
    subjects,
    templates,
    tombstones,
)
from inperson.adapters.sql.tombstones import read_tombstones, tombstone_row
from inperson.core import SessionId, SubjectId, TenantId
from inperson.sessions.errors import SiloUnavailable
from inperson.sessions.lockout import Attempts
from inperson.sessions.model import (
    AnySession,
    IdempotencyRecord,
    ImprovementConsent,
    Pseudonym,
    SealedRecord,
    SealedTemplate,
    SeenFrames,
    SessionState,
    Subject,
)
from inperson.sessions.ports import Silo, SiloTransaction
from inperson.tenants import TokenKind
from inperson.vault import Tombstone


class SqlSilos:
    """Implements `sessions.ports.Silos`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, tenant_id: TenantId) -> None:
        """Make the tenant's silo, or bring it up to date."""
        store = _store(tenant_id)
        self._database.create(store)
        upgrade(self._database, store, "silo")

    def open(self, tenant_id: TenantId) -> Silo:
        """Return the silo, bound to this tenant."""
        if not self._database.exists(_store(tenant_id)):
            raise SiloUnavailable("The tenant has no silo.")
        return SqlSilo(self._database, _store(tenant_id))


class SqlSilo:
    """Implements `sessions.ports.Silo`."""

    def __init__(self, database: Database, store: str) -> None:
        self._database = database
        self._store = store

    def begin(self) -> AbstractContextManager[SiloTransaction]:
        """Open a transaction; after an erasure that committed, scrub the store's files."""
        return self._begin()

    @contextmanager
    def _begin(self) -> Iterator[SiloTransaction]:
        with transaction(self._database.engine(self._store)) as connection:
            unit = SqlSiloTransaction(connection)
            yield unit
        if unit.deleted:
            self._database.scrub(self._store)


class SqlSiloTransaction:
    """Implements `sessions.ports.SiloTransaction`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.deleted = False

    def add_session(self, session: AnySession) -> None:
        """Store a new, open session."""
        self._connection.execute(insert(sessions).values(session_row(session)))

    def session(self, session_id: SessionId) -> AnySession | None:
        """Return the session, or None."""
        row = self._first(select(sessions).where(sessions.c.id == session_id))
        return None if row is None else read_session(row)

    def end_session(self, session: AnySession) -> bool:
        """Store the ended form of a session that is still open."""
        still_open = (sessions.c.id == session.id) & (sessions.c.state == SessionState.OPEN.value)
        ended = self._connection.execute(
            update(sessions).where(still_open).values(session_row(session))
        )
        return ended.rowcount == 1

    def claim_capture(
        self, session_id: SessionId, opened_at: datetime, expires_at: datetime
    ) -> bool:
        """Mark the one capture of an open session as begun."""
        unclaimed = (
            (sessions.c.id == session_id)
            & (sessions.c.state == SessionState.OPEN.value)
            & sessions.c.capture_opened_at.is_(None)
        )
        claim = update(sessions).where(unclaimed)
        values = {"capture_opened_at": opened_at, "expires_at": expires_at}
        return self._connection.execute(claim.values(values)).rowcount == 1

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
        return None if row is None else _subject(row)

    def subject(self, subject_id: SubjectId) -> Subject | None:
        """Return the subject, or None."""
        row = self._first(select(subjects).where(subjects.c.id == subject_id))
        return None if row is None else _subject(row)

    def rename(self, old: Pseudonym, new: Pseudonym) -> None:
        """Call the subject of a reference, its sessions and its consent by another pseudonym."""
        if self.subject_by_reference(new) is not None:
            return
        for column in (subjects.c.reference, sessions.c.subject, improvement_consents.c.reference):
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
        self._connection.execute(delete(sessions).where(own))
        given = improvement_consents.c.given_at <= erased_at
        self._connection.execute(
            delete(improvement_consents).where(
                (improvement_consents.c.reference == reference) & given
            )
        )
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

    def give_improvement(self, consent: ImprovementConsent) -> None:
        """Store a consent in place of an earlier one of the same reference."""
        same = improvement_consents.c.reference == consent.reference
        self._connection.execute(delete(improvement_consents).where(same))
        self._connection.execute(
            insert(improvement_consents).values(
                reference=consent.reference,
                token_kind=TokenKind.DEVELOPER.value,
                given_at=consent.given_at,
                withdrawn_at=consent.withdrawn_at,
            )
        )

    def improvement(self, reference: Pseudonym) -> ImprovementConsent | None:
        """Return the reference's consent, or None."""
        same = improvement_consents.c.reference == reference
        row = self._first(select(improvement_consents).where(same))
        if row is None:
            return None
        return ImprovementConsent(Pseudonym(bytes(row.reference)), row.given_at, row.withdrawn_at)

    def due_records(self, now: datetime, limit: int) -> Sequence[AnySession]:
        """Return sessions of whose record a field must be forgotten by now."""
        query = select(sessions).where(sessions.c.record_due_at <= now).limit(limit)
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
        late = (sessions.c.state == SessionState.OPEN.value) & (sessions.c.expires_at <= now)
        expired = self._connection.execute(
            update(sessions)
            .where(late)
            .values(state=SessionState.EXPIRED.value, ended_at=sessions.c.expires_at)
        )
        old = idempotency.c.created_at < keep_since
        forgotten = self._connection.execute(delete(idempotency).where(old))
        frames = self._connection.execute(
            delete(seen_frames).where(seen_frames.c.expires_at <= now)
        )
        ended = delete(sessions).where(sessions.c.created_at < sessions_since)
        gone = self._connection.execute(ended)
        return expired.rowcount + forgotten.rowcount + frames.rowcount + gone.rowcount

    def _first(self, query: Any) -> Row[Any] | None:
        row: Row[Any] | None = self._connection.execute(query).first()
        return row


def _store(tenant_id: TenantId) -> str:
    return f"silo_{tenant_id}"


def _subject(row: Row[Any]) -> Subject:
    return Subject(
        SubjectId(row.id),
        Pseudonym(bytes(row.reference)),
        TokenKind(row.token_kind),
        row.enrolled_at,
    )
