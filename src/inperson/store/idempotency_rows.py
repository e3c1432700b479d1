"""What a caller's key stood for, as rows of a silo."""

from sqlalchemy import select

from inperson.core import SessionId
from inperson.sessions.model import IdempotencyRecord, Pseudonym
from inperson.store.inserts import insert_if_free
from inperson.store.tables import idempotency
from inperson.store.unit import Rows


class SqlIdempotencyRows(Rows):
    """Implements `sessions.rows.IdempotencyRows`."""

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
        row = self._connection.execute(select(idempotency).where(idempotency.c.key == key)).first()
        if row is None:
            return None
        return IdempotencyRecord(
            Pseudonym(bytes(row.key)),
            Pseudonym(bytes(row.request)),
            SessionId(row.session_id),
            row.created_at,
        )
