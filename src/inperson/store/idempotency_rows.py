"""What a caller's key stood for, as rows of a silo."""

from sqlalchemy import select

from inperson.sessions import IdempotentRequest, Pseudonym
from inperson.store.converting import Converter
from inperson.store.tables import idempotency
from inperson.store.unit import Rows

_RECORDS = Converter(IdempotentRequest, idempotency)


class SqlIdempotencyRows(Rows):
    """Implements `sessions.rows.IdempotencyRows`."""

    def add_idempotency(self, record: IdempotentRequest) -> bool:
        """Remember a request; False if the key is taken."""
        return _RECORDS.add_if_free(self._connection, record)

    def idempotency(self, key: Pseudonym) -> IdempotentRequest | None:
        """Return what the key stood for, or None."""
        mine = select(idempotency).where(idempotency.c.key == key)
        return _RECORDS.first(self._connection, mine)
