"""Erasures as rows of a silo."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from inperson.sessions import SessionState
from inperson.store.converting import Converter
from inperson.store.privacy_tables import consents
from inperson.store.request_rows import forget_rights
from inperson.store.tables import sessions, subjects, tombstones
from inperson.store.unit import Rows
from inperson.usage import Outcome
from inperson.vault import Tombstone

_TOMBSTONES = Converter(Tombstone, tombstones)


class SqlTombstoneRows(Rows):
    """Implements `sessions.rows.TombstoneRows`."""

    def erase(self, tombstone: Tombstone) -> bool:
        """Delete a subject; template, attempts, digests, idempotency records go by cascade."""
        reference, erased_at = tombstone.reference, tombstone.erased_at
        own = (sessions.c.subject == reference) & (sessions.c.created_at <= erased_at)
        there = (sessions.c.state, sessions.c.kind, sessions.c.token_kind)
        for row in self._connection.execute(delete(sessions).where(own).returning(*there)).all():
            if row.state == SessionState.OPEN.value:
                self._unit.ends.add(erased_at, row.kind, Outcome.REFUSED, row.token_kind)
        given = (consents.c.reference == reference) & (consents.c.given_at <= erased_at)
        self._connection.execute(delete(consents).where(given))
        forget_rights(self._connection, reference, erased_at)
        gone = self._connection.execute(
            delete(subjects).where(subjects.c.id == tombstone.subject_id)
        )
        _TOMBSTONES.add_if_free(self._connection, tombstone)
        self._unit.deleted = True
        return gone.rowcount == 1

    def tombstones(self) -> Sequence[Tombstone]:
        """Return all tombstones in order of erasure."""
        query = select(tombstones).order_by(tombstones.c.erased_at, tombstones.c.subject_id)
        return _TOMBSTONES.all(self._connection, query)

    def forget_tombstones(self, before: datetime) -> int:
        """Delete the tombstones of erasures before a time."""
        old = delete(tombstones).where(tombstones.c.erased_at < before)
        return self._connection.execute(old).rowcount
