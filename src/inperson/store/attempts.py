"""Failed attempts as rows, locked while a transaction decides on them."""

from sqlalchemy import Connection, select, update

from inperson.core import SubjectId
from inperson.sessions.lockout import Attempts
from inperson.store.inserts import insert_if_free
from inperson.store.tables import attempts


def read_attempts(connection: Connection, subject_id: SubjectId) -> Attempts:
    """Return a subject's attempts; the row is locked until the transaction ends.

    SQLite's transactions exclude each other as it is. In PostgreSQL the row is made first, because
    there is nothing to lock where there is none, and two first failures would count as one.
    """
    insert_if_free(connection, attempts, {"subject_id": subject_id, "failures": 0})
    mine = select(attempts).where(attempts.c.subject_id == subject_id).with_for_update()
    row = connection.execute(mine).one()
    return Attempts(row.failures, row.locked_until)


def write_attempts(connection: Connection, subject_id: SubjectId, state: Attempts) -> None:
    """Replace a subject's attempts."""
    row = {"failures": state.failures, "locked_until": state.locked_until}
    insert_if_free(connection, attempts, {"subject_id": subject_id, **row})
    connection.execute(update(attempts).where(attempts.c.subject_id == subject_id).values(row))
