"""Values that are good for one use, as rows of a silo."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary, String, Table, delete

from inperson.store.inserts import insert_if_free
from inperson.store.tables import UtcTime, _one_of, silo
from inperson.store.unit import Rows
from inperson.tenants import TokenKind

used_once = Table(
    "used_once",
    silo,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("token_kind", String(10), nullable=False),
    Column("expires_at", UtcTime, nullable=False, index=True),
    _one_of("token_kind", "developer", "production"),
)


class SqlUsedOnceRows(Rows):
    """Implements `openid.UsedOnceRows`."""

    def use(self, sha256: bytes, kind: TokenKind, now: datetime, expires_at: datetime) -> bool:
        """Note a use; False if it was used before. What is over is forgotten."""
        self._connection.execute(delete(used_once).where(used_once.c.expires_at < now))
        row = {"sha256": sha256, "token_kind": kind.value, "expires_at": expires_at}
        return insert_if_free(self._connection, used_once, row)
