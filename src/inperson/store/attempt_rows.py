"""Failed attempts as rows, locked while a transaction decides on them."""

from sqlalchemy import select, update

from inperson.core import SubjectId
from inperson.sessions import Attempts
from inperson.store import tables
from inperson.store.connections import kept, reads_only
from inperson.store.converting import Converter
from inperson.store.inserts import insert_if_free
from inperson.store.unit import Rows

_ATTEMPTS = Converter(Attempts, tables.attempts)


class SqlAttemptRows(Rows):
    """Implements `sessions.rows.AttemptRows`."""

    def attempts(self, subject_id: SubjectId) -> Attempts:
        """Return a subject's attempts; the row is locked until a transaction ends that may write.

        SQLite's transactions exclude each other as it is. In PostgreSQL the row is made first,
        because there is nothing to lock where there is none, and two first failures would count
        as one.
        """
        table = tables.attempts
        if not reads_only(self._connection):
            insert_if_free(self._connection, table, {"subject_id": subject_id, "failures": 0})
        mine = select(table).where(table.c.subject_id == subject_id)
        return _ATTEMPTS.first(self._connection, kept(self._connection, mine)) or Attempts()

    def set_attempts(self, subject_id: SubjectId, attempts: Attempts) -> None:
        """Replace a subject's attempts."""
        table = tables.attempts
        _ATTEMPTS.add_if_free(self._connection, attempts, subject_id=subject_id)
        mine = update(table).where(table.c.subject_id == subject_id)
        self._connection.execute(mine.values(_ATTEMPTS.row(attempts)))
